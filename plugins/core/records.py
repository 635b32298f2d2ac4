"""The records of the shared kernel: issues and public notices."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
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


def categories() -> list[tuple[str, str]]:
    """Return the codes of the category tree with their words (forms/categories.csv)."""
    path = Path(__file__).parent / "forms" / "categories.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["value"], row["label"]) for row in csv.DictReader(file)]


CHANNELS = (
    ("12345", "12345热线"),
    ("petition", "信访"),
    ("visit", "来访"),
    ("letter", "来信"),
    ("phone", "电话"),
    ("web", "网络"),
    ("patrol", "巡查"),
    ("persuasion", "劝导"),
    ("video", "视频"),
    ("assigned", "上级交办"),
    ("media", "媒体"),
)
LEVELS = (("I", "一级"), ("II", "二级"), ("III", "三级"), ("IV", "四级"))
RESOLVED = (
    ("solved", "已解决"),
    ("partly", "部分解决"),
    ("unsolved", "未解决"),
    ("not_ours", "不属本单位职责"),
)
SATISFIED = (
    ("satisfied", "满意"),
    ("fairly", "基本满意"),
    ("dissatisfied", "不满意"),
    ("no_reply", "未回复"),
)
ISSUE_STATES = (
    ("registered", "已登记"),
    ("triaged", "办理中"),
    ("closed", "已办结"),
    ("redirected", "已告知法定途径"),
    ("returned", "已转送"),
    ("merged", "已并案"),
)
NOTICE_KINDS = (
    ("residents_affairs", "居务公开"),
    ("property_committee", "物业管理委员会决定"),
    ("award", "评选结果"),
    ("project", "项目和资金"),
    ("other", "其他"),
)
NOTICE_STATES = (("posted", "公示中"), ("objected", "异议成立"), ("archived", "已归档"))


ACTIVITY_KINDS = (
    ("culture", "文化体育"),
    ("volunteer", "志愿服务"),
    ("law", "普法宣传"),
    ("family", "家庭教育"),
    ("festival", "节庆联谊"),
    ("other", "其他"),
)
ACTIVITY_STATES = (("planned", "筹备中"), ("held", "已举办"), ("cancelled", "已取消"))


class Issue(Record):
    """E_issue: a matter somebody raised, the root of every loop; the ledger 诉求台账."""

    DATA_CLASS = "C3"
    CLASSES: ClassVar[Mapping[str, str]] = {
        "title": "C2",
        "hotline_order_no": "C2",
        "merged_into": "C2",
    }

    title = CharField(max_length=120, verbose_name="标题")
    category = CharField(
        max_length=8, index=True, verbose_name="问题类别", choices=tuple(categories())
    )
    description = TextField(default="", verbose_name="问题描述")
    place = CharField(max_length=200, default="", verbose_name="位置")
    point = JSONField(null=True, verbose_name="图上位置")
    channel = CharField(max_length=20, verbose_name="来源渠道", choices=CHANNELS)
    hotline_order_no = CharField(max_length=60, default="", verbose_name="工单号")
    anonymous = BooleanField(default=False, verbose_name="匿名")
    complainant = CharField(max_length=60, default="", verbose_name="诉求人")
    contact = CharField(max_length=80, default="", index=True, verbose_name="联系方式")
    level = CharField(max_length=4, default="", verbose_name="等级", choices=LEVELS)
    route = CharField(max_length=12, default="", verbose_name="承办流程")
    escalate_to = CharField(max_length=60, default="", verbose_name="升级岗位")
    due_at = UtcDateTimeField(null=True, verbose_name="办理时限")
    repeat_count = IntegerField(default=0, verbose_name="30日内重复次数")
    merged_into = CharField(max_length=80, default="", verbose_name="并入案件")
    state = CharField(
        max_length=12, default="registered", verbose_name="状态", choices=ISSUE_STATES
    )
    resolved = CharField(max_length=12, default="", verbose_name="解决情况", choices=RESOLVED)
    satisfied = CharField(max_length=16, default="", verbose_name="满意度", choices=SATISFIED)
    contacted_at = UtcDateTimeField(null=True, verbose_name="联系时间")
    fed_back_at = UtcDateTimeField(null=True, verbose_name="答复时间")
    closed_at = UtcDateTimeField(null=True, verbose_name="办结时间")

    class Meta:
        table_name = "core_issue"


class Notice(Record):
    """E_notice: something published for a time, with the objections that came."""

    DATA_CLASS = "C1"

    kind = CharField(max_length=24, verbose_name="公示类别", choices=NOTICE_KINDS)
    title = CharField(max_length=120, verbose_name="标题")
    body = TextField(verbose_name="内容")
    place = CharField(max_length=120, default="", verbose_name="公示地点")
    period = CharField(max_length=8, verbose_name="公示期")
    limit_code = CharField(max_length=20, default="", verbose_name="依据的期限")
    posted_at = UtcDateTimeField(verbose_name="公示开始")
    ends_at = UtcDateTimeField(verbose_name="公示结束")
    objections = JSONField(default=list, verbose_name="异议")
    state = CharField(max_length=12, default="posted", verbose_name="状态", choices=NOTICE_STATES)
    closed_at = UtcDateTimeField(null=True, verbose_name="归档时间")
    snapshot = TextField(default="", verbose_name="归档内容")
    snapshot_hash = CharField(max_length=64, default="", verbose_name="校验值")

    class Meta:
        table_name = "core_notice"


class Baseline(Record):
    """E_metric_baseline: a figure or milestone that the source states; counting goes on from it."""

    DATA_CLASS = "C1"

    code = CharField(max_length=20, index=True, verbose_name="代码")
    title = CharField(max_length=120, verbose_name="名称")
    title_en = CharField(max_length=160, default="", verbose_name="英文名称")
    value = IntegerField(null=True, verbose_name="数值")
    unit = CharField(max_length=12, default="", verbose_name="单位")
    approx = BooleanField(default=False, verbose_name="约数")
    as_of = DateField(verbose_name="截至")
    source = TextField(default="", verbose_name="来源")

    class Meta:
        table_name = "core_baseline"


class Activity(Record):
    """E_activity: something that a community holds for its people; the ledger 活动台账."""

    DATA_CLASS = "C2"

    theme = CharField(max_length=60, verbose_name="活动主题")
    kind = CharField(max_length=12, verbose_name="活动类别", choices=ACTIVITY_KINDS)
    date_from = DateField(verbose_name="开始日期")
    date_to = DateField(verbose_name="结束日期")
    place = CharField(max_length=120, verbose_name="活动地点")
    budget = FenField(default=0, verbose_name="经费预算（元）")
    spent = FenField(null=True, verbose_name="实际支出（元）")
    organiser = CharField(max_length=60, verbose_name="组织单位")
    expected_n = IntegerField(default=0, verbose_name="预计人数")
    participants_n = IntegerField(null=True, verbose_name="报名人数")
    actual_n = IntegerField(null=True, verbose_name="到场人数")
    evaluation = IntegerField(null=True, verbose_name="活动评价（1至5分）")
    state = CharField(
        max_length=12, default="planned", verbose_name="状态", choices=ACTIVITY_STATES
    )
    note = TextField(default="", verbose_name="活动情况")

    class Meta:
        table_name = "core_activity"
