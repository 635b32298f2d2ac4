"""Whose account an outside identity means. Accounts are matched, never made."""

from __future__ import annotations

from engine.accounts import account_named
from engine.database import transaction
from engine.deeds import note_deed
from engine.models import Account, OutsideIdentity
from engine.signins import about


def account_for(issuer: str, subject: str, username: str) -> Account | None:
    """Return the account that an outside identity means, or None.

    The first time it is the account of the same user name, if no other identity of this issuer
    has it; from then on the issuer's own name (`subject`) decides, whatever it calls the person.
    """
    known = OutsideIdentity.get_or_none(
        OutsideIdentity.issuer == issuer, OutsideIdentity.subject == subject
    )
    if known is not None:
        return account_named(known.account.username)
    account = account_named(username.strip()) if username.strip() else None
    return account if account is not None and _bind(account, issuer, subject) else None


def _bind(account: Account, issuer: str, subject: str) -> bool:
    """Bind an identity to an account that has none of this issuer yet."""
    mine = (OutsideIdentity.issuer == issuer) & (OutsideIdentity.account == account)
    if OutsideIdentity.select().where(mine).exists():
        return False
    with transaction():
        OutsideIdentity.create(issuer=issuer, subject=subject, account=account)
        note_deed("account_linked", account.person, about(account.person), issuer=issuer)
    return True
