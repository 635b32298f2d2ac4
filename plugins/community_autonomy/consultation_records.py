"""The records of consultation: topics, meetings, votes, resolutions and what they lead to."""

from __future__ import annotations

from engine import (
    BooleanField,
    CharField,
    DateField,
    FenField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Record,
    TextField,
    UtcDateTimeField,
)

CATEGORIES = [
    ("environment", "环境"),
    ("parking", "停车"),
    ("property", "物业"),
    ("facility", "设施"),
    ("safety", "安全"),
    ("service", "服务"),
    ("funds", "资金"),
    ("other", "其他"),
]
PROPOSERS = [
    ("party", "党组织"),
    ("committee", "居委会"),
    ("property", "物业"),
    ("party_rep", "党员代表"),
    ("resident_rep", "居民代表"),
    ("residents", "居民联名"),
    ("subdistrict", "街道"),
    ("petition", "信访转入"),
]
BODIES = [
    ("three_committee", "三委联席会"),
    ("joint_three_committee", "联合三委联席会"),
    ("assembly", "居民（代表）会议"),
]
TOPIC_STATES = [
    ("open", "办理中"),
    ("completed", "已落实"),
    ("rejected", "未通过"),
    ("lapsed", "未能开会"),
    ("not_for_consultation", "不属协商范围"),
    ("merged", "已并入"),
]
METHODS = [("hands", "举手"), ("ballot", "票决"), ("named", "线上实名")]
OPTIONS = [("yes", "同意"), ("no", "反对"), ("abstain", "弃权")]
ACTION_STATES = [("open", "落实中"), ("done", "已落实"), ("checked", "已督查")]


class Topic(Record):
    """E_topic: a matter put before the three committees; 议事台账."""

    DATA_CLASS = "C2"

    title = CharField(max_length=120, verbose_name="议题")
    category = CharField(max_length=16, choices=CATEGORIES, index=True, verbose_name="类别")
    proposer = CharField(max_length=16, choices=PROPOSERS, verbose_name="提出主体")
    supporters = JSONField(default=list, verbose_name="联名")
    body = CharField(max_length=40, default="", choices=BODIES, verbose_name="议事主体")
    origin_case = CharField(max_length=80, default="", verbose_name="来源案件")
    status = CharField(max_length=24, default="open", choices=TOPIC_STATES, verbose_name="状态")
    score_hundredths = IntegerField(null=True, verbose_name="评议均分（百分之一）")
    due_at = UtcDateTimeField(null=True, verbose_name="期限")
    fed_back_at = UtcDateTimeField(null=True, verbose_name="反馈时间")
    closed_at = UtcDateTimeField(null=True, verbose_name="办结时间")

    class Meta:
        table_name = "community_autonomy_topic"

    def __str__(self) -> str:
        return str(self.title)


class Meeting(Record):
    """E_meeting: who was invited and came, and whether the meeting could decide; 会议档案."""

    DATA_CLASS = "C2"

    topic = ForeignKeyField(Topic, on_delete="RESTRICT", verbose_name="议题")
    number = IntegerField(default=1, verbose_name="第几次")
    meets_at = UtcDateTimeField(verbose_name="会议时间")
    place = CharField(max_length=120, verbose_name="地点")
    agenda = TextField(default="", verbose_name="议程")
    noticed_at = UtcDateTimeField(null=True, verbose_name="通知时间")
    invited = JSONField(default=list, verbose_name="应到")
    present = JSONField(default=list, verbose_name="实到")
    recused = JSONField(default=list, verbose_name="回避")
    quorum_ok = BooleanField(null=True, verbose_name="达到法定人数")
    third_committee = CharField(max_length=20, default="", verbose_name="第三方")
    method = CharField(max_length=12, default="", choices=METHODS, verbose_name="表决方式")
    yes = IntegerField(null=True, verbose_name="同意")
    no = IntegerField(null=True, verbose_name="反对")
    abstain = IntegerField(null=True, verbose_name="弃权")

    class Meta:
        table_name = "community_autonomy_meeting"

    def __str__(self) -> str:
        return f"{self.topic}（{self.number}）"


class Vote(Record):
    """E_vote: one vote by name. A sealed ballot leaves none: it has only totals and receipts."""

    DATA_CLASS = "C2"

    meeting = ForeignKeyField(Meeting, on_delete="RESTRICT", verbose_name="会议")
    seat = CharField(max_length=8, verbose_name="席位")
    voter = CharField(max_length=60, verbose_name="表决人")
    option = CharField(max_length=12, choices=OPTIONS, verbose_name="意见")
    method = CharField(max_length=12, choices=METHODS, verbose_name="方式")

    class Meta:
        table_name = "community_autonomy_vote"
        indexes = ((("meeting", "seat"), True),)


class Resolution(Record):
    """E_resolution: what was resolved, who signed, and the hash that binds it; 决议台账."""

    DATA_CLASS = "C1"

    topic = ForeignKeyField(Topic, on_delete="RESTRICT", verbose_name="议题")
    resolution_no = CharField(max_length=80, verbose_name="决议编号")
    text = TextField(verbose_name="决议")
    signed_by = JSONField(default=list, verbose_name="签署")
    proof = CharField(max_length=64, default="", verbose_name="校验码")
    published_until = UtcDateTimeField(null=True, verbose_name="公示截止")

    class Meta:
        table_name = "community_autonomy_resolution"


class Action(Record):
    """E_action: one thing that a resolution asks somebody to do; 督事台账."""

    DATA_CLASS = "C2"

    resolution = ForeignKeyField(Resolution, on_delete="RESTRICT", verbose_name="决议")
    number = IntegerField(verbose_name="序号")
    what = CharField(max_length=200, verbose_name="事项")
    owner = CharField(max_length=60, verbose_name="责任人")
    due = DateField(verbose_name="期限")
    cost = FenField(default=0, verbose_name="费用（分）")
    evidence = TextField(default="", verbose_name="落实情况")
    status = CharField(max_length=12, default="open", choices=ACTION_STATES, verbose_name="状态")
    score_hundredths = IntegerField(null=True, verbose_name="评议均分（百分之一）")

    class Meta:
        table_name = "community_autonomy_action"
