"""Stopping the clock of a case, letting it go on, lengthening its time: a person's deeds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.basis import Extension
from engine.case_clock import basis_in
from engine.change import Change, changing, require_open
from engine.errors import Refused
from engine.extensions import extension_cap
from engine.models import Case
from engine.moving import extend, pause, resume, running_clocks, stands_still
from engine.notifications import notify
from engine.operations.clock_rights import require_approver, require_keeper
from engine.people import Viewer
from engine.text import Text


def pause_clock(case_id: int, by: Viewer, reason: str, note: str) -> None:
    """Let the clocks of a case that law counts stand still, for a reason by code and in words."""
    with _keeping(case_id, by) as change:
        _require_words(note)
        if stands_still(change):
            raise Refused("计时已经暂停。", "The clock stands still already.")
        if not running_clocks(change):
            raise Refused(
                "没有正在计算的法定期限，不需要暂停；已经超过的期限不能暂停。",
                "No time limit of law is running; one that is over cannot stand still.",
            )
        pause(change, reason, note.strip(), by.person)


def resume_clock(case_id: int, by: Viewer, note: str = "") -> None:
    """Let the clocks of a case go on, with all the time they had left."""
    with _keeping(case_id, by) as change:
        if not stands_still(change):
            raise Refused("计时没有暂停。", "The clock does not stand still.")
        resume(change, note.strip(), by.person)


def extend_clock(case_id: int, by: Viewer, amount: str, reason: str, told: str) -> None:
    """Lengthen the time of a case; `told` says how and when the person concerned was told."""
    with changing(case_id) as change:
        case = change.case
        require_open(case)
        require_approver(case, by)
        _require_words(reason)
        if not told.strip():
            raise Refused(
                "请写明何时、以何种方式告知了当事人。",
                "Say how and when the person concerned was told.",
            )
        basis = basis_in(case)
        cap = extension_cap(case, basis) if basis else None
        extension = Extension(
            amount.strip(), cap.code if cap else None, by.person.name, reason.strip(), told.strip()
        )
        extend(change, extension, by.person)
        if case.starter_id and case.starter_id != by.person.id:
            notify([case.starter_id], _lengthened(case, reason.strip()), case, kind="extended")


def _lengthened(case: Case, reason: str) -> Text:
    return Text(
        "“{title}”的办理期限已延长。理由：{reason}",
        "The time for “{title}” was lengthened. Reason: {reason}",
        title=case.title,
        reason=reason,
    )


def _require_words(words: str) -> None:
    if not words.strip():
        raise Refused("请写明理由。", "Please give the reason.")


@contextmanager
def _keeping(case_id: int, by: Viewer) -> Iterator[Change]:
    """Open a case for somebody who may stop its clock."""
    with changing(case_id) as change:
        require_open(change.case)
        require_keeper(change.case, by)
        yield change
