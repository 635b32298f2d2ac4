"""The records of the Party-led drive: tasks, inspections, appraisals, the cluster, whistles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from engine import (
    BooleanField,
    CharField,
    DateField,
    FenField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Person,
    Record,
    SensitiveField,
    TextField,
    UtcDateTimeField,
)

SYSTEMS = (
    ("1", "党建统领"),
    ("2", "街区自管"),
    ("3", "社区自治"),
    ("4", "社会自律"),
    ("5", "家庭自教"),
    ("6", "民生服务"),
    ("7", "公共安全管控"),
    ("8", "执法保障"),
)
LAMPS = (("green", "绿灯"), ("yellow", "黄灯"), ("red", "红灯"))
TASK_STATES = (
    ("open", "推进中"),
    ("continuing", "延期继续"),
    ("completed", "已完成"),
    ("cancelled", "已取消"),
)
INSPECTION_KINDS = (("daily", "日常检查"), ("special", "专项督查"), ("comprehensive", "综合考查"))
SEVERITIES = (("none", "无"), ("minor", "一般"), ("major", "较重"), ("serious", "严重"))
FINDINGS = (("pass", "通过"), ("rectify", "整改"), ("serious", "严重"))
RECHECKS = (("passed", "整改到位"), ("failed", "整改不到位"))
STAFF = (
    ("civil_servant", "公务员"),
    ("public_institution", "事业单位人员"),
    ("community_worker", "社区工作者"),
    ("auxiliary", "协管员"),
)
APPRAISAL_STATES = (
    ("open", "考核中"),
    ("scored", "已评分"),
    ("decided", "已审定"),
    ("final", "已办结"),
    ("not_participating", "不参加"),
)
LIST_KINDS = (("need", "需求"), ("resource", "资源"), ("project", "项目"))
FIELDS = (
    ("place", "场地"),
    ("people", "人员和志愿服务"),
    ("funds", "资金物资"),
    ("skills", "专业服务"),
    ("other", "其他"),
)
PATHS = (("project", "单位认领"), ("autonomy", "交居民自治"), ("departments", "吹哨请部门"))
PROJECT_KINDS = (("project", "共建项目"), ("agreement", "条块共建协议"))
PROMISES = (
    ("open", "履行中"),
    ("redeemed", "已兑现"),
    ("partly", "部分兑现"),
    ("broken", "未兑现"),
)
SOURCE_LABELS = (
    ("party_coordination", "街道党建工作协调委员会"),
    ("area_management", "地区管理委员会"),
    ("community_platform", "社区区域化党建工作平台"),
)
MATTERS = (
    ("appeal", "群众诉求"),
    ("key_work", "重点工作"),
    ("enforcement", "综合执法"),
    ("emergency", "应急处置"),
)
URGENCY = (("1", "一级"), ("2", "二级"), ("3", "三级"))
WHISTLE_STATES = (
    ("open", "办理中"),
    ("done", "已办结"),
    ("escalated_district", "已报区"),
    ("not_approved", "未批准"),
)


class TaskList(Record):
    """E_task_list: an adopted version of the list of reform tasks."""

    title = CharField(max_length=80, verbose_name="任务清单")
    list_version = IntegerField(verbose_name="版次")
    adopted_on = DateField(verbose_name="印发日期")

    class Meta:
        table_name = "party_lead_task_list"
        indexes = ((("title", "list_version"), True),)


class ReformTask(Record):
    """E_task: one task of a list, as it stands; the ledger 任务台账."""

    task_list_id: Any
    task_list: Any = ForeignKeyField(TaskList, on_delete="RESTRICT", verbose_name="任务清单")
    task_no = CharField(max_length=40, verbose_name="任务编号")
    system = CharField(max_length=2, choices=SYSTEMS, verbose_name="所属体系")
    title = CharField(max_length=60, verbose_name="任务名称")
    content = TextField(verbose_name="任务内容")
    lead_unit = CharField(max_length=80, verbose_name="牵头单位")
    coop_units = JSONField(default=list, verbose_name="配合单位")
    owner_id: Any
    owner: Any = ForeignKeyField(Person, null=True, on_delete="RESTRICT", verbose_name="责任人")
    owner_name = CharField(max_length=60, verbose_name="责任人")
    leader_name = CharField(max_length=60, verbose_name="分管领导")
    metric_code = CharField(max_length=40, default="", verbose_name="关联指标")
    finish_by = DateField(verbose_name="完成时限")
    percent = IntegerField(default=0, verbose_name="进度（%）")
    postponed = IntegerField(default=0, verbose_name="延期次数")
    lamp = CharField(max_length=8, default="green", choices=LAMPS, verbose_name="亮灯")
    state = CharField(max_length=12, default="open", choices=TASK_STATES, verbose_name="状态")
    reason = TextField(default="", verbose_name="情况说明")
    ended_on = DateField(null=True, verbose_name="结束日期")

    class Meta:
        table_name = "party_lead_task"
        indexes = ((("task_list", "task_no"), True),)


class Milestone(Record):
    """A milestone of a task: due, delivered, and how far the last report says it is."""

    task_id: Any
    task: Any = ForeignKeyField(ReformTask, on_delete="RESTRICT", verbose_name="任务")
    task_no = CharField(max_length=40, verbose_name="任务编号")
    number = IntegerField(verbose_name="节点序号")
    due_on = DateField(verbose_name="完成日期")
    deliverable = CharField(max_length=120, verbose_name="交付成果")
    weight = IntegerField(verbose_name="权重")
    percent = IntegerField(default=0, verbose_name="进度（%）")
    reached_on = DateField(null=True, verbose_name="达到日期")
    result = TextField(default="", verbose_name="成效")
    obstacle = TextField(default="", verbose_name="存在问题")
    reported_on = DateField(null=True, verbose_name="最近报送")

    class Meta:
        table_name = "party_lead_milestone"


class Metric(Record):
    """A figure that another procedure sent as evidence of progress (M19)."""

    task_id: Any
    task: Any = ForeignKeyField(ReformTask, on_delete="RESTRICT", verbose_name="任务")
    code = CharField(max_length=40, verbose_name="指标代码")
    value = CharField(max_length=40, verbose_name="数值")
    period = CharField(max_length=40, default="", verbose_name="期间")
    org = CharField(max_length=40, default="", verbose_name="单位")

    class Meta:
        table_name = "party_lead_metric"


class Inspection(Record):
    """E_inspection: an inspection of a task with what followed; the ledger 督查台账.

    Scores are kept in hundredths, like all fractions in records.
    """

    task_id: Any
    task: Any = ForeignKeyField(ReformTask, on_delete="RESTRICT", verbose_name="任务")
    task_no = CharField(max_length=40, verbose_name="任务编号")
    insp_no = CharField(max_length=60, verbose_name="检查编号")
    kind = CharField(max_length=16, choices=INSPECTION_KINDS, verbose_name="检查类型")
    score = FenField(verbose_name="得分")
    findings = JSONField(default=list, verbose_name="问题清单")
    worst = CharField(max_length=10, default="none", choices=SEVERITIES, verbose_name="最重程度")
    repeated = BooleanField(default=False, verbose_name="半年内重复")
    finding = CharField(max_length=10, default="pass", choices=FINDINGS, verbose_name="后续处理")
    lamp = CharField(max_length=8, default="green", choices=LAMPS, verbose_name="亮灯")
    rectify_due = DateField(null=True, verbose_name="整改期限")
    recheck = CharField(max_length=10, default="", choices=RECHECKS, verbose_name="复查结论")
    recheck_note = TextField(default="", verbose_name="复查情况")
    inspected_on = DateField(verbose_name="检查日期")
    rechecked_on = DateField(null=True, verbose_name="复查日期")

    class Meta:
        table_name = "party_lead_inspection"


class Evidence(Record):
    """What counts in somebody's yearly appraisal (M20)."""

    DATA_CLASS = "C4"
    CLASSES: ClassVar[Mapping[str, str]] = {"year": "C2"}

    person_id: Any
    person: Any = ForeignKeyField(Person, null=True, on_delete="RESTRICT", verbose_name="人员")
    person_name = CharField(max_length=60, default="", verbose_name="姓名")
    year = IntegerField(verbose_name="年度")
    item = CharField(max_length=60, verbose_name="事项")
    score = SensitiveField(verbose_name="分值")
    evidence = SensitiveField(verbose_name="佐证")

    class Meta:
        table_name = "party_lead_evidence"


