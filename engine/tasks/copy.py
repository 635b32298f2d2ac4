"""Sending a case to people to know of (抄送), and whether they have read it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.change import changing
from engine.clock import now
from engine.colleagues import require_colleagues
from engine.errors import NotFound, Refused
from engine.members import add_member
from engine.models import Case, Copy, Person
from engine.people import Viewer
from engine.scope import finds
from engine.tasks.tell import tell_person
from engine.text import Text
from engine.world import person_value

LONGEST_NOTE = 500


def copy_case(case_id: int, people: Sequence[Person], by: Viewer, note: str = "") -> None:
    """Let colleagues know of a case that `by` may see; from now on they may see it too.

    A second copy to the same person puts it among the unread again.
    """
    said = note.strip()
    if len(said) > LONGEST_NOTE:
        raise Refused("附言最多{n}字。", "A note has at most {n} characters.", n=LONGEST_NOTE)
    if not people:
        raise Refused("请选择抄送给谁。", "Choose whom to send it to.")
    if not finds(by, case_id):
        raise NotFound
    require_colleagues(by, people)
    with changing(case_id) as change:
        for person in people:
            _send(change.case, person, by, said)
        to = [person_value(person) for person in people]
        change.record("copied", by.person, to=to, reason=said)


def _send(case: Case, person: Person, by: Viewer, note: str) -> None:
    if not person.active:
        raise Refused("{name}已停用。", "{name} is no longer active.", name=person.name)
    Copy.insert(
        case=case, person=person, sent_by=by.person, note=note, sent_at=now(), read_at=None
    ).on_conflict(
        conflict_target=[Copy.case, Copy.person],
        preserve=[Copy.sent_by, Copy.note, Copy.sent_at, Copy.read_at],
    ).execute()
    add_member(case.id, person.id, "copied")
    tell_person(
        person,
        case,
        None,
        Text(
            "{who}抄送给您：{title}",
            "{who} sent you a copy: {title}",
            who=by.person.name,
            title=case.title,
        ),
    )


def note_read(case_id: int, viewer: Viewer) -> None:
    """Note that somebody has opened a case that was sent to it."""
    Copy.update(read_at=now()).where(
        Copy.case == case_id, Copy.person == viewer.person, Copy.read_at.is_null()
    ).execute()


def copies_of(case: Case) -> list[Copy]:
    """Return to whom a case was sent, and since when each has read it."""
    query = Copy.select(Copy, Person).join(Person, on=Copy.person).where(Copy.case == case)
    return list(query.order_by(Copy.sent_at, Copy.id))
