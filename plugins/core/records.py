"""The records of the shared kernel: issues and public notices."""

from __future__ import annotations

from engine import (
    BooleanField,
    CharField,
    IntegerField,
    JSONField,
    Record,
    TextField,
    UtcDateTimeField,
)


class Issue(Record):
    """E_issue: a matter somebody raised, the root of every loop; the ledger 诉求台账."""

    DATA_CLASS = "C3"

    title = CharField(max_length=120)
    category = CharField(max_length=8, index=True)
    description = TextField(default="")
    place = CharField(max_length=200, default="")
    point = JSONField(null=True)
    channel = CharField(max_length=20)
    hotline_order_no = CharField(max_length=60, default="")
    anonymous = BooleanField(default=False)
    complainant = CharField(max_length=60, default="")
    contact = CharField(max_length=80, default="", index=True)
    level = CharField(max_length=4, default="")
    route = CharField(max_length=12, default="")
    escalate_to = CharField(max_length=60, default="")
    due_at = UtcDateTimeField(null=True)
    repeat_count = IntegerField(default=0)
    merged_into = CharField(max_length=80, default="")
    state = CharField(max_length=12, default="registered")
    resolved = CharField(max_length=12, default="")
    satisfied = CharField(max_length=16, default="")
    contacted_at = UtcDateTimeField(null=True)
    fed_back_at = UtcDateTimeField(null=True)
    closed_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "core_issue"


class Notice(Record):
    """E_notice: something published for a time, with the objections that came."""

    DATA_CLASS = "C1"

    kind = CharField(max_length=24)
    title = CharField(max_length=120)
    body = TextField()
    place = CharField(max_length=120, default="")
    period = CharField(max_length=8)
    limit_code = CharField(max_length=20, default="")
    posted_at = UtcDateTimeField()
    ends_at = UtcDateTimeField()
    objections = JSONField(default=list)
    state = CharField(max_length=12, default="posted")
    closed_at = UtcDateTimeField(null=True)
    snapshot = TextField(default="")
    snapshot_hash = CharField(max_length=64, default="")

    class Meta:
        table_name = "core_notice"
