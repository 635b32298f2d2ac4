"""When a limit is over, pauses and lengthenings counted, and the sentence that says why.

The end is counted from the start, then moved by the pauses that begin before it (`standstill`), and
only then to the next working day where a last day rolls over. A lengthening runs from the last day
found so, and has its own pauses and its own last day. A pause that has not ended counts up to now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from engine import clock
from engine.basis import Basis, Extension
from engine.calendar import NATURAL, WorkCalendar, end_of, local_day
from engine.errors import Refused
from engine.limits import BadLimit, Limit, Unit, parse_limit
from engine.standstill import back_said, given_back, later
from engine.text import Text

if TYPE_CHECKING:
    from engine.legal import LegalLimit

Legal = Mapping[str, "LegalLimit"]
_LAST = time(23, 59, 59)


@dataclass(frozen=True)
class Deadline:
    """When something is due, the sentence that says why, and what it was counted from."""

    at: datetime
    ground: Text
    basis: Basis | None = field(default=None, compare=False)
    unit: Unit = field(default="MIN", compare=False)

    def as_json(self) -> dict[str, str]:
        """Return instant and sentence as plain strings, for a table or an API."""
        return {"at": self.at.isoformat(), **self.said}

    @property
    def said(self) -> dict[str, str]:
        """Return the sentence in both languages."""
        return {"zh": self.ground.say("zh"), "en": self.ground.say("en")}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Deadline:
        """Return what `as_json` gave."""
        return cls(datetime.fromisoformat(stored["at"]), Text(stored["zh"], stored["en"]))


def recount(
    basis: Basis,
    calendar: WorkCalendar,
    legal: Legal,
    calendars: Mapping[str, WorkCalendar] | None = None,
) -> Deadline:
    """Return when a clock runs out by this calendar and register.

    While it stands still the answer is as if it went on now. Raises Refused for an unknown code,
    calendar or way of writing a limit.
    """
    counting = _Counting(basis, named_calendar(basis.calendar, calendar, calendars or {}), legal)
    found = counting.first()
    for extension in basis.extended:
        found = counting.longer(found, extension)
    ground = counting.with_pauses(found)
    for extension in basis.extended:
        ground = counting.with_extension(ground, extension)
    return Deadline(found.at, ground, basis, found.unit)


@dataclass(frozen=True)
class _Period:
    """A span that was counted: its end, its sentence, its unit, the pauses used up so far."""

    at: datetime
    ground: Text
    unit: Unit
    used: int
    given: int | None = 0
    """What the pauses gave back, in the unit; None once two units would have to be added."""


@dataclass(frozen=True)
class _Counting:
    """One clock and the rules it is counted by."""

    basis: Basis
    calendar: WorkCalendar
    legal: Legal

    def first(self) -> _Period:
        """Return the span as drawn, by law or both."""
        basis = self.basis
        drawn = self._drawn()
        if basis.limit is None:
            assert drawn is not None, "a basis without anything to count"
            return drawn
        row = legal_row(basis.limit, self.legal)
        by_law = self._by_law(row)
        return by_law if drawn is None else _stricter(row, by_law, drawn)

    def _by_law(self, row: LegalLimit) -> _Period:
        roll = row.roll if self.basis.roll is None else self.basis.roll
        ground = Text(
            "{basis}，{amount}，{start}（{moment}）起算",
            "{basis}: {amount} {start} ({moment})",
            basis=row.basis,
            amount=row.limit.text,
            start=row.start,
            moment=self._start_said(row.limit),
        )
        return self._counted(row.limit, self.basis.start, ground, roll)

    def _drawn(self) -> _Period | None:
        basis = self.basis
        if basis.at is not None:
            return self._fixed(basis.at)
        if basis.seconds is not None:
            return self._exact(timedelta(seconds=basis.seconds))
        if basis.within is None:
            return None
        limit = _read_limit(basis.within)
        zh, en = "{amount}，自{moment}起算", "{amount} from {moment}"
        if basis.own:
            zh, en = "本步骤{amount}，自{moment}起算", "{amount} for this step, from {moment}"
        ground = Text(zh, en, amount=limit.text, moment=self._start_said(limit))
        return self._counted(limit, basis.start, ground, bool(basis.roll))

    def _fixed(self, at: datetime) -> _Period:
        only_day = self.basis.at_day or at.astimezone(clock.LOCAL).time() == _LAST
        said = at.strftime("%Y-%m-%d" if self.basis.at_day else "%Y-%m-%d %H:%M")
        ground = Text("本件要求在{moment}前办理", "This case asks for {moment}", moment=said)
        return self._moved(at, ground, "D" if only_day else "MIN", self.basis.start)

    def _exact(self, length: timedelta) -> _Period:
        ground = Text(
            "本步骤{amount}，自{moment}起算",
            "{amount} for this step, from {moment}",
            amount=_exactly_said(length),
            moment=self.basis.start.strftime("%Y-%m-%d %H:%M"),
        )
        return self._moved(self.basis.start + length, ground, "MIN", self.basis.start)

    def longer(self, before: _Period, extension: Extension) -> _Period:
        """Return the span with a lengthening behind it."""
        row = self.legal.get(extension.limit or "")
        roll = (row.roll if row else False) if self.basis.roll is None else self.basis.roll
        limit = _read_limit(extension.amount)
        return self._counted(limit, before.at, before.ground, roll, before)

    def _counted(
        self,
        limit: Limit,
        start: datetime,
        ground: Text,
        roll: bool,
        before: _Period | None = None,
    ) -> _Period:
        end = limit.after(start, self.calendar)
        unit: Unit = limit.unit
        found = self._moved(end, ground, unit, start, before)
        if not (roll and limit.in_days):
            return found
        day = self.calendar.next_working_day(local_day(found.at))
        return _Period(end_of(day), ground, unit, found.used, found.given)

    def _moved(
        self,
        end: datetime,
        ground: Text,
        unit: Unit,
        start: datetime,
        before: _Period | None = None,
    ) -> _Period:
        """Return a span whose end has moved by the pauses that begin before it."""
        used, given = (before.used, before.given) if before else (0, 0)
        if used and before and before.unit != unit:
            given = None
        for pause in self.basis.pauses[used:]:
            if pause.start > end:
                break
            back = given_back(pause, unit, self.calendar, start)
            end, used = later(end, back, unit, self.calendar), used + 1
            given = None if given is None else given + back
        return _Period(end, ground, unit, used, given)

    def with_pauses(self, found: _Period) -> Text:
        """Return the sentence, with how often and how long the clock stood still."""
        times = sum(pause.end is not None for pause in self.basis.pauses[: found.used])
        if not times:
            return found.ground
        zh, en = "{ground}；暂停{times}次", "{ground}; paused {times} times"
        if found.given is not None:
            zh += "共{amount}"
            en = en + ", {amount} in all" if times > 1 else "{ground}; paused once for {amount}"
        amount = back_said(found.given or 0, found.unit)
        return Text(zh, en, ground=found.ground, times=times, amount=amount)

    def with_extension(self, ground: Text, extension: Extension) -> Text:
        """Return the sentence, with a lengthening and the article that allows it."""
        row = self.legal.get(extension.limit or "")
        return Text(
            "{ground}；延长{amount}（{by}）",
            "{ground}; extended by {amount} ({by})",
            ground=ground,
            amount=_read_limit(extension.amount).text,
            by=row.basis if row else extension.approver,
        )

    def _start_said(self, limit: Limit) -> str:
        day_is_enough = limit.in_days or self.basis.whole_day
        return self.basis.start.strftime("%Y-%m-%d" if day_is_enough else "%Y-%m-%d %H:%M")


def _stricter(row: LegalLimit, by_law: _Period, drawn: _Period) -> _Period:
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
    ground = Text(bound.zh, bound.en, **values)
    return _Period(drawn.at, ground, drawn.unit, drawn.used, drawn.given)


def legal_row(code: str, legal: Legal) -> LegalLimit:
    """Return the row of a limit that is in force, or refuse."""
    if code not in legal:
        raise Refused(
            "期限表中没有当时有效的“{code}”。",
            "The register of limits has no “{code}” in force then.",
            code=code,
        )
    return legal[code]


def named_calendar(
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


def _read_limit(written: str) -> Limit:
    try:
        return parse_limit(written)
    except BadLimit as wrong:
        raise Refused(wrong.text) from wrong


def _exactly_said(amount: timedelta) -> Text:
    minutes = amount // timedelta(minutes=1)
    return Limit(minutes // 60, "H").text if minutes % 60 == 0 else Limit(minutes, "MIN").text
