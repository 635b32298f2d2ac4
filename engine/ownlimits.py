"""What an administrator sets stricter than the law: never laxer, with a reason and its days."""

from __future__ import annotations

from datetime import date, timedelta

from engine.clock import now, today
from engine.database import transaction
from engine.errors import Refused
from engine.law import forget_law, register
from engine.legal import LegalLimit, Measure, parse_amount, show_amount
from engine.limits import BadLimit, Limit
from engine.models import OwnLimit, Person
from engine.text import Text

_DAY = timedelta(days=1)


def tighten(
    code: str, value: str, by: Person, reason: str, since: date, until: date | None = None
) -> OwnLimit:
    """Set an amount of the law's own unit for cases that start between two days.

    Refused unless it is stricter than the law, begins today or later, and has a reason. It ends
    what was set before.
    """
    law = _law(code, since)
    amount = _amount(law, value)
    _check_days(since, until)
    if len(reason.strip()) < 2:
        raise Refused("请写明理由。", "Please give a reason.")
    with transaction():
        _end_before(code, since)
        written, unit = show_amount(amount)
        made: OwnLimit = OwnLimit.create(
            code=code,
            value=written,
            unit=unit,
            reason=reason.strip(),
            valid_from=since,
            valid_to=until,
            set_by=by,
        )
    forget_law()
    return made


def _law(code: str, day: date) -> LegalLimit:
    """Return the law's own row for cases that start on a day."""
    for row in register().rows:
        if row.code == code and row.holds_on(day):
            return row
    raise Refused(
        "期限表中没有当时有效的“{code}”。",
        "The register of limits has no “{code}” in force then.",
        code=code,
    )


def _amount(law: LegalLimit, value: str) -> Limit | Measure:
    try:
        amount = parse_amount(value.strip(), law.unit)
    except (BadLimit, ValueError, ZeroDivisionError) as wrong:
        raise Refused(
            "“{value}”不是数量。", "“{value}” is no amount.", value=value.strip()
        ) from wrong
    if law.amount is None or amount is None:
        raise Refused("这一条没有可以从严的数量。", "This row has no amount to make stricter.")
    if not law.is_stricter(amount) or amount.amount <= 0:
        raise Refused(_too_lax(law, law.amount))
    return amount


def _too_lax(law: LegalLimit, amount: Limit | Measure) -> Text:
    if law.bound == "most":
        zh = "只能比法定的{amount}更短、更少，且大于零（{basis}）。"
        en = "It is less than the {amount} of the law, and more than nothing ({basis})."
    else:
        zh = "只能比法定的{amount}更长、更多（{basis}）。"
        en = "It is more than the {amount} of the law ({basis})."
    return Text(zh, en, amount=amount.text, basis=law.basis)


def _check_days(since: date, until: date | None) -> None:
    if since < today():
        raise Refused(
            "只能从今天或以后开始：已经开始的事按原来的期限办。",
            "It begins today or later: what has started keeps its limit.",
        )
    if until is not None and until < since:
        raise Refused("结束日不能早于开始日。", "The last day is not before the first.")


def _end_before(code: str, since: date) -> None:
    """End what was set before; refuse when something is set for later days."""
    for row in OwnLimit.select().where(OwnLimit.code == code):
        if row.valid_to is not None and row.valid_to < since:
            continue
        if row.valid_from >= since:
            raise Refused(
                "自{day}起已经定了一个值，请先结束它。",
                "A value is set from {day} already; end that one first.",
                day=row.valid_from.isoformat(),
            )
        row.valid_to = since - _DAY
        row.save()


def end_own_limit(own: OwnLimit, by: Person) -> None:
    """Let the law's own amount hold again for cases that start from tomorrow on."""
    last = today() if own.valid_from <= today() else own.valid_from - _DAY
    if own.valid_to is not None and own.valid_to <= last:
        raise Refused("它已经结束了。", "It has ended already.")
    own.valid_to, own.ended_at, own.ended_by = last, now(), by
    own.save()
    forget_law()


def own_limits(code: str) -> list[OwnLimit]:
    """Return what was ever set for a limit, newest first."""
    setter, ender = Person.alias(), Person.alias()
    rows = (
        OwnLimit.select(OwnLimit, setter, ender)
        .join(setter, on=(OwnLimit.set_by == setter.id), attr="set_by")
        .switch(OwnLimit)
        .join(ender, "LEFT OUTER JOIN", on=(OwnLimit.ended_by == ender.id), attr="ended_by")
        .where(OwnLimit.code == code)
        .order_by(OwnLimit.id.desc())
    )
    return list(rows)