class Appraisal(Record):
    """E_appraisal: a person's appraisal of a year; a grade stands in it only once it is decided."""

    DATA_CLASS = "C4"
    CLASSES: ClassVar[Mapping[str, str]] = {"year": "C2", "staff_class": "C2"}

    year = IntegerField(verbose_name="年度")
    round_no = CharField(max_length=80, verbose_name="考核编号")
    person_id: Any
    person: Any = ForeignKeyField(Person, on_delete="RESTRICT", verbose_name="人员")
    person_name = CharField(max_length=60, verbose_name="姓名")
    staff_class = CharField(max_length=20, choices=STAFF, verbose_name="人员类别")
    supervisor_name = CharField(max_length=60, verbose_name="主管领导")
    scores = SensitiveField(verbose_name="分项得分")
    ballots = IntegerField(default=0, verbose_name="测评票数")
    reform_score = SensitiveField(verbose_name="改革任务得分")
    total = SensitiveField(verbose_name="总分")
    veto = SensitiveField(verbose_name="一票否决")
    rank = IntegerField(null=True, verbose_name="排名")
    proposed = SensitiveField(verbose_name="建议等次")
    grade = SensitiveField(verbose_name="审定等次")
    reason = SensitiveField(verbose_name="理由")
    review = SensitiveField(verbose_name="复核结果")
    state = CharField(max_length=20, default="open", choices=APPRAISAL_STATES, verbose_name="状态")
    informed_on = DateField(null=True, verbose_name="书面通知日期")

    class Meta:
        table_name = "party_lead_appraisal"
        indexes = ((("year", "person"), True),)


