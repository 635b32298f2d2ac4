"""Cases through the interface: started once, found, read, cancelled, suspended."""

from __future__ import annotations

from flask import request

from admin.api.operation import asker, operation, word
from admin.api.shapes import (
    AnswerShape,
    CaseFileShape,
    CaseShape,
    Found,
    LineShape,
    Listed,
    Reasoned,
    Started,
    StepShape,
    case_shape,
    line_shape,
    task_shape,
)
from admin.say import say
from engine import (
    Case,
    CaseFile,
    cancel_case,
    cases_seen,
    community_of,
    find_case,
    once,
    resume_case,
    start_case,
    suspend_case,
)


@operation("GET", "/cases", "read", query=Found, gives=Listed[CaseShape])
def list_cases(query: Found) -> Listed[CaseShape]:
    """List the cases that the person may see, the newest first."""
    found = cases_seen(asker(), query.search, query.procedure, query.status, query.page)
    return Listed([case_shape(row.case) for row in found.rows], found.number, found.more)


@operation("POST", "/cases", "work", takes=Started, gives=CaseShape, status=201, once=True)
def open_case(body: Started) -> CaseShape:
    """Start a case; the same Idempotency-Key starts it once."""

    def begin() -> Case:
        place = community_of(body.community)
        return start_case(body.procedure, place, asker(), answers=body.answers)

    case = once(asker(), word(), request.get_data(), begin)
    assert case is not None
    return case_shape(case)


@operation("GET", "/cases/<int:case_id>", "read", gives=CaseFileShape)
def show_case(case_id: int) -> CaseFileShape:
    """Give a case with its answers, tasks and the elements where it stands."""
    file = CaseFile(find_case(case_id, asker()), asker())
    return CaseFileShape(
        case=case_shape(file.case),
        known=[
            StepShape(say(step), [AnswerShape(say(a.label), a.value, a.masked) for a in answers])
            for step, answers in file.shown()
        ],
        tasks=[task_shape(task) for task in file.tasks],
        at=sorted(element for element, mark in file.marks.items() if mark == "current"),
    )


@operation("GET", "/cases/<int:case_id>/history", "read", gives=list[LineShape])
def show_history(case_id: int) -> list[LineShape]:
    """Give what happened in a case, oldest first."""
    file = CaseFile(find_case(case_id, asker()), asker())
    return [line_shape(line) for line in file.told()]


@operation("POST", "/cases/<int:case_id>/cancel", "work", takes=Reasoned, gives=CaseShape)
def stop_case(case_id: int, body: Reasoned) -> CaseShape:
    """Stop a case for good; its history stays."""
    find_case(case_id, asker())
    cancel_case(case_id, asker(), body.reason)
    return case_shape(find_case(case_id, asker()))


@operation("POST", "/cases/<int:case_id>/suspend", "operate", takes=Reasoned, gives=CaseShape)
def hold_case(case_id: int, body: Reasoned) -> CaseShape:
    """Let a case stand still."""
    find_case(case_id, asker())
    suspend_case(case_id, asker(), body.reason)
    return case_shape(find_case(case_id, asker()))


@operation("POST", "/cases/<int:case_id>/resume", "operate", takes=Reasoned, gives=CaseShape)
def let_case_go_on(case_id: int, body: Reasoned) -> CaseShape:
    """Let a suspended case go on."""
    find_case(case_id, asker())
    resume_case(case_id, asker(), body.reason)
    return case_shape(find_case(case_id, asker()))
