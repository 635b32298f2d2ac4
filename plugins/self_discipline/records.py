"""The records of self-discipline: credit files and all that happens to them, honours, groups."""

from __future__ import annotations

from typing import Any

from engine import (
    BooleanField,
    CharField,
    DateField,
    FenField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Record,
    Refused,
    TextField,
    UtcDateTimeField,
    today,
)

SUBJECT_KINDS = [("enterprise", "企业"), ("sole_trader", "个体工商户"), ("other_org", "其他组织")]
LISTS = [("honest", "守信"), ("ordinary", "一般"), ("watch", "关注"), ("dishonest", "失信")]
EVENT_TYPES = [
    ("exempt", "首违免罚、轻微不罚"),
    ("warning", "警告、通报批评"),
    ("fine", "罚款（一般）"),
    ("fine_repeat", "同类行为12个月内再次受罚"),
    ("ban", "责令停产停业、限制经营、吊销"),
    ("overdue", "逾期不履行生效决定"),
    ("demolition", "违法建设强制拆除"),
    ("remedied", "主动消除后果"),
    ("commended", "守信表彰"),
    ("social_project", "参与社会责任项目"),
]
MATTERS = [("market", "市场监管"), ("illegal_build", "违法建设"), ("other", "其他")]
SEVERITIES = [("none", "无"), ("slight", "轻微"), ("ordinary", "一般"), ("serious", "严重")]
BENEFITS = [
    ("green_channel", "绿色通道"),
    ("fewer_inspections", "减少检查频次"),
    ("publicity", "宣传推介"),
]
SHARED = [
    ("uscc", "统一社会信用代码"),
    ("name", "名称"),
    ("list", "名单状态"),
    ("score", "信用分"),
    ("decision_no", "文书号"),
    ("organ", "决定机关"),
    ("legal_basis", "法律依据"),
    ("decided_at", "决定日期"),
    ("publicity_to", "公示止"),
]
NEEDS = [
    ("job", "就业"),
    ("school", "子女入学"),
    ("permit", "居住证"),
    ("rights", "维权求助"),
    ("medical", "就医"),
    ("hardship", "生活困难"),
]
PLANS = [("volunteer", "志愿服务"), ("hall", "社区议事"), ("skills", "技能培训")]
EVENT_STATES = [
    ("contested", "争议中"),
    ("recorded", "已记入"),
    ("repaired", "已修复"),
    ("expired", "公示期满"),
    ("withdrawn", "已撤回"),
]


class CreditFile(Record):
    """E_credit_file: one organisation's credit file; 执法信用台账. Never of a natural person."""

    DATA_CLASS = "C2"

    uscc = CharField(max_length=18, unique=True, verbose_name="统一社会信用代码")
    name = CharField(max_length=120, verbose_name="社会主体名称")
    kind = CharField(max_length=12, choices=SUBJECT_KINDS, verbose_name="主体类型")
    address = CharField(max_length=200, default="", verbose_name="经营地址")
    score = IntegerField(verbose_name="信用分")
    list = CharField(max_length=10, choices=LISTS, default="ordinary", verbose_name="名单状态")
    legal_list = CharField(max_length=200, default="", verbose_name="法定名单链接")
    known_since = DateField(verbose_name="建档日期")

    class Meta:
        table_name = "self_discipline_credit_file"

    def __str__(self) -> str:
        return str(self.name)


