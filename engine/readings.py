"""Which personal values somebody has had shown, and the log of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN

from engine.clock import now
from engine.communities import tree
from engine.database import stored_instant
from engine.errors import NotFound
from engine.inbox import Page
from engine.models import Case, Person, Reading
from engine.people import Viewer
from engine.registry import brought_by, everything
from engine.statements import ask

PAGE = 50  # lines of the log
SHOWN_FOR = timedelta(minutes=10)  # then the value is masked again


def recently_shown(case_id: int, person_id: int) -> frozenset[str]:
    """Return the fields of a case that this person has had shown in the last ten minutes."""
    rows = ask(
        "SELECT DISTINCT field FROM readings WHERE case_id=? AND person_id=? AND place='case'"
        " AND at>?",
        case_id,
        person_id,
        stored_instant(now() - SHOWN_FOR),
    )
    return frozenset(field for (field,) in rows)


def ever_shown(case_id: int, person_id: int) -> frozenset[str]:
    """Return the fields of a case that this person has ever had shown: those it may change."""
    rows = ask(
        "SELECT DISTINCT field FROM readings WHERE case_id=? AND person_id=? AND place='case'",
        case_id,
        person_id,
    )
    return frozenset(field for (field,) in rows)


@dataclass(frozen=True)
class LoggedReading:
    """One line of the read log."""

    at: datetime
    person: Person
    number: str  # of the case, or empty
    label: str  # what the field is called
    data_class: str
    reason: str


def may_audit(viewer: Viewer) -> bool:
    """May this person read the whole log?"""
    known = brought_by(everything()).roles
    return any(role in known and known[role].audits for role in viewer.roles)


def read_log(viewer: Viewer, page: int = 1, words: str = "") -> Page:
    """Return a page of the read log, the last first; NotFound for who does not watch over it."""
    if not may_audit(viewer):
        raise NotFound
    query = _query()
    if words:
        found = Person.name.contains(words) | Case.number.contains(words)
        query = query.where(found | Reading.label.contains(words))
    return _page(query, page)


def read_log_of(case: Case, viewer: Viewer, page: int = 1) -> Page:
    """Return who had values of a case shown, to who is in charge of it or watches over the log."""
    if not (may_audit(viewer) or case.community_id in _in_charge(viewer)):
        raise NotFound
    return _page(_query().where(Reading.case == case.id), page)


def _in_charge(viewer: Viewer) -> frozenset[int]:
    """Return the communities whose cases a person is in charge of."""
    known = brought_by(everything()).roles
    held = [
        community
        for role, where in viewer.roles.items()
        if role in known and known[role].operates
        for community in where
    ]
    return frozenset(inside for each in held for inside in tree().below(each))


def _query() -> Any:
    people = Reading.select(Reading, Person, Case.id, Case.number).join_from(Reading, Person)
    return people.join_from(Reading, Case, JOIN.LEFT_OUTER).order_by(Reading.id.desc())


def _page(query: Any, page: int) -> Page:
    number = max(1, page)
    rows = list(query.limit(PAGE + 1).offset((number - 1) * PAGE))
    return Page([_line(row) for row in rows[:PAGE]], number, len(rows) > PAGE)


def _line(row: Reading) -> LoggedReading:
    number = row.case.number if row.case_id else ""
    label, data_class = str(row.label or row.field), str(row.data_class)
    return LoggedReading(row.at, row.person, number, label, data_class, str(row.reason))
