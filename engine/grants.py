"""Leave to see one case outside one's scope (E_grant): with a reason, an approver, a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine.change import changing
from engine.clock import now
from engine.communities import tree
from engine.database import transaction
from engine.errors import NotFound, Refused
from engine.models import Case, Community, Grant, GrantRequest, Holding, Person
from engine.notifications import notify
from engine.operations.allowed import may_operate, operated, reasoned
from engine.people import Viewer
from engine.registry import brought_by, everything
from engine.text import Text
from engine.world import person_value

LONGEST = 30  # days (DOMAIN §1.1)


def ask_grant(number: str, by: Viewer, reason: str, days: int) -> None:
    """Ask to see the case of a number; the answer tells nothing of whether there is such a case.

    Whoever is in charge of it hears of the wish. Raises Refused for no reason or a wrong time.
    """
    why = reasoned(reason)
    _require_days(days)
    case = Case.get_or_none(Case.number == number.strip())
    if case is None or _asks_already(case, by.person):
        return
    with transaction():
        GrantRequest.create(case=case, person=by.person, reason=why, days=days)
        said = Text(
            "{who}申请查阅本件{days}日：{reason}",
            "{who} asks to see this case for {days} days: {reason}",
            who=by.person.name,
            days=days,
            reason=why,
        )
        notify(_in_charge(case, but=by.person), said, case, kind="deed")


def _require_days(days: int) -> None:
    if not 1 <= days <= LONGEST:
        raise Refused(
            "查阅期限为1至{most}日。", "Leave is given for 1 to {most} days.", most=LONGEST
        )


def _asks_already(case: Case, person: Person) -> bool:
    waiting = (GrantRequest.case == case, GrantRequest.person == person)
    return bool(GrantRequest.select().where(*waiting, GrantRequest.decided_at.is_null()).exists())


def _in_charge(case: Case, but: Person) -> list[int]:
    """Return who may decide: the holders of roles that operate where the case lies."""
    roles = [key for key, role in brought_by(everything()).roles.items() if role.operates]
    above = [node.id for node in tree().above(case.community_id)]
    moment = now()
    rows = Holding.select(Holding.person).where(
        Holding.role.in_(roles),
        Holding.community.in_(above),
        Holding.person != but,
        Holding.since <= moment,
        Holding.until.is_null() | (Holding.until > moment),
    )
    return sorted({row.person_id for row in rows})


def grant_requests(viewer: Viewer) -> list[GrantRequest]:
    """Return the wishes that wait for this person's decision, oldest first; never its own."""
    query = _with_case(GrantRequest).where(
        GrantRequest.decided_at.is_null(),
        Case.community.in_(operated(viewer)),
        GrantRequest.person.not_in(viewer.hands),
    )
    return list(query.order_by(GrantRequest.asked_at))


def own_grant_requests(viewer: Viewer) -> list[GrantRequest]:
    """Return what a person asked for, the newest first, with what came of it."""
    mine = GrantRequest.person == viewer.person
    query = GrantRequest.select(GrantRequest, Grant).join(Grant, "LEFT OUTER JOIN")
    return list(query.where(mine).order_by(GrantRequest.id.desc()).limit(50))


def grants_given(viewer: Viewer) -> list[Grant]:
    """Return the leaves that hold now in cases this person is in charge of."""
    query = _with_case(Grant).where(Grant.until > now(), Case.community.in_(operated(viewer)))
    return list(query.order_by(Grant.until))


def _with_case(table: Any) -> Any:
    query = table.select(table, Case, Community, Person).join_from(table, Case)
    return query.join_from(Case, Community).join_from(table, Person, on=table.person)


def decide_grant(request_id: int, by: Viewer, agrees: bool, opinion: str = "") -> None:
    """Give the leave that was asked for, or decline with a reason; never one's own wish."""
    said = opinion.strip() if agrees else reasoned(opinion)
    found = GrantRequest.get_or_none(GrantRequest.id == request_id)
    if found is None or not may_operate(by, found.case):
        raise NotFound
    with changing(found.case_id) as change:
        request = GrantRequest.get_by_id(request_id)
        if request.person_id in by.hands:
            raise Refused("不能审批自己的申请。", "Nobody decides on their own request.")
        if request.decided_at is not None:
            raise Refused("这件申请已经审批。", "This request has been decided.")
        request.grant = _give(change.case, request.person, by, request) if agrees else None
        request.decided_by, request.decided_at = by.person, now()
        request.agreed, request.opinion = agrees, said
        request.save()
        change.record(
            "grant_given" if agrees else "grant_declined",
            by.person,
            to=person_value(request.person),
            reason=said or request.reason,
            days=request.days,
        )
        _tell(change.case, request, agrees)


def _give(case: Case, person: Person, by: Viewer, request: GrantRequest) -> Grant:
    made: Grant = Grant.create(
        case=case,
        person=person,
        approver=by.person,
        reason=request.reason,
        until=now() + timedelta(days=request.days),
    )
    return made


def _tell(case: Case, request: GrantRequest, agrees: bool) -> None:
    if agrees:
        said = Text("已准许您查阅本件{days}日。", "You may see this case for {days} days.",
                    days=request.days)  # fmt: skip
        notify([request.person_id], said, case, kind="deed")


def end_grant(grant_id: int, by: Viewer, reason: str) -> None:
    """Take a leave back before its time; who is in charge of the case may, and who has it."""
    why = reasoned(reason)
    grant = Grant.get_or_none(Grant.id == grant_id)
    theirs = grant is not None and grant.person_id == by.person.id
    if grant is None or not (theirs or may_operate(by, grant.case)):
        raise NotFound
    with changing(grant.case_id) as change:
        if grant.until > now():
            Grant.update(until=now()).where(Grant.id == grant_id).execute()
            change.record("grant_ended", by.person, to=person_value(grant.person), reason=why)
