"""What a program sends twice under one word is done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from engine.clock import now
from engine.database import stored_instant, transaction
from engine.errors import Refused
from engine.models import Case
from engine.people import Viewer
from engine.statements import ask, do

LONGEST = 80


def once(by: Viewer, word: str, sent: bytes, deed: Callable[[], Case | None]) -> Case | None:
    """Do a deed unless this person's program has done it under this word; return its case.

    The word and the deed are stored together. Two that come at once wait for each other. Raises
    Refused when the word was used for something else.
    """
    if not word:
        return deed()
    with transaction():
        digest = hashlib.sha256(sent).digest()
        if _is_new(by, word, digest):
            case = deed()
            case_id = case.id if case else None
            do(
                "UPDATE sent_once SET case_id=? WHERE person_id=? AND word=?",
                case_id,
                by.person.id,
                word,
            )
            return case
        return _done_before(by, word, digest)


def _is_new(by: Viewer, word: str, digest: bytes) -> bool:
    if len(word) > LONGEST:
        raise Refused(
            "幂等键最长{most}个字符。",
            "An idempotency key has at most {most} characters.",
            most=LONGEST,
        )
    return bool(
        ask(
            "INSERT INTO sent_once (person_id, word, digest, at) VALUES (?,?,?,?)"
            " ON CONFLICT DO NOTHING RETURNING person_id",
            by.person.id,
            word,
            digest,
            stored_instant(now()),
        )
    )


def _done_before(by: Viewer, word: str, digest: bytes) -> Case | None:
    sql = "SELECT digest, case_id FROM sent_once WHERE person_id=? AND word=?"
    before, case_id = ask(sql, by.person.id, word)[0]
    if bytes(before) != digest:
        raise Refused(
            "这个幂等键已用于另一次请求。", "This idempotency key was used for another request."
        )
    found: Case | None = Case.get_or_none(Case.id == case_id)
    return found
