"""The records of persuasion: findings, visits, the teams and who is in them."""

from __future__ import annotations

from engine import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Record,
    UtcDateTimeField,
)

VIOLATIONS = [
    ("wall_opening", "私自开墙打洞"),
    ("public_space", "占用公共空间"),
    ("road_goods", "占道堆物堆料"),
    ("other", "其他"),
]
OUTCOMES = [
    ("", "正在劝导"),
    ("no_violation", "没有违规"),
    ("resolved_by_persuasion", "劝导解决"),
    ("resolved_by_enforcement", "执法解决"),
    ("closed", "已办结"),
]
KINDS = [("remind", "提醒"), ("persuade", "规劝")]
ATTITUDES = [
    ("cooperative", "配合"),
    ("hesitant", "犹豫"),
    ("refusing", "拒绝"),
    ("conflict", "冲突"),
    ("absent", "未见人"),
]


class Persuasion(Record):
    """E_persuasion: a finding of the old neighbours and what became of it; 劝导台账."""

    DATA_CLASS = "C3"

    title = CharField(max_length=120, verbose_name="标题")
    violation = CharField(max_length=16, choices=VIOLATIONS, index=True, verbose_name="行为类型")
    structure = BooleanField(default=False, verbose_name="涉及违法建设")
    in_progress = BooleanField(default=False, verbose_name="正在施工")
    place = CharField(max_length=200, default="", verbose_name="位置")
    visits = IntegerField(default=0, verbose_name="上门次数")
    outcome = CharField(max_length=24, default="", choices=OUTCOMES, verbose_name="结果")
    counted_removed = BooleanField(default=False, verbose_name="计入助拆")
    closed_at = UtcDateTimeField(null=True, verbose_name="办结时间")

    class Meta:
        table_name = "community_autonomy_persuasion"

    def __str__(self) -> str:
        return str(self.title)


class Visit(Record):
    """E_visit: two or more persuaders at somebody's door."""

    DATA_CLASS = "C3"

    persuasion = ForeignKeyField(Persuasion, on_delete="RESTRICT", verbose_name="劝导件")
    visit_no = IntegerField(verbose_name="第几次")
    kind = CharField(max_length=12, choices=KINDS, verbose_name="方式")
    persuaders = JSONField(default=list, verbose_name="劝导员")
    attitude = CharField(max_length=12, choices=ATTITUDES, verbose_name="对方态度")
    promise_date = DateField(null=True, verbose_name="承诺整改日期")
    hardship_seen = BooleanField(default=False, verbose_name="生活困难线索")
    consent = BooleanField(default=False, verbose_name="本人同意转介")
    visited_at = UtcDateTimeField(null=True, verbose_name="上门时间")

    class Meta:
        table_name = "community_autonomy_visit"


class PersuasionTeam(Record):
    """E_persuasion_team: the “老街坊” team of a community; 劝导队名册."""

    DATA_CLASS = "C2"

    code = CharField(max_length=20, unique=True, verbose_name="编号")
    name = CharField(max_length=60, verbose_name="名称")
    captain = CharField(max_length=60, default="", verbose_name="队长")
    size = IntegerField(verbose_name="人数")
    approx = BooleanField(default=False, verbose_name="约数")

    class Meta:
        table_name = "community_autonomy_persuasion_team"


class Persuader(Record):
    """E_persuader: a volunteer of a team, with hours, training and insurance; 志愿服务台账.

    A persuader needs no account. Insurance: BVOL 19 asks it for risky service.
    """

    DATA_CLASS = "C3"

    team = CharField(max_length=20, index=True, verbose_name="劝导队")
    badge_no = CharField(max_length=20, unique=True, verbose_name="证号")
    name = CharField(max_length=60, verbose_name="姓名")
    trained_at = DateField(null=True, verbose_name="培训日期")
    minutes = IntegerField(default=0, verbose_name="服务分钟")
    insured_until = DateField(null=True, verbose_name="保险到期")
    last_active = DateField(null=True, verbose_name="最近服务")

    class Meta:
        table_name = "community_autonomy_persuader"
