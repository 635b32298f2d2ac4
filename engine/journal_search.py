"""Who did what, where and when: looked for over all histories that a person may read.

Who watches over the journal (`audits`) reads who did what in every case, never what a case says;
others find the lines of the cases they may see. The house's own journal is for who watches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from engine.deeds import values_of_deeds
from engine.errors import NotFound
from engine.models import Case, Community, Deed, Event, Person, Task
from engine.people import Viewer
from engine.procedures import element_name
from engine.readings import may_audit
from engine.scope import visible

PAGE = 50
MOST = 50_000  # lines of an export


@dataclass(frozen=True)
class Sought:
    """What is looked for; what is empty does not matter."""

    person: str = ""  # a part of a name
    deed: str = ""
    number: str = ""  # a part of a case's number
    element: str = ""  # a part of a step's name or an element's id, or of what a deed was about
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Found:
    """One line: of a case, or of the house, then with its values."""

    at: datetime
    person: Person | None
    deed: str
    element: str
    sequence: int
    community: Community | None
    case_id: int | None = None
    number: str = ""
    opens: bool = False  # may the reader open the case?
    values: Mapping[str, Any] | None = None
    hash: str = ""
    name: str = ""  # what the case's drawing calls the element


@dataclass(frozen=True)
class FoundPage:
    rows: list[Found]
    number: int
    more: bool


def may_read_house(by: Viewer) -> bool:
    """May this person read the house's own journal?"""
    return may_audit(by)


def events_found(by: Viewer, sought: Sought, page: int = 1) -> FoundPage:
    """Return lines of cases, the newest first."""
    query = _events(by, sought)
    rows = list(query.limit(PAGE + 1).offset((page - 1) * PAGE))
    return FoundPage([_event(by, row) for row in rows[:PAGE]], page, len(rows) > PAGE)


def all_events(by: Viewer, sought: Sought) -> Iterator[Found]:
    """Yield the lines of cases for an export, the newest first, as many as it may have."""
    for row in _events(by, sought).limit(MOST).iterator():
        yield _event(by, row)


def deeds_found(by: Viewer, sought: Sought, page: int = 1) -> FoundPage:
    """Return lines of the house with what was before and after; NotFound for others."""
    query = _deeds(by, sought)
    rows = list(query.limit(PAGE + 1).offset((page - 1) * PAGE))
    return FoundPage(_with_values(rows[:PAGE]), page, len(rows) > PAGE)


def all_deeds(by: Viewer, sought: Sought) -> Iterator[Found]:
    """Yield the lines of the house for an export."""
    rows = list(_deeds(by, sought).limit(MOST))
    for start in range(0, len(rows), PAGE):
        yield from _with_values(rows[start : start + PAGE])


def _events(by: Viewer, sought: Sought) -> Any:
    case = (Case.id, Case.number, Case.community, Case.version)
    query = (
        Event.select(Event, *case, Community, Person)
        .join_from(Event, Case)
        .join_from(Case, Community)
        .join_from(Event, Person, JOIN.LEFT_OUTER)
        .order_by(Event.at.desc(), Event.case.desc(), Event.sequence.desc())
    )
    if not may_audit(by):
        query = query.where(visible(by))
    if sought.number:
        query = query.where(Case.number.contains(sought.number))
    if sought.element:
        steps = Task.select(Task.element).where(Task.name.contains(sought.element))
        query = query.where(Event.element.contains(sought.element) | Event.element.in_(steps))
    return _narrowed(query, Event, sought)


def _deeds(by: Viewer, sought: Sought) -> Any:
    if not may_read_house(by):
        raise NotFound
    query = (
        Deed.select(Deed, Community, Person)
        .join_from(Deed, Community, JOIN.LEFT_OUTER)
        .join_from(Deed, Person, JOIN.LEFT_OUTER)
        .order_by(Deed.sequence.desc())
    )
    if sought.element:
        query = query.where(Deed.subject.contains(sought.element))
    return _narrowed(query, Deed, sought)


def _narrowed(query: Any, line: Any, sought: Sought) -> Any:
    if sought.person:
        names = Person.name.contains(sought.person) | Person.name_en.contains(sought.person)
        query = query.where(names)
    if sought.deed:
        query = query.where(line.deed == sought.deed)
    if sought.since:
        query = query.where(line.at >= sought.since)
    if sought.until:
        query = query.where(line.at < sought.until)
    return query


def _event(by: Viewer, row: Any) -> Found:
    case = row.case
    return Found(
        row.at,
        row.person if row.person_id else None,
        row.deed,
        row.element,
        row.sequence,
        case.community,
        case.id,
        case.number,
        case.community_id in by.all_sees,
        hash=row.hash.hex(),
        name=element_name(case.version_id, row.element) if row.element else "",
    )


def _with_values(rows: list[Any]) -> list[Found]:
    values = values_of_deeds([row.sequence for row in rows])
    return [
        Found(
            row.at,
            row.person if row.person_id else None,
            row.deed,
            row.subject,
            row.sequence,
            row.community if row.community_id else None,
            values=values.get(row.sequence),
            hash=row.hash.hex(),
        )
        for row in rows
    ]
