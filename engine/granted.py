"""What is noted when somebody looks at a case that it sees by a leave alone."""

from __future__ import annotations

from datetime import timedelta

from engine.clock import now
from engine.models import Case, Grant, Member, Reading
from engine.people import Viewer

ANEW = timedelta(minutes=10)  # a reading this soon after the last is the same one


def note_granted_reading(viewer: Viewer, case: Case) -> None:
    """Write into the read log that somebody looked at a case which it sees by a leave alone."""
    if case.community_id in viewer.all_sees or _takes_part(viewer, case):
        return
    moment = now()
    held = (Grant.case == case.id, Grant.person == viewer.person, Grant.until > moment)
    grant = Grant.select().where(*held).order_by(Grant.until.desc()).first()
    if grant is None or _noted_lately(viewer, case):
        return
    Reading.create(
        person=viewer.person,
        case=case,
        place="grant",
        field="*",
        label="整件（获准查阅）",
        data_class=case.data_class,
        reason=grant.reason,
    )


def _takes_part(viewer: Viewer, case: Case) -> bool:
    mine = (Member.case == case.id, Member.person == viewer.person)
    return bool(Member.select().where(*mine).exists())


def _noted_lately(viewer: Viewer, case: Case) -> bool:
    mine = (Reading.case == case.id, Reading.person == viewer.person, Reading.place == "grant")
    return bool(Reading.select().where(*mine, Reading.at > now() - ANEW).exists())
