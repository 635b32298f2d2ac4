"""The records of nominations for the residents' committee and the service organisation."""

from __future__ import annotations

from engine import CharField, JSONField, Record, TextField, UtcDateTimeField

BODIES = [("committee", "居委会"), ("service", "社区公共服务组织")]
SOURCES = [("party", "党组织推荐"), ("electors", "选民联名")]
RESULTS = [
    ("", "办理中"),
    ("appointed", "已任职"),
    ("not_qualified", "联审不通过"),
    ("not_elected", "没有选出"),
    ("objected", "公示有异议"),
]


class Nomination(Record):
    """E_nomination: who was recommended for which post, reviewed how; 班子提名台账."""

    DATA_CLASS = "C3"

    body = CharField(max_length=12, choices=BODIES, verbose_name="机构")
    post = CharField(max_length=60, verbose_name="职务")
    nominees = JSONField(default=list, verbose_name="人选")
    source = CharField(max_length=12, default="party", choices=SOURCES, verbose_name="来源")
    review = TextField(default="", verbose_name="联审意见")
    result = CharField(max_length=16, default="", choices=RESULTS, verbose_name="结果")
    elected = JSONField(default=list, verbose_name="当选或聘任")
    decided_at = UtcDateTimeField(null=True, verbose_name="产生时间")

    class Meta:
        table_name = "community_autonomy_nomination"
