"""Where sensitive (C4) values lie, encrypted, and how they come back."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from engine.database import transaction
from engine.keyring import Key, NoKey, Tampered, keys, present_key
from engine.models.privacy import Sensitive
from engine.statements import ask, do, insert

log = logging.getLogger(__name__)

AT_ONCE = 500  # values encrypted anew in one transaction


def keep(place: str, owner: int, values: Mapping[int, bytes], case: int | None = None) -> None:
    """Store values of one owner by number, encrypted; NoKey is raised where there is no key."""
    if not values:
        return
    key = present_key()
    rows = [
        (place, owner, number, case, key.id, key.encrypt(plain, _name(place, owner, number)))
        for number, plain in values.items()
    ]
    insert(
        "INSERT INTO sensitive (place, owner, number, case_id, key, content)",
        rows,
        'ON CONFLICT (place, owner, number) DO UPDATE SET "key"=excluded."key",'
        " content=excluded.content",
    )


def kept(place: str, owner: int) -> dict[int, bytes | None]:
    """Return the values of one owner by number; None for one that cannot be read.

    Its key is not at hand, or somebody changed it in the database.
    """
    rows = ask("SELECT number, key, content FROM sensitive WHERE place=? AND owner=?", place, owner)
    known = keys() if rows else {}
    return {
        number: _opened(known.get(key), bytes(content), _name(place, owner, number))
        for number, key, content in rows
    }


def _opened(key: Key | None, content: bytes, name: str) -> bytes | None:
    try:
        return key.decrypt(content, name) if key else None
    except Tampered:
        log.error("a sensitive value was changed in the database: %s", name.replace("\n", " "))
        return None


def tampered(place: str, owner: int) -> set[int]:
    """Return the numbers of the values of one owner that were changed in the database."""
    mine = Sensitive.select().where(Sensitive.place == place, Sensitive.owner == owner)
    return {int(row.number) for row in mine if _is_tampered(row)}


def _is_tampered(row: Sensitive) -> bool:
    key = keys().get(str(row.key))
    try:
        if key is not None:
            key.decrypt(bytes(row.content), _name(str(row.place), int(row.owner), int(row.number)))
    except Tampered:
        return True
    return False


def _name(place: str, owner: int, number: int) -> str:
    return f"{place}\n{owner}\n{number}"


def forget(place: str, owner: int, number: int | None = None) -> None:
    """Erase what is kept of one owner, or one number of it."""
    if number is None:
        do("DELETE FROM sensitive WHERE place=? AND owner=?", place, owner)
    else:
        do("DELETE FROM sensitive WHERE place=? AND owner=? AND number=?", place, owner, number)


def unrotated() -> int:
    """Return how many values are encrypted under another key than the present one."""
    return int(Sensitive.select().where(Sensitive.key != present_key().id).count())


def rotate() -> Iterator[int]:
    """Encrypt every value anew under the present key; yields how many were done, by and by.

    Each batch is a transaction of its own: who is stopped goes on where it stopped. Raises NoKey
    when a key is missing that values still need.
    """
    while done := _rotate_some():
        yield done


def _rotate_some() -> int:
    present = present_key()
    with transaction():
        rows: list[Any] = list(Sensitive.select().where(Sensitive.key != present.id).limit(AT_ONCE))
        for row in rows:
            _rotate(row, present)
    return len(rows)


def _rotate(row: Sensitive, present: Key) -> None:
    old = keys().get(str(row.key))
    if old is None:
        raise NoKey(
            "缺少密钥 {key}，用它加密的信息无法换用新密钥。",
            "Key {key} is missing; what it encrypted cannot be moved to the new key.",
            key=row.key,
        )
    name = _name(str(row.place), int(row.owner), int(row.number))
    plain = old.decrypt(bytes(row.content), name)
    mine = (
        Sensitive.place == row.place,
        Sensitive.owner == row.owner,
        Sensitive.number == row.number,
        Sensitive.content == row.content,  # nobody wrote it anew meanwhile
    )
    Sensitive.update(key=present.id, content=present.encrypt(plain, name)).where(*mine).execute()
