"""What is due when, and on what ground: the article, the amount, and the moment it runs from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from engine import clock, feel
from engine.calendar import NATURAL, WorkCalendar, end_of
from engine.errors import Refused
from engine.legal import LegalLimit
from engine.limits import BadLimit, Limit, parse_limit
from engine.text import Text


@dataclass(frozen=True)
class Deadline:
    """When something is due, and the sentence that says why."""

    at: datetime
    ground: Text

    def as_json(self) -> dict[str, str]:
        """Return it as plain strings, for a table or an API."""
        return {
            "at": self.at.isoformat(),
            "zh": self.ground.say("zh"),
            "en": self.ground.say("en"),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Deadline:
        """Return what `as_json` gave."""
        return cls(datetime.fromisoformat(stored["at"]), Text(stored["zh"], stored["en"]))


class Due(Protocol):
    """A deadline as drawn at a step: texts of `<gucheng:due limit within from calendar/>`."""

    @property
    def limit(self) -> str | None: ...
    @property
    def within(self) -> str | None: ...
    @property
    def start_from(self) -> str | None: ...
    @property
    def calendar(self) -> str | None: ...


def due_of(
    due: Due | None,
    *,
    started: datetime,
    names: Mapping[str, Any],
    calendar: WorkCalendar,
    legal: Mapping[str, LegalLimit],
    calendars: Mapping[str, WorkCalendar] | None = None,
    roll: bool | None = None,
) -> Deadline | None:
    """Return when a step is due, or None when nothing is drawn or its expression gives nothing.

    `within` is a limit (`3WD`), or FEEL after `=` that gives a limit, a duration, a date or an
    instant. With both `limit` and `within` the stricter wins: the earlier for a limit of the kind
    `most`, the later for `least`. The clock runs from `start_from` when that is known, else from
    `started`. `roll` overrides the row's own rule on last days (a setting may switch it off).
    Raises Refused for an unknown code, calendar or way of writing a limit.
    """
    if due is None:
        return None
    calendar = _named_calendar(due.calendar, calendar, calendars or {})
    start = _start(due.start_from, started, names)
    drawn = _drawn(due.within, start, names, calendar) if due.within else None
    if not due.limit:
        return drawn
    row = _legal_row(due.limit, legal)
    by_law = _by_law(row, start, calendar, row.roll if roll is None else roll)
    return by_law if drawn is None else _stricter(row, by_law, drawn)


def _stricter(row: LegalLimit, by_law: Deadline, drawn: Deadline) -> Deadline:
    passes = drawn.at >= by_law.at if row.bound == "least" else drawn.at <= by_law.at
    if not passes:
        return by_law
    if row.bound == "most":
        bound = Text("{drawn}；不超过{basis}的{amount}", "{drawn}; at most the {amount} of {basis}")
    else:
        bound = Text(
            "{drawn}；不少于{basis}的{amount}", "{drawn}; at least the {amount} of {basis}"
        )
    values = {"drawn": drawn.ground, "basis": row.basis, "amount": row.limit.text}
    return Deadline(drawn.at, Text(bound.zh, bound.en, **values))


def _by_law(row: LegalLimit, start: _Start, calendar: WorkCalendar, roll: bool) -> Deadline:
    ground = Text(
        "{basis}，{amount}，{start}（{moment}）起算",
        "{basis}: {amount} {start} ({moment})",
        basis=row.basis,
        amount=row.limit.text,
        start=row.start,
        moment=start.said(row.limit),
    )
    return Deadline(row.limit.after(start.at, calendar, roll=roll), ground)


def _legal_row(code: str, legal: Mapping[str, LegalLimit]) -> LegalLimit:
    if code not in legal:
        raise Refused(
            "期限表中没有当时有效的“{code}”。",
            "The register of limits has no “{code}” in force then.",
            code=code,
        )
    return legal[code]


def _named_calendar(
    name: str | None, usual: WorkCalendar, known: Mapping[str, WorkCalendar]
) -> WorkCalendar:
    """Return the calendar a drawing names; the usual one is both cal.workday.cn and workhour."""
    if not name or name in ("cal.workday.cn", "cal.workhour.gc"):
        return known.get(name or "", usual)
    if name == "cal.natural":
        return NATURAL
    if name not in known:
        raise Refused("没有名为“{name}”的日历。", "There is no calendar “{name}”.", name=name)
    return known[name]


@dataclass(frozen=True)
class _Start:
    """From when a clock runs."""

    at: datetime
    whole_day: bool
    own: bool
    """It is the step's own beginning and not an event that the drawing names."""

    def said(self, limit: Limit) -> str:
        day_is_enough = limit.in_days or self.whole_day
        return self.at.strftime("%Y-%m-%d" if day_is_enough else "%Y-%m-%d %H:%M")


def _start(expression: str | None, started: datetime, names: Mapping[str, Any]) -> _Start:
    """Return the named start event, or the step's own beginning while that is not known."""
    event = _value_of(expression, names) if expression else None
    if isinstance(event, datetime):
        return _Start(event.astimezone(clock.LOCAL), False, False)
    if isinstance(event, date):
        return _Start(datetime.combine(event, time(), clock.LOCAL), True, False)
    return _Start(started.astimezone(clock.LOCAL), False, True)


def _value_of(expression: str, names: Mapping[str, Any]) -> Any:
    return feel.compile_expression(expression.strip().removeprefix("=")).evaluate(names)


def _drawn(
    within: str, start: _Start, names: Mapping[str, Any], calendar: WorkCalendar
) -> Deadline | None:
    """Return the deadline of a drawn amount, None when its expression gives null."""
    written = within.strip()
    value: Any = _value_of(written, names) if written.startswith("=") else written
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return _fixed(value)
    if isinstance(value, str):
        return _amount(value, start, calendar)
    return _duration(value, start, calendar)


def _fixed(value: date) -> Deadline:
    at = value.astimezone(clock.LOCAL) if isinstance(value, datetime) else end_of(value)
    said = at.strftime("%Y-%m-%d %H:%M" if isinstance(value, datetime) else "%Y-%m-%d")
    return Deadline(
        at, Text("本件要求在{moment}前办理", "This case asks for {moment}", moment=said)
    )


def _amount(written: str, start: _Start, calendar: WorkCalendar) -> Deadline:
    try:
        limit = parse_limit(written)
    except BadLimit as wrong:
        raise Refused(wrong.text) from wrong
    if start.own:
        zh, en = "本步骤{amount}，自{moment}起算", "{amount} for this step, from {moment}"
    else:
        zh, en = "{amount}，自{moment}起算", "{amount} from {moment}"
    ground = Text(zh, en, amount=limit.text, moment=start.said(limit))
    return Deadline(limit.after(start.at, calendar), ground)


def _duration(value: Any, start: _Start, calendar: WorkCalendar) -> Deadline:
    """Return the deadline of a FEEL duration: days and time run exactly, months end with a day."""
    exact = getattr(value, "timedelta", None)
    if not isinstance(exact, timedelta):
        return _amount(str(value), start, calendar)
    ground = Text(
        "本步骤{amount}，自{moment}起算",
        "{amount} for this step, from {moment}",
        amount=_said_exactly(exact),
        moment=start.at.strftime("%Y-%m-%d %H:%M"),
    )
    return Deadline(start.at + exact, ground)


def _said_exactly(amount: timedelta) -> Text:
    minutes = amount // timedelta(minutes=1)
    return Limit(minutes // 60, "H").text if minutes % 60 == 0 else Limit(minutes, "MIN").text
