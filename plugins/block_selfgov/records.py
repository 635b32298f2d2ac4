"""The records of block self-management: blocks, their committees, shops, patrols and 门前三包."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from engine import (
    BooleanField,
    CharField,
    DateField,
    FenField,
    IntegerField,
    JSONField,
    Record,
    TextField,
    UtcDateTimeField,
)

GROUPS = (
    ("safety", "安全监管小组"),
    ("credit", "诚信工作小组"),
    ("environment", "环境秩序小组"),
    ("coordination", "协调统筹小组"),
)
SCHEMES = (("GC2018", "古城2018版"), ("BJ2026", "北京2026版"))
GRADES = (("", "未评定"), ("A", "A级"), ("B", "B级"), ("C", "C级"), ("D", "D级"))


class Block(Record):
    """E_block: a registered block; stands in the block itself, seen by all it lies in; 街区台账."""

    block_code = CharField(max_length=40, unique=True, verbose_name="街区编码")
    name = CharField(max_length=60, verbose_name="街区名称")
    boundary = TextField(verbose_name="范围（四至）")
    pilot = BooleanField(default=False, verbose_name="试点街区")
    merchants = IntegerField(default=0, verbose_name="商户数")
    health_index = IntegerField(null=True, verbose_name="街区健康指数")
    registered_on = DateField(verbose_name="登记日期")

    class Meta:
        table_name = "block_selfgov_block"


class Merchant(Record):
    """E_subject of a block: a shop, standing in the part of the block that its community sees."""

    DATA_CLASS = "C3"
    CLASSES: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("block_code", "merchant_code", "name", "uscc", "address"), "C2"
    )

    block_code = CharField(max_length=40, index=True, verbose_name="街区编码")
    merchant_code = CharField(max_length=20, verbose_name="商户编号")
    name = CharField(max_length=80, verbose_name="商户名称")
    uscc = CharField(max_length=18, unique=True, verbose_name="统一社会信用代码")
    operator = CharField(max_length=40, default="", verbose_name="经营者")
    phone = CharField(max_length=30, default="", verbose_name="联系电话")
    address = CharField(max_length=120, default="", verbose_name="门牌")
    account = CharField(max_length=60, default="", verbose_name="登录名")
    joined_on = DateField(verbose_name="入册日期")
    left_on = DateField(null=True, verbose_name="退出日期")
    demo = BooleanField(default=False, verbose_name="演示数据")

    class Meta:
        table_name = "block_selfgov_merchant"
        indexes = ((("block_code", "merchant_code"), True),)


class Committee(Record):
    """E_block_committee: the self-management committee of a block for one term; 自管会台账."""

    block_code = CharField(max_length=40, index=True, verbose_name="街区编码")
    term = IntegerField(verbose_name="届次")
    established_on = DateField(null=True, verbose_name="成立日期")
    term_ends_on = DateField(null=True, verbose_name="任期届满")
    size = IntegerField(verbose_name="委员人数")
    chair = CharField(max_length=40, default="", verbose_name="主任")
    safety_leader = CharField(max_length=40, default="", verbose_name="安全监管小组组长")
    credit_leader = CharField(max_length=40, default="", verbose_name="诚信工作小组组长")
    environment_leader = CharField(max_length=40, default="", verbose_name="环境秩序小组组长")
    coordination_leader = CharField(max_length=40, default="", verbose_name="协调统筹小组组长")
    state = CharField(
        max_length=12,
        default="elected",
        choices=(("elected", "已选出"), ("established", "已成立"), ("preparatory", "筹备组")),
        verbose_name="状态",
    )

    class Meta:
        table_name = "block_selfgov_committee"
        indexes = ((("block_code", "term"), True),)


class BlockMember(Record):
    """E_block_member: who sits in a committee or group, and until when; 自管会名册."""

    DATA_CLASS = "C3"
    CLASSES: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("block_code", "merchant_code", "delegate_dept", "letter_doc"), "C2"
    )

    block_code = CharField(max_length=40, index=True, verbose_name="街区编码")
    term = IntegerField(verbose_name="届次")
    person = CharField(max_length=40, verbose_name="姓名")
    merchant_code = CharField(max_length=20, default="", verbose_name="商户编号")
    role = CharField(
        max_length=12,
        choices=(("chair", "主任"), ("member", "委员"), ("leader", "组长"), ("crew", "组员")),
        verbose_name="职务",
    )
    team = CharField(max_length=14, default="", choices=(("", "—"), *GROUPS), verbose_name="小组")
    delegate_dept = CharField(max_length=40, default="", verbose_name="选派部门")
    letter_doc = CharField(max_length=80, default="", verbose_name="选派函")
    term_from = DateField(null=True, verbose_name="任期自")
    term_to = DateField(null=True, verbose_name="任期至")
    grades = JSONField(default=list, verbose_name="三包等级")
    review = CharField(max_length=200, default="", verbose_name="年度评议")

    class Meta:
        table_name = "block_selfgov_member"


class Charter(Record):
    """E_charter: a version of a block's charter with its vote; 章程档案."""

    DATA_CLASS = "C1"

    block_code = CharField(max_length=40, index=True, verbose_name="街区编码")
    charter_version = IntegerField(verbose_name="版本")
    text_doc = TextField(verbose_name="正文")
    adopted_at = UtcDateTimeField(verbose_name="通过时间")
    votes_for = IntegerField(verbose_name="赞成")
    votes_against = IntegerField(verbose_name="反对")
    votes_absent = IntegerField(verbose_name="缺席")
    filed_at = UtcDateTimeField(null=True, verbose_name="备案时间")

    class Meta:
        table_name = "block_selfgov_charter"
        indexes = ((("block_code", "charter_version"), True),)


