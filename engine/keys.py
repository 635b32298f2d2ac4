"""By which secret a program acts as a person, and within which scopes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from engine.clock import now
from engine.database import stored_instant, transaction
from engine.deeds import note_deed
from engine.errors import NotFound, Refused
from engine.models import ApiKey
from engine.people import Viewer
from engine.statements import do, joined

SCOPES = ("read", "work", "operate", "message")
LONGEST = timedelta(days=366)
MOST = 20  # keys of one person that are good at a time
PREFIX = "gck_"
NOTED = timedelta(minutes=1)  # a use within this of the one noted is not noted again


def make_key(by: Viewer, name: str, scopes: Collection[str], days: int) -> tuple[ApiKey, str]:
    """Make a key for oneself that is good for some days; return it with its secret.

    The secret is given this once: only its hash is kept.
    """
    _require_sound(by, name, scopes, days)
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        person=by.person,
        name=name.strip(),
        start=secret[:12],
        digest=_digest(secret),
        scopes=sorted(set(scopes)),
        expires_at=now() + timedelta(days=days),
    )
    with transaction():
        key.save()
        note_deed("key_made", by.person, f"key:{key.id}", after=" ".join(key.scopes))
    return key, secret


def _require_sound(by: Viewer, name: str, scopes: Collection[str], days: int) -> None:
    if not name.strip() or len(name.strip()) > 80:
        raise Refused("请给密钥起个名字（80字以内）。", "Name the key, in at most 80 characters.")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Refused("请选择密钥的用途。", "Choose what the key is for.")
    if not 1 <= days <= LONGEST.days:
        raise Refused(
            "密钥的有效期为1至{most}天。", "A key is good for 1 to {most} days.", most=LONGEST.days
        )
    if len([key for key in keys_of(by) if is_good(key)]) >= MOST:
        raise Refused(
            "有效的密钥最多{most}个，请先停用不用的。",
            "You have {most} keys; end those that are not used first.",
            most=MOST,
        )


def keys_of(by: Viewer) -> list[ApiKey]:
    """Return a person's own keys, the newest first."""
    return list(ApiKey.select().where(ApiKey.person == by.person).order_by(ApiKey.id.desc()))


def is_good(key: ApiKey, moment: datetime | None = None) -> bool:
    """Does a key still open anything?"""
    return key.ended_at is None and key.expires_at > (moment or now())


def end_key(key_id: int, by: Viewer) -> None:
    """End one of one's own keys at once."""
    its_own = (ApiKey.id == key_id, ApiKey.person == by.person, ApiKey.ended_at.is_null())
    with transaction():
        if not ApiKey.update(ended_at=now()).where(*its_own).execute():
            raise NotFound
        note_deed("key_ended", by.person, f"key:{key_id}")


def key_of(secret: str) -> ApiKey | None:
    """Return the good key with this secret, with its person who is still here; else None."""
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    found = joined(ApiKey, ApiKey.person, '"t1"."digest"=?', _digest(secret))
    key = found[0] if found else None
    if key is None or not is_good(key) or not key.person.active:
        return None
    _note_use(key)
    return key


def _note_use(key: ApiKey) -> None:
    moment = now()
    if key.last_used_at is None or key.last_used_at < moment - NOTED:
        key.last_used_at = moment
        do("UPDATE api_keys SET last_used_at=? WHERE id=?", stored_instant(moment), key.id)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