class CreditEvent(Record):
    """E_credit_event: what an effective document or a good deed says of an organisation."""

    DATA_CLASS = "C2"

    file: Any = ForeignKeyField(CreditFile, on_delete="RESTRICT", verbose_name="信用档案")
    event_no = CharField(max_length=80, unique=True, verbose_name="事件编号")
    type = CharField(max_length=16, choices=EVENT_TYPES, verbose_name="事件类型")
    decision_no = CharField(max_length=60, null=True, unique=True, verbose_name="文书号")
    organ = CharField(max_length=120, default="", verbose_name="决定机关")
    matter = CharField(max_length=16, choices=MATTERS, default="other", verbose_name="事项领域")
    offence = CharField(max_length=120, default="", verbose_name="违法行为种类")
    legal_basis = CharField(max_length=300, default="", verbose_name="依据")
    decided_at = DateField(null=True, verbose_name="决定日期")
    served_at = DateField(null=True, verbose_name="送达日期")
    amount = FenField(null=True, verbose_name="金额")
    severity = CharField(max_length=10, choices=SEVERITIES, verbose_name="程度")
    delta = IntegerField(verbose_name="分值变动")
    restored = IntegerField(default=0, verbose_name="修复恢复分值")
    restore_percent = IntegerField(default=0, verbose_name="修复恢复比例（%）")
    least_months = IntegerField(default=0, verbose_name="最短公示月数")
    most_months = IntegerField(default=0, verbose_name="最长公示月数")
    publicity_from = DateField(null=True, verbose_name="公示起")
    publicity_to = DateField(null=True, verbose_name="公示止")
    effect_to = DateField(null=True, verbose_name="计分止")
    legal_list = CharField(max_length=500, default="", verbose_name="法定名单")
    reason = TextField(default="", verbose_name="决定理由")
    state = CharField(max_length=10, choices=EVENT_STATES, verbose_name="状态")

    class Meta:
        table_name = "self_discipline_credit_event"

    @classmethod
    def in_publicity(cls) -> Any:
        """Return the condition under which an event may be shown to the public today."""
        return (cls.state == "recorded") & (cls.publicity_to >= today()) & (cls.organ != "")


class CreditStep(Record):
    """One step in a file, from filing to repair; added, never changed; 全过程记录."""

    DATA_CLASS = "C2"

    file: Any = ForeignKeyField(CreditFile, on_delete="RESTRICT", verbose_name="信用档案")
    decision_no = CharField(max_length=60, default="", verbose_name="文书号")
    step = CharField(
        max_length=16,
        choices=[
            ("filed", "建档"),
            ("noted", "留存自律记录"),
            ("contested", "争议存档"),
            ("objected", "异议核实"),
            ("dropped", "不记入"),
            ("recorded", "记入"),
            ("published", "公示"),
            ("shared", "共享"),
            ("repaired", "修复"),
            ("refused", "不予修复"),
            ("withdrawn", "撤回"),
            ("expired", "公示期满"),
            ("relisted", "名单变动"),
        ],
        verbose_name="步骤",
    )
    note = CharField(max_length=200, default="", verbose_name="说明")
    before = CharField(max_length=10, default="", choices=LISTS, verbose_name="原名单")
    after = CharField(max_length=10, default="", choices=LISTS, verbose_name="新名单")

    class Meta:
        table_name = "self_discipline_credit_step"

    def save(self, *args: Any, **options: Any) -> int:
        if self.id is not None:
            raise Refused(
                "信用全过程记录只能追加。", "The steps of a credit file are only added to."
            )
        return super().save(*args, **options)

    def delete_instance(self, *args: Any, **options: Any) -> int:
        raise Refused("信用全过程记录不能删除。", "The steps of a credit file are never deleted.")


class GradeNote(Record):
    """A quarter's grade of the three guarantees (M21): a note of self-discipline, no penalty."""

    DATA_CLASS = "C2"

    file: Any = ForeignKeyField(CreditFile, on_delete="RESTRICT", verbose_name="信用档案")
    quarter = CharField(max_length=8, verbose_name="季度")
    grade = CharField(max_length=2, verbose_name="等级")
    grade_score = IntegerField(null=True, verbose_name="得分")

    class Meta:
        table_name = "self_discipline_grade_note"


class CreditObjection(Record):
    """E_credit_objection: what a subject says against an event, and the finding; 异议台账."""

    DATA_CLASS = "C2"

    file: Any = ForeignKeyField(CreditFile, on_delete="RESTRICT", verbose_name="信用档案")
    objection_no = CharField(max_length=80, unique=True, verbose_name="异议编号")
    decision_no = CharField(max_length=60, default="", verbose_name="文书号")
    facts = TextField(verbose_name="事实和理由")
    evidence: Any = JSONField(default=list, verbose_name="证据")
    objected_at = UtcDateTimeField(verbose_name="提出时间")
    due_at = UtcDateTimeField(verbose_name="核实时限")
    verified_by = CharField(max_length=120, verbose_name="核实的机关")
    result = CharField(
        max_length=8,
        choices=[("kept", "原信息无误"), ("correct", "更正"), ("wrong", "撤回")],
        verbose_name="核实结论",
    )
    closed_at = UtcDateTimeField(verbose_name="答复时间")

    class Meta:
        table_name = "self_discipline_credit_objection"


