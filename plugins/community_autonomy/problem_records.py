"""The records of residents' problems: those handled, and those that cannot be solved yet."""

from __future__ import annotations

from engine import (
    BooleanField,
    CharField,
    DateField,
    Record,
    TextField,
    UtcDateTimeField,
)

ENDINGS = [("solved", "已解决"), ("fed_back", "已反馈"), ("banked", "纳入问题库")]
STATES = [("open", "待复查"), ("closed", "已关闭")]


class IssueBank(Record):
    """E_issue_bank: a problem that cannot be solved now, kept until its review date; 问题库."""

    DATA_CLASS = "C2"

    problem = CharField(max_length=120, verbose_name="问题")
    category = CharField(max_length=8, default="", verbose_name="类别")
    cause = TextField(verbose_name="原因")
    measure = TextField(verbose_name="措施")
    owner = CharField(max_length=120, verbose_name="责任单位")
    review_date = DateField(verbose_name="复查日期")
    state = CharField(max_length=12, default="open", choices=STATES, verbose_name="状态")

    class Meta:
        table_name = "community_autonomy_issue_bank"


class HandledProblem(Record):
    """One run through the loop 提出问题—解决问题—情况反馈, and whether it counts as solved."""

    DATA_CLASS = "C2"

    category = CharField(max_length=8, default="", verbose_name="类别")
    route = CharField(max_length=16, default="", verbose_name="办理方式")
    ending = CharField(max_length=12, choices=ENDINGS, verbose_name="结果")
    counted = BooleanField(default=False, verbose_name="计入实际问题")
    contacted_at = UtcDateTimeField(null=True, verbose_name="联系时间")
    fed_back_at = UtcDateTimeField(null=True, verbose_name="反馈时间")

    class Meta:
        table_name = "community_autonomy_handled_problem"