class Cluster(Record):
    """E_party_cluster: a big Party committee over several communities (一委多居)."""

    code = CharField(max_length=20, unique=True, verbose_name="编码")
    title = CharField(max_length=80, verbose_name="名称")
    secretary = CharField(max_length=60, default="", verbose_name="书记")
    members = JSONField(default=list, verbose_name="委员")
    term_from = DateField(null=True, verbose_name="任期自")
    term_to = DateField(null=True, verbose_name="任期至")
    communities = JSONField(default=list, verbose_name="所辖社区")

    class Meta:
        table_name = "party_lead_cluster"


class CoopBody(Record):
    """E_coop_body: the one joint-promotion body, its members under three source labels."""

    code = CharField(max_length=40, verbose_name="编码")
    source_label = CharField(max_length=24, choices=SOURCE_LABELS, verbose_name="来源机构")
    member = CharField(max_length=80, verbose_name="成员单位")
    contact = CharField(max_length=60, default="", verbose_name="联系人")

    class Meta:
        table_name = "party_lead_coop_body"


class ResourceItem(Record):
    """E_resource_item: an entry of the three lists 需求、资源、项目."""

    list_kind = CharField(max_length=10, choices=LIST_KINDS, verbose_name="清单类别")
    category = CharField(max_length=10, choices=FIELDS, verbose_name="领域")
    content = TextField(verbose_name="内容")
    unit = CharField(max_length=80, default="", verbose_name="提出单位")
    capacity = CharField(max_length=60, default="", verbose_name="数量")
    available_from = DateField(null=True, verbose_name="可用自")
    available_to = DateField(null=True, verbose_name="可用至")

    class Meta:
        table_name = "party_lead_resource_item"


class ClusterProject(Record):
    """E_cluster_project: what the big Party committee agreed, who promised it, what came of it."""

    path = CharField(max_length=12, choices=PATHS, verbose_name="落实方式")
    kind = CharField(max_length=10, default="project", choices=PROJECT_KINDS, verbose_name="类别")
    matter = TextField(verbose_name="议定事项")
    unit = CharField(max_length=80, verbose_name="责任单位")
    promise = TextField(default="", verbose_name="承诺")
    due_on = DateField(null=True, verbose_name="完成日期")
    result = TextField(default="", verbose_name="落实情况")
    state = CharField(max_length=10, default="open", choices=PROMISES, verbose_name="兑现情况")
    evaluated_on = DateField(null=True, verbose_name="评价日期")

    class Meta:
        table_name = "party_lead_cluster_project"


class Whistle(Record):
    """E_whistle: departments called to report; the ledger 吹哨报到台账."""

    CLASSES: ClassVar[Mapping[str, str]] = {"demand": "C3"}

    whistle_no = CharField(max_length=80, verbose_name="吹哨单号")
    title = CharField(max_length=120, verbose_name="事项")
    matter_type = CharField(max_length=12, choices=MATTERS, verbose_name="事项类型")
    level = CharField(max_length=2, choices=URGENCY, verbose_name="级别")
    demand = TextField(verbose_name="需求")
    due_at = UtcDateTimeField(null=True, verbose_name="办结时限")
    approved_by = CharField(max_length=60, default="", verbose_name="批准人")
    agenda = TextField(default="", verbose_name="议题")
    minutes = TextField(default="", verbose_name="现场处置纪要")
    response_score = FenField(null=True, verbose_name="响应评分")
    call_score = FenField(null=True, verbose_name="吹哨评分")
    origin_case = CharField(max_length=80, default="", verbose_name="来源案件")
    state = CharField(max_length=20, default="open", choices=WHISTLE_STATES, verbose_name="状态")

    class Meta:
        table_name = "party_lead_whistle"


class WhistleResponse(Record):
    """How one department answered a whistle."""

    whistle_id: Any
    whistle: Any = ForeignKeyField(Whistle, on_delete="RESTRICT", verbose_name="吹哨单")
    whistle_no = CharField(max_length=80, verbose_name="吹哨单号")
    department = CharField(max_length=80, verbose_name="报到部门")
    called_at = UtcDateTimeField(verbose_name="吹哨时间")
    due_at = UtcDateTimeField(verbose_name="应报到时间")
    responded_at = UtcDateTimeField(null=True, verbose_name="报到时间")
    on_time = BooleanField(default=False, verbose_name="按时报到")
    called_twice = BooleanField(default=False, verbose_name="二次吹哨")
    district_told = BooleanField(default=False, verbose_name="已报区")
    response = TextField(default="", verbose_name="报到意见")

    class Meta:
        table_name = "party_lead_whistle_response"


RECORDS: list[type[Record]] = [
    TaskList,
    ReformTask,
    Milestone,
    Metric,
    Inspection,
    Evidence,
    Appraisal,
    Cluster,
    CoopBody,
    ResourceItem,
    ClusterProject,
    Whistle,
    WhistleResponse,
]
