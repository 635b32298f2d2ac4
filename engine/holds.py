"""Cases of which nothing may be erased until a hold on them is lifted (legal hold)."""

from __future__ import annotations

from engine.errors import Refused
from engine.models import Case, LegalHold


def is_held(case_id: int) -> bool:
    """May nothing of a case be erased for now?"""
    mine = (LegalHold.case == case_id, LegalHold.until.is_null())
    return bool(LegalHold.select().where(*mine).exists())


def require_unheld(case: Case) -> None:
    """Refuse to erase anything of a case that is held."""
    if is_held(case.id):
        raise Refused(
            "这件事被依法冻结，不能处理。", "This case is held; nothing of it may be erased."
        )
