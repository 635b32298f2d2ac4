"""Is it really this person? The six-digit code of its telephone, asked besides the password."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from engine.clock import now
from engine.database import transaction
from engine.keyring import has_key
from engine.models import Account, Person, RecoveryCode, SecondFactor
from engine.sensitive import forget, keep, kept

STEP = 30  # seconds that a code stands for, RFC 6238
DRIFT = 1  # steps by which a telephone's clock may be early or late
MOST_FAILURES = 5  # in a row, before no code is looked at for a while
LOCKED_FOR = timedelta(minutes=15)
CODES = 10  # recovery codes given at a time
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
GROUP, GROUPS = 4, 3
PLACE = "second_factor"  # where a secret lies encrypted
NAME = "Gucheng"  # as the telephone lists it


@dataclass(frozen=True)
class Setup:
    """A secret that waits for its first code: as text, and as the address a telephone reads."""

    secret: str
    address: str


def has_second_factor(person: Person) -> bool:
    """Has this person set up codes on a telephone, and shown that they are right?"""
    return (
        SecondFactor.select()
        .where(SecondFactor.person == person, SecondFactor.confirmed_at.is_null(False))
        .exists()
    )


def second_factor_ok(person: Person, code: str) -> bool:
    """Is this the code of the person's telephone now, or one of its recovery codes?

    Each code is taken once. After five wrong ones in a row none is looked at for 15 minutes.
    """
    factor = _factor(person)
    if factor is None or factor.confirmed_at is None or _is_locked(factor):
        return False
    typed = "".join(code.lower().split()).replace("-", "")
    if _takes_code(factor, typed) or _takes_recovery(person, typed):
        _update(factor, failures=0, locked_until=None)
        return True
    _count_failure(factor)
    return False


def second_factor_locked(person: Person) -> bool:
    """Is no code of this person looked at for now, after too many wrong ones?"""
    factor = _factor(person)
    return factor is not None and _is_locked(factor)


def begin_second_factor(person: Person) -> Setup:
    """Make a new secret that counts once a first code of it was shown."""
    secret = pyotp.random_base32()
    with transaction():
        SecondFactor.delete().where(
            SecondFactor.person == person, SecondFactor.confirmed_at.is_null()
        ).execute()
        SecondFactor.create(person=person, secret=_put_away(person, secret))
    return _setup(person, secret)


def second_factor_setup(person: Person) -> Setup | None:
    """Return the secret that still waits for its first code, or None."""
    factor = _factor(person)
    if factor is None or factor.confirmed_at is not None:
        return None
    return _setup(person, _opened(factor))


def confirm_second_factor(person: Person, code: str) -> list[str] | None:
    """Let a first right code put the secret in force; returns recovery codes, or None."""
    factor = _factor(person)
    if factor is None or factor.confirmed_at is not None or _is_locked(factor):
        return None
    if not _takes_code(factor, "".join(code.split())):
        _count_failure(factor)
        return None
    with transaction():
        _update(factor, confirmed_at=now(), failures=0)
        Account.update(second_factor=True).where(Account.person == person).execute()
        return new_recovery_codes(person)


def remove_second_factor(person: Person) -> None:
    """Ask this person for no code any more: a lost telephone, or a wish."""
    with transaction():
        SecondFactor.delete().where(SecondFactor.person == person).execute()
        RecoveryCode.delete().where(RecoveryCode.person == person).execute()
        forget(PLACE, person.id)
        Account.update(second_factor=False).where(Account.person == person).execute()


def new_recovery_codes(person: Person) -> list[str]:
    """Return ten new recovery codes, to be shown this once; those of before are void."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(GROUP * GROUPS)) for _ in range(CODES)]
    with transaction():
        RecoveryCode.delete().where(RecoveryCode.person == person).execute()
        RecoveryCode.insert_many(
            [{"person": person.id, "hash": _hash(person, code)} for code in codes]
        ).execute()
    return ["-".join(_groups(code)) for code in codes]


def recovery_codes_left(person: Person) -> int:
    """Return how many recovery codes were not used yet."""
    unused = RecoveryCode.used_at.is_null()
    return int(RecoveryCode.select().where(RecoveryCode.person == person, unused).count())


def _groups(code: str) -> Iterator[str]:
    for start in range(0, len(code), GROUP):
        yield code[start : start + GROUP]


def _factor(person: Person) -> SecondFactor | None:
    found: SecondFactor | None = SecondFactor.get_or_none(SecondFactor.person == person)
    return found


def _setup(person: Person, secret: str) -> Setup:
    account = Account.get_or_none(Account.person == person)
    name = account.username if account else person.name
    return Setup(secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=NAME))


def _takes_code(factor: SecondFactor, typed: str) -> bool:
    """Take the code of this half-minute or its neighbours, unless one as late was taken."""
    step = _step_of(_opened(factor), typed)
    if step is None:
        return False
    fresh = (SecondFactor.id == factor.id) & (SecondFactor.last_step < step)
    return bool(SecondFactor.update(last_step=step).where(fresh).execute())


def _step_of(secret: str, typed: str) -> int | None:
    """Return the half-minute whose code this is. All are compared, so that time tells nothing."""
    if not secret:
        return None
    here = int(now().timestamp()) // STEP
    totp = pyotp.TOTP(secret, interval=STEP)
    found = None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(totp.at(step * STEP).encode(), typed.encode()):
            found = step
    return found


def _takes_recovery(person: Person, typed: str) -> bool:
    mine = (RecoveryCode.person == person) & (RecoveryCode.hash == _hash(person, typed))
    used = RecoveryCode.update(used_at=now()).where(mine, RecoveryCode.used_at.is_null())
    return bool(used.execute())


def _hash(person: Person, code: str) -> str:
    """A fast hash is enough: the code has 59 bits of chance and is not chosen by a person."""
    return hashlib.sha256(f"{person.id}:{code}".encode()).hexdigest()


def _is_locked(factor: SecondFactor) -> bool:
    until: datetime | None = factor.locked_until
    return until is not None and until > now()


def _count_failure(factor: SecondFactor) -> None:
    _update(factor, failures=SecondFactor.failures + 1)
    SecondFactor.update(failures=0, locked_until=now() + LOCKED_FOR).where(
        SecondFactor.id == factor.id, SecondFactor.failures >= MOST_FAILURES
    ).execute()


def _update(factor: SecondFactor, **values: object) -> None:
    SecondFactor.update(**values).where(SecondFactor.id == factor.id).execute()


# -- at rest ------------------------------------------------------------------------------------


def _put_away(person: Person, secret: str) -> str:
    """Keep a secret encrypted and return '', or return it as it is in a house without a key."""
    if not has_key():
        return secret
    keep(PLACE, person.id, {0: secret.encode()})
    return ""


def _opened(factor: SecondFactor) -> str:
    """Return a secret, or '' when the key it was encrypted with is not at hand."""
    if factor.secret:
        return str(factor.secret)
    plain = kept(PLACE, factor.person_id).get(0)
    return plain.decode() if plain else ""
