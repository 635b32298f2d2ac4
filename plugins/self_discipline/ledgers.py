"""Which lists staff read: credit, objections, repairs, sharing, honours, groups, newcomers."""

from __future__ import annotations

from engine import Ledger, Text

from .records import (
    Commend,
    CreditEvent,
    CreditFile,
    CreditObjection,
    CreditRepair,
    CreditStep,
    GradeNote,
    LegalEducation,
    Migrant,
    OrgWork,
    Promise,
    ShareLog,
    SocialOrg,
)

NO_OWN_LIST = Text(
    "失信只链接法律、行政法规或国务院规定的名单，本系统不设名单；自然人不计分。",
    "“Dishonest” only points to a list set by law or the State Council; there is no list of our "
    "own, and natural persons are never scored.",
)

LEDGERS = [
    Ledger(
        key="self_discipline.credit",
        title=Text("执法信用台账", "Credit files"),
        record=CreditFile,
        columns=("name", "uscc", "kind", "score", "list", "legal_list", "address"),
        note=NO_OWN_LIST,
    ),
    Ledger(
        key="self_discipline.events",
        title=Text("信用事件台账", "Credit events"),
        record=CreditEvent,
        columns=(
            "file",
            "decision_no",
            "type",
            "severity",
            "delta",
            "restored",
            "publicity_to",
            "state",
        ),
    ),
    Ledger(
        key="self_discipline.public",
        title=Text("公示中的信用信息", "Credit events in publicity"),
        record=CreditEvent,
        columns=("file", "decision_no", "organ", "legal_basis", "publicity_from", "publicity_to"),
        only=CreditEvent.in_publicity,
    ),
    Ledger(
        key="self_discipline.steps",
        title=Text("信用全过程记录", "Steps of credit files"),
        record=CreditStep,
        columns=("file", "decision_no", "step", "before", "after", "note"),
    ),
    Ledger(
        key="self_discipline.notes",
        title=Text("“门前三包”自律记录", "Grades of the three guarantees"),
        record=GradeNote,
        columns=("file", "quarter", "grade", "grade_score"),
    ),
    Ledger(
        key="self_discipline.objections",
        title=Text("异议台账", "Objections"),
        record=CreditObjection,
        columns=("file", "objection_no", "decision_no", "due_at", "verified_by", "result"),
    ),
    Ledger(
        key="self_discipline.repairs",
        title=Text("修复台账", "Repairs"),
        record=CreditRepair,
        columns=("file", "repair_no", "decision_no", "performed_at", "decision", "restored_points"),
    ),
    Ledger(
        key="self_discipline.sharing",
        title=Text("共享登记", "Sharing"),
        record=ShareLog,
        columns=("file", "requester", "purpose", "fields", "approver", "decision", "keep_until"),
    ),
    Ledger(
        key="self_discipline.honours",
        title=Text("守信红榜", "Honour list"),
        record=Commend,
        columns=("subject", "year", "origin", "reason", "benefits", "awarded_at"),
    ),
    Ledger(
        key="self_discipline.promises",
        title=Text("社会责任承诺台账", "Promises to society"),
        record=Promise,
        columns=("file", "promise", "promised_by", "state", "points"),
    ),
    Ledger(
        key="self_discipline.organisations",
        title=Text("社会组织台账", "Social organisations"),
        record=SocialOrg,
        columns=(
            "name",
            "kind",
            "hub",
            "members",
            "reg_no",
            "filing_no",
            "activities",
            "contacts",
            "services",
            "year_score",
            "state",
        ),
    ),
    Ledger(
        key="self_discipline.organisation_work",
        title=Text("社会组织工作台账", "Work of social organisations"),
        record=OrgWork,
        columns=("org", "kind", "matter", "done_on", "people"),
    ),
    Ledger(
        key="self_discipline.legal_education",
        title=Text("普法台账", "Legal education"),
        record=LegalEducation,
        columns=("theme", "held_on", "attendance", "quiz_taken", "quiz_passed"),
    ),
    Ledger(
        key="self_discipline.migrants",
        title=Text("流动人口服务台账", "Services for newcomers"),
        record=Migrant,
        columns=(
            "name",
            "address",
            "arrived_at",
            "ground",
            "needs",
            "address_verified",
            "permit_until",
            "satisfied",
            "state",
        ),
    ),
]