class Patrol(Record):
    """E_patrol: something found at a shop and what became of it; 巡查台账."""

    patrol_no = CharField(max_length=80, unique=True, verbose_name="巡查编号")
    block_code = CharField(max_length=40, index=True, verbose_name="街区编码")
    team = CharField(max_length=14, choices=GROUPS, verbose_name="巡查小组")
    handler = CharField(max_length=14, default="", choices=GROUPS, verbose_name="负责小组")
    merchant_code = CharField(max_length=20, index=True, verbose_name="商户编号")
    merchant = CharField(max_length=80, verbose_name="商户")
    item_code = CharField(max_length=8, verbose_name="问题代码")
    found_at = UtcDateTimeField(verbose_name="发现时间")
    attempts = IntegerField(default=0, verbose_name="已督促次数")
    self_fix_due = UtcDateTimeField(null=True, verbose_name="自行整改时限")
    fixed_at = UtcDateTimeField(null=True, verbose_name="整改完成时间")
    outcome = CharField(
        max_length=24,
        default="open",
        choices=(
            ("open", "办理中"),
            ("self_corrected", "自行整改"),
            ("escalated", "已升级执法"),
            ("closed_by_enforcement", "执法办结"),
        ),
        verbose_name="结果",
    )
    photos = IntegerField(default=0, verbose_name="照片数")

    class Meta:
        table_name = "block_selfgov_patrol"


class DutyLetter(Record):
    """E_duty_letter: what a shop signed for in front of its door, or refused; 三包签约台账."""

    CLASSES: ClassVar[Mapping[str, str]] = {"signed_by": "C3"}

    block_code = CharField(max_length=40, index=True, verbose_name="街区编码")
    merchant_code = CharField(max_length=20, index=True, verbose_name="商户编号")
    merchant = CharField(max_length=80, verbose_name="商户")
    scheme = CharField(max_length=8, choices=SCHEMES, verbose_name="三包版本")
    frontage = CharField(max_length=40, default="", verbose_name="沿街一侧")
    area_from = IntegerField(default=0, verbose_name="责任区起点（米）")
    area_to = IntegerField(default=0, verbose_name="责任区终点（米）")
    noticed_at = UtcDateTimeField(null=True, verbose_name="书面告知时间")
    signed_by = CharField(max_length=40, default="", verbose_name="签署人")
    signed_at = UtcDateTimeField(null=True, verbose_name="签署时间")
    refused = BooleanField(default=False, verbose_name="拒签")
    refused_at = UtcDateTimeField(null=True, verbose_name="拒签时间")
    charter_version = IntegerField(null=True, verbose_name="知悉章程版本")

    class Meta:
        table_name = "block_selfgov_duty_letter"
        indexes = ((("block_code", "merchant_code", "scheme"), True),)


