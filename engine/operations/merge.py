"""Cases that say the same: linked, merged so that one is worked on, and taken apart again.

A merged case stands still with all it knows; the other takes over the earlier of both deadlines.
When the other ends, the merged one ends with it; when it is cancelled, or a person takes them
apart, the merged one goes on where it stood. A diagram may wait for either: it catches
`msg.case.merged` and `msg.case.unmerged` about its own number.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.basis import Basis
from engine.case_clock import basis_in
from engine.casefile import find_case, has_part
from engine.change import Change, changing, require_open
from engine.clock import now
from engine.errors import NotFound, Refused
from engine.jobs import add_job, handles, let_go_on
from engine.merged import MERGED, after_end, merged_link, taken_in
from engine.models import Case, CaseLink, Job, Task
from engine.moving import take_earlier, take_own
from engine.operations.allowed import may_operate, reasoned, refuse_stranger
from engine.operations.suspend import free_called, hold_called, mark
from engine.people import Viewer
from engine.registry import hooks_for
from engine.scope import visible
from engine.steps import close_tasks
from engine.text import Text

DONE, APART = "msg.case.merged", "msg.case.unmerged"


@dataclass(frozen=True)
class Alike:
    """A case that may say the same, with what speaks for it, the strongest first."""

    case: Case
    reasons: tuple[Text, ...]


@dataclass(frozen=True)
class Joined:
    """How a case belongs to another, as its page shows it."""

    link: CaseLink
    other: Case
    merged_into: bool  # this case was merged into the other
    took_in: bool  # the other was merged into this case


def alike_cases(case: Case, viewer: Viewer) -> list[Alike]:
    """Return the open cases that plugins hold for the same, as far as the viewer may see them."""
    told: dict[int, tuple[Text, ...]] = {}
    for some in hooks_for(case.plugins).alike(case=case):
        told.update({number: tuple(reasons) for number, reasons in some})
    rows = Case.select().where(
        Case.id.in_(list(told)), Case.id != case, Case.status == "open", visible(viewer)
    )
    found = {row.id: row for row in rows}
    return [Alike(found[number], told[number]) for number in told if number in found]


def search_cases(case: Case, viewer: Viewer, words: str, most: int = 20) -> list[Case]:
    """Return open cases whose number or title has all these words, for who looks by hand."""
    parts = words.split()
    query = Case.select().where(Case.id != case, Case.status == "open", visible(viewer))
    for part in parts:
        query = query.where(Case.number.contains(part) | Case.title.contains(part))
    return list(query.order_by(Case.id.desc()).limit(most)) if parts else []


def joined(case: Case, viewer: Viewer) -> list[Joined]:
    """Return what a case is linked to or merged with now, as far as the viewer may see it."""
    rows = CaseLink.select().where(
        (CaseLink.case == case) | (CaseLink.other == case), CaseLink.ended_at.is_null()
    )
    found = []
    for link in rows.order_by(CaseLink.id):
        other_id = link.other_id if link.case_id == case.id else link.case_id
        other = Case.get_or_none(Case.id == other_id, visible(viewer))
        if other is not None:
            is_merged = link.kind == MERGED
            mine = link.case_id == case.id
            found.append(Joined(link, other, is_merged and mine, is_merged and not mine))
    return found


def may_join(viewer: Viewer, case: Case) -> bool:
    """May this person link and merge a case? Who operates on it, or has or had a task of it."""
    if may_operate(viewer, case):
        return True
    tasks = Task.select().where(Task.case == case, Task.status != "cancelled")
    return any(has_part(task, viewer) for task in tasks)


# -- the deeds ------------------------------------------------------------------------------


def link_cases(case_id: int, other_id: int, by: Viewer, reason: str) -> None:
    """Note that two cases belong together; both go on."""
    why, other = reasoned(reason), find_case(other_id, by)
    with changing(case_id) as change:
        _require(change.case, other, by)
        CaseLink.create(case=change.case, other=other, kind="linked", reason=why, by=by.person)
        change.record("linked", by.person, to=other.number, reason=why)
    with changing(other_id) as change:
        change.record("linked", by.person, to=_number(case_id), reason=why)


def unlink_cases(link_id: int, by: Viewer, reason: str) -> None:
    """Note that two linked cases do not belong together after all."""
    why, link = reasoned(reason), _link(link_id, "linked")
    case, other = find_case(link.case_id, by), find_case(link.other_id, by)
    if not may_join(by, case) and not may_join(by, other):
        raise refuse_stranger()
    for mine, its in ((case, other), (other, case)):
        with changing(mine.id) as change:
            change.record("unlinked", by.person, to=its.number, reason=why)
            _end(link, by, why)


def merge_case(case_id: int, into_id: int, by: Viewer, reason: str) -> None:
    """Let a case stand still as merged into another, which takes over the earlier deadline."""
    why, into = reasoned(reason), find_case(into_id, by)
    with changing(case_id) as change:
        _require(change.case, into, by)
        _require_free(change.case, into)
        mark(change.case, MERGED)
        hold_called([case_id])
        link = CaseLink.create(case=change.case, other=into, kind=MERGED, reason=why, by=by.person)
        change.record("merged_into", by.person, to=into.number, reason=why)
        add_job("merged", {"link": link.id})


def merge_from_step(case: Case, into: str, reason: str = "") -> None:
    """Merge a case, from an action of its diagram, into the one of this number.

    The diagram itself then waits for `msg.case.merged` or `msg.case.unmerged`.
    """
    other = Case.get_or_none(Case.number == into)
    if other is None:
        raise NotFound
    _require_free(case, other)
    link = CaseLink.create(case=case, other=other, kind=MERGED, reason=reason)
    add_job("merged", {"link": link.id})


def unmerge_case(case_id: int, by: Viewer, reason: str) -> None:
    """Take a merged case out again: it goes on where it stood, both histories whole."""
    why = reasoned(reason)
    find_case(case_id, by)
    with changing(case_id) as change:
        if not may_join(by, change.case):
            raise refuse_stranger()
        require_open(change.case)
        link = merged_link(case_id)
        if link is None:
            raise Refused("这件事没有并入其他事项。", "This case is not merged into another.")
        _end(link, by, why)
        change.record("unmerged", by.person, to=link.other.number, reason=why)
        _go_on(change)
        add_job("unmerged", {"link": link.id})


def _require(case: Case, other: Case, by: Viewer) -> None:
    if not may_join(by, case):
        raise refuse_stranger()
    if case.id == other.id:
        raise Refused("不能与自己关联。", "A case cannot be joined to itself.")
    require_open(case)
    known = CaseLink.select().where(
        CaseLink.case.in_([case.id, other.id]),
        CaseLink.other.in_([case.id, other.id]),
        CaseLink.ended_at.is_null(),
    )
    if known.where(CaseLink.kind == MERGED).exists():
        raise Refused("这两件事已经并案。", "These two cases are merged already.")


def _require_free(case: Case, into: Case) -> None:
    require_open(into)
    if case.call is not None:
        raise Refused(
            "这件事由另一件事调用，请并案那一件。",
            "Another case has called this one; merge that one instead.",
        )
    if case.suspended:
        raise Refused("这件事已经暂停，不能并案。", "A suspended case cannot be merged.")
    if merged_link(into.id) is not None:
        raise Refused(
            "“{number}”已经并入其他事项。", "“{number}” is merged itself.", number=into.number
        )
    if taken_in(case.id):
        raise Refused(
            "其他事项并入了这件事，请先撤销那些并案。",
            "Other cases are merged into this one; take those out first.",
        )


def _link(link_id: int, kind: str) -> CaseLink:
    found: CaseLink | None = CaseLink.get_or_none(
        CaseLink.id == link_id, CaseLink.kind == kind, CaseLink.ended_at.is_null()
    )
    if found is None:
        raise NotFound
    return found


def _end(link: CaseLink, by: Viewer | None, reason: str) -> None:
    link.ended_at, link.ended_by, link.end_reason = now(), by.person if by else None, reason
    link.save(only=[CaseLink.ended_at, CaseLink.ended_by, CaseLink.end_reason])


def _number(case_id: int) -> str:
    return str(Case.get_by_id(case_id).number)


def _go_on(change: Change) -> None:
    """Let a case that stood still as merged go on; a diagram that waits for it hears of it."""
    case = change.case
    if case.suspended == MERGED:
        mark(case, "procedure" if case.procedure.suspended else "")
        if not case.suspended:
            let_go_on(Job.case.in_([case.id, *free_called([case.id])]))
    _hear(change, APART)


def _hear(change: Change, message: str) -> bool:
    wait = next((one for one in change.run.waits if one.message == message), None)
    if wait is not None:
        change.run.receive(wait.id, {})
    return wait is not None


# -- what follows for the other case, under its own lock ------------------------------------


@handles("merged")
def take_in(job: Job) -> None:
    """Let a case take another in: its history says so, and the earlier deadline is kept."""
    link = CaseLink.get_by_id(job.payload["link"])
    with changing(link.other_id) as change:
        if change.case.ended:
            after_end(link.id)
            return
        change.record("took_in", link.by, to=link.case.number, reason=link.reason)
        theirs, before = basis_in(link.case), basis_in(change.case)
        if theirs is not None and take_earlier(change, theirs, link.case.due_at):
            link.due_before = before.as_json() if before else None
            link.due_after = change.case.due_basis
            link.save(only=[CaseLink.due_before, CaseLink.due_after])


@handles("unmerged")
def give_back(job: Job) -> None:
    """Let a case give another back: its own deadline holds again unless it has moved since."""
    link = CaseLink.get_by_id(job.payload["link"])
    with changing(link.other_id) as change:
        if change.case.ended:
            return
        change.record("gave_back", link.ended_by, to=link.case.number, reason=link.end_reason)
        if link.due_after is not None and change.case.due_basis == link.due_after:
            take_own(change, Basis.from_json(link.due_before) if link.due_before else None)


@handles("merged_end")
def follow(job: Job) -> None:
    """End a merged case with the one it was merged into; where that was cancelled, go on."""
    link = CaseLink.get_by_id(job.payload["link"])
    with changing(link.case_id) as change:
        if change.case.ended or link.ended_at is not None:
            return
        if link.other.status == "cancelled":
            _end(link, None, "")
            change.record("unmerged", to=link.other.number)
            _go_on(change)
            return
        change.record("ended_merged", to=link.other.number)
        mark(change.case, "")
        if not _hear(change, DONE):
            change.case.status, change.case.ended_at = "ended", now()
            change.case.outcome = MERGED
            close_tasks(change.case)