class CreditRepair(Record):
    """E_credit_repair: an application for repair and what was decided; 修复台账."""

    DATA_CLASS = "C2"

    file: Any = ForeignKeyField(CreditFile, on_delete="RESTRICT", verbose_name="信用档案")
    repair_no = CharField(max_length=80, unique=True, verbose_name="修复编号")
    decision_no = CharField(max_length=60, default="", verbose_name="文书号")
    performed_at = DateField(null=True, verbose_name="履行完毕日期")
    verified = CharField(max_length=1000, default="", verbose_name="核实意见")
    decision = CharField(
        max_length=8, choices=[("grant", "准予"), ("refuse", "不予")], verbose_name="决定"
    )
    reason = TextField(default="", verbose_name="理由")
    restored_points = IntegerField(default=0, verbose_name="恢复分值")

    class Meta:
        table_name = "self_discipline_credit_repair"


class ShareLog(Record):
    """E_share_log: who was given what of a file, why and by whose leave; kept 3 years; 共享登记."""

    DATA_CLASS = "C2"

    file: Any = ForeignKeyField(CreditFile, on_delete="RESTRICT", verbose_name="信用档案")
    share_no = CharField(max_length=80, unique=True, verbose_name="共享编号")
    requester = CharField(max_length=120, verbose_name="接收单位")
    purpose = CharField(max_length=300, verbose_name="用途")
    legal_basis = CharField(max_length=300, default="", verbose_name="依据")
    fields: Any = JSONField(default=list, choices=SHARED, verbose_name="信息项")
    approver = CharField(max_length=60, verbose_name="批准人")
    decision = CharField(
        max_length=8, choices=[("shared", "已共享"), ("refused", "不予共享")], verbose_name="决定"
    )
    keep_until = DateField(verbose_name="保存至")

    class Meta:
        table_name = "self_discipline_share_log"


class Commend(Record):
    """E_commend: somebody commended as trustworthy; 守信红榜. A person has no credit file."""

    DATA_CLASS = "C1"

    commend_no = CharField(max_length=80, unique=True, verbose_name="表彰编号")
    subject = CharField(max_length=120, verbose_name="表彰对象")
    uscc = CharField(max_length=18, default="", verbose_name="统一社会信用代码")
    year = IntegerField(verbose_name="年度")
    origin = CharField(
        max_length=8, choices=[("credit", "守信表彰"), ("award", "评选转来")], verbose_name="来源"
    )
    reason = CharField(max_length=500, verbose_name="事迹")
    benefits: Any = JSONField(default=list, choices=BENEFITS, verbose_name="激励措施")
    awarded_at = DateField(verbose_name="表彰日期")

    class Meta:
        table_name = "self_discipline_commend"


class Candidate(Record):
    """A file that stands in an open round of commendation; struck out when its credit changes."""

    DATA_CLASS = "C2"

    file: Any = ForeignKeyField(CreditFile, on_delete="RESTRICT", verbose_name="信用档案")
    state = CharField(
        max_length=10,
        choices=[("listed", "候选"), ("struck", "剔除"), ("commended", "表彰")],
        verbose_name="状态",
    )

    class Meta:
        table_name = "self_discipline_candidate"


class Promise(Record):
    """What a business promised to do for society, and whether it did; 社会责任承诺."""

    DATA_CLASS = "C1"

    file: Any = ForeignKeyField(CreditFile, on_delete="RESTRICT", verbose_name="信用档案")
    promise = CharField(max_length=500, verbose_name="承诺事项")
    promised_by = DateField(verbose_name="兑现期限")
    state = CharField(
        max_length=8,
        choices=[("open", "进行中"), ("kept", "已兑现"), ("lapsed", "未兑现")],
        default="open",
        verbose_name="状态",
    )
    points = IntegerField(default=0, verbose_name="加分")

    class Meta:
        table_name = "self_discipline_promise"