class GuaranteeCheck(Record):
    """E_tg_check: one check in front of a shop; 三包检查台账."""

    block_code = CharField(max_length=40, index=True, verbose_name="街区编码")
    merchant_code = CharField(max_length=20, index=True, verbose_name="商户编号")
    merchant = CharField(max_length=80, verbose_name="商户")
    quarter = CharField(max_length=6, verbose_name="季度")
    checked_on = DateField(verbose_name="检查日期")
    checker = CharField(max_length=40, verbose_name="检查人")
    deductions = JSONField(default=list, verbose_name="扣分项")
    bonus = IntegerField(default=0, verbose_name="加分")
    photos = IntegerField(default=0, verbose_name="照片数")

    class Meta:
        table_name = "block_selfgov_tg_check"


class GuaranteeQuarter(Record):
    """E_tg_quarter: a shop's score and grade of a quarter, a note and no penalty; 三包评分台账."""

    block_code = CharField(max_length=40, index=True, verbose_name="街区编码")
    merchant_code = CharField(max_length=20, index=True, verbose_name="商户编号")
    merchant = CharField(max_length=80, verbose_name="商户")
    quarter = CharField(max_length=6, verbose_name="季度")
    scheme = CharField(max_length=8, choices=SCHEMES, verbose_name="三包版本")
    deducted = IntegerField(default=0, verbose_name="扣分")
    bonus = IntegerField(default=0, verbose_name="加分")
    score = IntegerField(null=True, verbose_name="得分")
    grade = CharField(max_length=2, default="", choices=GRADES, verbose_name="等级")
    objection = CharField(
        max_length=10,
        default="none",
        choices=(("none", "无异议"), ("upheld", "异议成立"), ("rejected", "异议不成立")),
        verbose_name="异议",
    )
    next_check = DateField(null=True, verbose_name="下次检查")
    graded_on = DateField(null=True, verbose_name="评定日期")
    published = BooleanField(default=False, verbose_name="已公布")
    noted = BooleanField(default=True, verbose_name="已送自律记录")

    class Meta:
        table_name = "block_selfgov_tg_quarter"
        indexes = ((("block_code", "merchant_code", "quarter"), True),)


class BlockProject(Record):
    """E_block_project: something a block improves by itself; 街区提升台账."""

    project_no = CharField(max_length=80, unique=True, verbose_name="事项编号")
    block_code = CharField(max_length=40, index=True, verbose_name="街区编码")
    title = CharField(max_length=60, verbose_name="事项名称")
    kind = CharField(
        max_length=12,
        choices=(
            ("upgrade", "产业转型升级"),
            ("safety", "安全稳定"),
            ("order", "治乱疏解"),
            ("environment", "环境提升"),
        ),
        verbose_name="事项类型",
    )
    plan = TextField(verbose_name="方案")
    cost = FenField(default=0, verbose_name="费用（元）")
    months = IntegerField(verbose_name="工期（月）")
    resolution = TextField(default="", verbose_name="协商结果")
    fund_project = CharField(max_length=80, default="", verbose_name="资金项目")
    state = CharField(
        max_length=10,
        default="open",
        choices=(("open", "办理中"), ("accepted", "通过验收"), ("dropped", "已终止")),
        verbose_name="状态",
    )
    acceptance = CharField(max_length=300, default="", verbose_name="验收意见")
    accepted_at = UtcDateTimeField(null=True, verbose_name="验收时间")

    class Meta:
        table_name = "block_selfgov_project"


RECORDS: list[type[Record]] = [
    Block,
    Merchant,
    Committee,
    BlockMember,
    Charter,
    Patrol,
    DutyLetter,
    GuaranteeCheck,
    GuaranteeQuarter,
    BlockProject,
]
