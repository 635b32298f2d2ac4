"""When a timer that a diagram draws is due."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from engine import clock

DOMAIN = re.compile(r"\d+(\.\d+)?(WD|WH|D|H|MIN|M|Y|W)", re.IGNORECASE)
_DURATION = re.compile(
    r"(?P<sign>-?)P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?"
    r"(?:(?P<days>\d+)D)?(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d*)/(?:(?P<start>[^/P]+)/)?(?P<every>[^/]+)")
MOST_MISSED = 1_000
After = Callable[[str, datetime], datetime]


@dataclass(frozen=True)
class Cycle:
    """A repeating timer: how often (-1 = for ever), from when, every how long."""

    times: int
    start: datetime | None
    every: str


def parse_duration(text: str) -> tuple[int, timedelta]:
    """Return an ISO 8601 duration as months and the rest; raise ValueError."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(
        value for name, value in match.groupdict().items() if name != "sign"
    ):
        raise ValueError(f"not an ISO 8601 duration: {text}")
    part = {name: float(value) for name, value in match.groupdict("0").items() if name != "sign"}
    sign = -1 if match["sign"] else 1
    try:
        rest = timedelta(
            weeks=part["weeks"],
            days=part["days"],
            hours=part["hours"],
            minutes=part["minutes"],
            seconds=part["seconds"],
        )
    except OverflowError as error:
        raise ValueError(f"too long: {text}") from error
    return sign * int(part["years"] * 12 + part["months"]), sign * rest


def parse_instant(text: str) -> datetime:
    """Return an ISO 8601 date or date and time, local when no zone is given; raise ValueError."""
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL)


def parse_cycle(text: str) -> Cycle:
    """Return an ISO 8601 repeating interval, its period ISO or a DOMAIN limit; raise ValueError."""
    match = _CYCLE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not an ISO 8601 repeating interval: {text}")
    if not DOMAIN.fullmatch(match["every"]):
        months, rest = parse_duration(match["every"])
        if months <= 0 and rest <= timedelta(0):
            raise ValueError(f"a period must be longer than nothing: {text}")
    start = parse_instant(match["start"]) if match["start"] else None
    return Cycle(int(match["times"]) if match["times"] else -1, start, match["every"])


def check_literal(kind: str, text: str) -> None:
    """Raise ValueError when a timer's literal of this kind (date, duration, cycle) is none."""
    if kind == "date":
        parse_instant(text)
    elif kind == "cycle":
        parse_cycle(text)
    elif not DOMAIN.fullmatch(text.strip()):
        parse_duration(text)


def add_duration(start: datetime, text: str) -> datetime:
    """Return the instant an ISO 8601 duration after another; months end on their last day."""
    months, rest = parse_duration(text)
    here = start.astimezone(clock.LOCAL)
    index = here.year * 12 + here.month - 1 + months
    year, month = index // 12, index % 12 + 1
    day = min(here.day, calendar.monthrange(year, month)[1])
    return here.replace(year=year, month=month, day=day) + rest


def after(limit: str, start: datetime, domain: After) -> datetime:
    """Return the end of a duration: ISO 8601 here, a DOMAIN limit (`5WD`) by the calendar."""
    text = limit.strip()
    return domain(text, start) if DOMAIN.fullmatch(text) else add_duration(start, text)


def instant_of(value: Any, now: datetime, domain: After) -> datetime:
    """Return when a timer is due whose date or duration an expression gave; raise ValueError."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=clock.LOCAL)
    if isinstance(value, date):
        return datetime.combine(value, time(), clock.LOCAL)
    if isinstance(value, timedelta):
        return now + value
    if value is None:
        raise ValueError("null")
    text = str(value).strip()
    if DOMAIN.fullmatch(text) or text.lstrip("-").startswith("P"):
        return after(text, now, domain)
    return parse_instant(text)


def next_time(due: datetime, every: str, now: datetime, domain: After) -> datetime:
    """Return a cycle's next instant in the future; periods missed in the past are left out."""
    following = after(every, due, domain)
    if following > now:
        return following
    months, rest = (1, timedelta(0)) if DOMAIN.fullmatch(every.strip()) else parse_duration(every)
    if not months and rest > timedelta(0):
        return due + rest * ((now - due) // rest + 1)
    for _ in range(MOST_MISSED):
        if following > now:
            return following
        following = after(every, following, domain)
    return after(every, now, domain)