class SocialOrg(Record):
    """E_social_org: an association, chamber or group, and how its year went; 社会组织台账."""

    DATA_CLASS = "C2"

    name = CharField(max_length=120, verbose_name="名称")
    kind = CharField(
        max_length=16,
        choices=[
            ("trade_association", "行业协会"),
            ("chamber", "商会"),
            ("disabled_fed", "残联"),
            ("overseas_fed", "侨联"),
            ("community_org", "社区社会组织"),
            ("other", "其他"),
        ],
        verbose_name="类型",
    )
    reg_no = CharField(max_length=60, default="", verbose_name="登记号")
    filing_no = CharField(max_length=60, default="", verbose_name="社区备案号")
    members = IntegerField(verbose_name="人数")
    hub = BooleanField(default=False, verbose_name="枢纽型")
    activities = IntegerField(default=0, verbose_name="本年活动")
    contacts = IntegerField(default=0, verbose_name="本年联系走访")
    services = IntegerField(default=0, verbose_name="本年服务事项")
    year = IntegerField(null=True, verbose_name="评价年度")
    year_score = IntegerField(null=True, verbose_name="年度得分")
    state = CharField(
        max_length=10,
        choices=[("active", "正常"), ("closed", "已注销")],
        default="active",
        verbose_name="状态",
    )

    class Meta:
        table_name = "self_discipline_social_org"

    def __str__(self) -> str:
        return str(self.name)


class OrgWork(Record):
    """One thing done with or for a social organisation: an activity, a service, a visit."""

    DATA_CLASS = "C2"

    org: Any = ForeignKeyField(SocialOrg, on_delete="RESTRICT", verbose_name="社会组织")
    kind = CharField(
        max_length=8,
        choices=[("activity", "活动"), ("service", "服务"), ("visit", "走访")],
        verbose_name="类别",
    )
    matter = CharField(max_length=500, verbose_name="内容")
    done_on = DateField(verbose_name="日期")
    people = IntegerField(default=0, verbose_name="参加人数")

    class Meta:
        table_name = "self_discipline_org_work"


class LegalEducation(Record):
    """One activity that teaches the law, who came and how the quiz went; 普法台账."""

    DATA_CLASS = "C2"

    theme = CharField(max_length=120, verbose_name="主题")
    held_on = DateField(verbose_name="日期")
    attendance = IntegerField(verbose_name="参加人次")
    quiz_taken = IntegerField(default=0, verbose_name="答题人数")
    quiz_passed = IntegerField(default=0, verbose_name="合格人数")

    class Meta:
        table_name = "self_discipline_legal_education"


class Migrant(Record):
    """E_migrant: a newcomer served; kept until a year after leaving; 流动人口服务台账."""

    DATA_CLASS = "C3"

    name = CharField(max_length=60, verbose_name="姓名")
    phone = CharField(max_length=30, default="", verbose_name="电话")
    address = CharField(max_length=200, verbose_name="住址")
    landlord = CharField(max_length=120, default="", verbose_name="出租人")
    arrived_at = DateField(verbose_name="来京日期")
    ground = CharField(
        max_length=10,
        choices=[("work", "就业"), ("school", "就读"), ("living", "居住")],
        verbose_name="事由",
    )
    needs: Any = JSONField(default=list, choices=NEEDS, verbose_name="需求")
    integration: Any = JSONField(default=list, choices=PLANS, verbose_name="融入计划")
    consent = BooleanField(default=False, verbose_name="授权")
    address_verified = BooleanField(default=False, verbose_name="住址已核实")
    permit_until = DateField(null=True, verbose_name="居住证签注至")
    satisfied = CharField(
        max_length=14,
        choices=[
            ("satisfied", "满意"),
            ("fairly", "基本满意"),
            ("dissatisfied", "不满意"),
            ("no_reply", "未回复"),
        ],
        default="",
        verbose_name="满意度",
    )
    state = CharField(
        max_length=10,
        choices=[("registered", "已登记"), ("served", "服务中"), ("left", "已离开")],
        default="registered",
        verbose_name="状态",
    )
    delete_after = DateField(null=True, verbose_name="删除日期")

    class Meta:
        table_name = "self_discipline_migrant"


RECORDS: list[type[Record]] = [
    CreditFile,
    CreditEvent,
    CreditStep,
    GradeNote,
    CreditObjection,
    CreditRepair,
    ShareLog,
    Commend,
    Candidate,
    Promise,
    SocialOrg,
    OrgWork,
    LegalEducation,
    Migrant,
]
