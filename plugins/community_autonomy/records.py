"""The records of community autonomy: problems handled, and those that cannot be solved yet."""

from __future__ import annotations

from engine import (
    BooleanField,
    CharField,
    DateField,
    Record,
    TextField,
    UtcDateTimeField,
)


class IssueBank(Record):
    """E_issue_bank: a problem that cannot be solved now, kept until its review date; 问题库."""

    DATA_CLASS = "C2"

    problem = CharField(max_length=120)
    category = CharField(max_length=8, default="")
    cause = TextField()
    measure = TextField()
    owner = CharField(max_length=120)
    review_date = DateField()
    state = CharField(max_length=12, default="open")

    class Meta:
        table_name = "community_autonomy_issue_bank"


class HandledProblem(Record):
    """One run through the loop 提出问题—解决问题—情况反馈, and whether it counts as solved."""

    DATA_CLASS = "C2"

    category = CharField(max_length=8, default="")
    route = CharField(max_length=16, default="")
    ending = CharField(max_length=12)
    counted = BooleanField(default=False)
    contacted_at = UtcDateTimeField(null=True)
    fed_back_at = UtcDateTimeField(null=True)

    class Meta:
        table_name = "community_autonomy_handled_problem"
