"""What the interface takes and gives; every name here is a schema of the OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import Meta, Struct

from admin.say import say
from engine import Case, Incident, Person, Procedure, Row, Task, Told, incident_text, tree

T = TypeVar("T")
Number = Annotated[int, Meta(ge=1, le=2**63 - 1)]
PageNumber = Annotated[int, Meta(ge=1, le=10_000)]
Short = Annotated[str, Meta(max_length=80)]
Reason = Annotated[str, Meta(min_length=1, max_length=500)]
Name = Annotated[str, Meta(min_length=1, max_length=120)]


class Taken(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is sent to an operation; what it does not know is refused."""


class Listed(Struct, Generic[T]):
    """A page of a list."""

    items: list[T]
    page: int
    more: bool


class PersonShape(Struct, rename="camel"):
    """Somebody who acts in cases."""

    id: int
    name: str


class ProcedureShape(Struct, rename="camel"):
    """A procedure that the key's person may start, and in which communities."""

    key: str
    name: str
    plugin: str
    communities: list[str]


class CaseShape(Struct, rename="camel"):
    """A case as lists show it."""

    id: int
    number: str
    title: str
    procedure: str
    community: str
    status: str
    outcome: str
    suspended: bool
    started_at: datetime
    ended_at: datetime | None
    due_at: datetime | None


class AnswerShape(Struct, rename="camel"):
    """One answer as the person may see it; personal data may be masked."""

    label: str
    value: Any
    masked: bool


class StepShape(Struct, rename="camel"):
    """What was answered at one step."""

    step: str
    answers: list[AnswerShape]


class TaskShape(Struct, rename="camel"):
    """A step of a case that waits, or waited, for a person."""

    id: int
    name: str
    element: str
    status: str
    case_id: int
    roles: list[str]
    form: str
    claimed_by: PersonShape | None
    created_at: datetime
    due_at: datetime | None
    lamp: str


class TaskRow(Struct, rename="camel"):
    """A task with its case, as an inbox lists it."""

    task: TaskShape
    case: CaseShape


class CaseFileShape(Struct, rename="camel"):
    """A case with what is known of it, its tasks, and where it stands."""

    case: CaseShape
    known: list[StepShape]
    tasks: list[TaskShape]
    at: list[str]


class OpenedShape(Struct, rename="camel"):
    """A task as it is opened: its form, what is known already, what was typed so far."""

    task: TaskShape
    case: CaseShape
    schema: dict[str, Any] | None
    known: dict[str, Any]
    draft: dict[str, Any]
    mine: bool
    may_do: bool
    may_claim: bool


class LineShape(Struct, rename="camel"):
    """One line of a case's history."""

    at: datetime
    person: PersonShape | None
    deed: str
    element: str
    sentence: str


class IncidentShape(Struct, rename="camel"):
    """Where a case stands still until somebody decides."""

    id: int
    case_id: int
    element: str
    kind: str
    since: datetime
    text: str


class Paged(Taken, rename="camel"):
    """Which page of a list."""

    page: PageNumber = 1


class Found(Paged):
    """Which cases: by words of title and number, by procedure, by status."""

    search: Short = ""
    procedure: Short = ""
    status: Literal["", "open", "ended", "cancelled"] = ""


class Waiting(Paged):
    """Which tasks: those to do, one's own, or those done."""

    tab: Literal["todo", "claimed", "done"] = "todo"
    search: Short = ""
    procedure: Short = ""


class Started(Taken):
    """A new case: of which procedure, where, with which answers to its start form."""

    procedure: Name
    community: Name
    answers: dict[str, Any] = {}


class Answered(Taken):
    """The answers to a task's form."""

    answers: dict[str, Any] = {}


class Reasoned(Taken):
    """Why something is done."""

    reason: Reason


class Urged(Taken):
    """A word to whoever a task waits for."""

    note: Annotated[str, Meta(max_length=500)] = ""


class Said(Taken):
    """A message from another system, to a case that waits for it or to a procedure it starts."""

    name: Name
    correlation: Annotated[str, Meta(max_length=200)] = ""
    procedure: Short = ""
    community: Short = ""
    payload: dict[str, Any] = {}


class HeardBy(Struct, rename="camel"):
    """The case that hears a message; none yet when it opens one."""

    case: CaseShape | None


class Skipped(Reasoned):
    """Why an element is passed over, and by which of its flows."""

    flow: Short = ""


# -- from rows to shapes ------------------------------------------------------------------


def person_shape(person: Person | None) -> PersonShape | None:
    return PersonShape(person.id, say_name(person)) if person else None


def say_name(person: Person) -> str:
    return str(person.name)


def procedure_key(case: Case) -> str:
    """Return the key of a case's procedure."""
    procedure: Procedure = case.procedure
    return str(procedure.key)


def case_shape(case: Case) -> CaseShape:
    return CaseShape(
        id=case.id,
        number=case.number,
        title=case.title,
        procedure=procedure_key(case),
        community=tree().by_id[case.community_id].code,
        status=case.status,
        outcome=case.outcome or "",
        suspended=bool(case.suspended),
        started_at=case.started_at,
        ended_at=case.ended_at,
        due_at=case.due_at,
    )


def task_shape(task: Task) -> TaskShape:
    return TaskShape(
        id=task.id,
        name=say(task.name),
        element=task.element,
        status=task.status,
        case_id=task.case_id,
        roles=list(task.roles),
        form=task.form,
        claimed_by=person_shape(task.claimed_by) if task.claimed_by_id else None,
        created_at=task.created_at,
        due_at=task.due_at,
        lamp=task.lamp,
    )


def task_row(row: Row) -> TaskRow:
    assert row.task is not None
    return TaskRow(task_shape(row.task), case_shape(row.case))


def line_shape(line: Told) -> LineShape:
    return LineShape(
        at=line.at,
        person=person_shape(line.person),
        deed=line.deed,
        element=line.element,
        sentence=say(line.sentence),
    )


def incident_shape(incident: Incident) -> IncidentShape:
    return IncidentShape(
        id=incident.id,
        case_id=incident.case_id,
        element=incident.element,
        kind=incident.kind,
        since=incident.since,
        text=say(incident_text(incident)),
    )
