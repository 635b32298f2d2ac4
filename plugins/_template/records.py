"""The records of the system, and the ledgers that show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from engine import CharField, FenField, Ledger, Record, Text

APPROVERS = (("community", "社区"), ("leader", "街道领导"))


class Request(Record):
    """A request as it was decided; written by an action, inside the transaction of its step."""

    DATA_CLASS = "C2"
    CLASSES: ClassVar[Mapping[str, str]] = {"applicant": "C3"}  # masked in every ledger

    matter = CharField(max_length=120, verbose_name="事项")
    applicant = CharField(max_length=60, default="", verbose_name="申请人")
    amount = FenField(default=0, verbose_name="金额（元）")
    approver = CharField(max_length=12, default="", verbose_name="审批人", choices=APPROVERS)

    class Meta:
        table_name = "_template_request"


LEDGERS = [
    Ledger(
        key="_template.requests",
        title=Text("申请台账", "Ledger of requests"),
        record=Request,
        columns=("matter", "applicant", "amount", "approver"),
    )
]
