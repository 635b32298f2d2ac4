"""Who came in when, from where, and who tried: lines of the house's journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.deeds import note_deed, values_of_deeds
from engine.models import Account, Deed, Person

CAME_IN = "signed_in"
FAILED = "sign_in_failed"
KINDS = (CAME_IN, FAILED, "second_step_failed", "signed_out", "password_changed")
SHOWN = 20


@dataclass(frozen=True)
class SignIn:
    """One coming in, or one try, as the person itself reads it."""

    at: datetime
    deed: str
    address: str  # of the network; '' once it was erased
    how: str  # password, oidc, ldap


def note_sign_in(person: Person, address: str | None, how: str = "password") -> None:
    """Write down that a person came in."""
    note_deed(CAME_IN, person, about(person), address=address or "", how=how)


def note_failure(account: Account | None, address: str | None, deed: str = FAILED) -> None:
    """Write down a wrong password or code. What was typed as a name is not kept: people
    type their password there."""
    subject = about(account.person) if account else ""
    note_deed(deed, None, subject, address=address or "")


def about(person: Person) -> str:
    """Return how deeds name the person whom they concern."""
    return f"person:{person.id}"


def sign_ins(person: Person, limit: int = SHOWN) -> list[SignIn]:
    """Return the last sign-ins and tries at a person's account, the newest first."""
    mine = (Deed.subject == about(person)) & Deed.deed.in_(KINDS)
    rows = list(Deed.select().where(mine).order_by(Deed.sequence.desc()).limit(limit))
    values = values_of_deeds([row.sequence for row in rows])
    return [_sign_in(row, values.get(row.sequence, {})) for row in rows]


def _sign_in(row: Deed, values: Any) -> SignIn:
    return SignIn(row.at, str(row.deed), values.get("address", ""), values.get("how", ""))


def tries_before(person: Person) -> int:
    """Return how many tries failed between the last two times a person came in."""
    tries = came = 0
    for one in sign_ins(person, 50):
        came += one.deed == CAME_IN
        if came == 2:
            break
        tries += came == 1 and one.deed in (FAILED, "second_step_failed")
    return tries
