"""How much time a pause gives back to a limit.

It gives back exactly the time that passed in it, in the unit of the limit:

- working days: the working days after the day of the pause up to and with the day of going on (the
  day on which a clock starts, again or for the first time, is not counted);
- days: the days between the two; months and years end on their day of the month and then move by
  the days between; a fixed date moves like days;
- working hours: the working minutes between the two instants; hours, minutes and a fixed instant:
  exactly the time between.

A pause counts as far as it lies after the clock's start. What it gives back comes before the last
day moves off a holiday.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from engine import clock
from engine.basis import Pause
from engine.calendar import WorkCalendar, end_of, local_day
from engine.limits import Limit, Unit
from engine.text import Text


def given_back(pause: Pause, unit: Unit, calendar: WorkCalendar, start: datetime) -> int:
    """Return what a pause gives back: whole working days, days, working minutes or minutes."""
    begin, end = max(pause.start, start), pause.end or clock.now()
    if end <= begin:
        return 0
    if unit == "WD":
        return calendar.working_days_between(begin, end)
    if unit == "WH":
        return calendar.working_minutes_between(begin, end)
    if unit in ("H", "MIN"):
        return (end - begin) // timedelta(minutes=1)
    return (local_day(end) - local_day(begin)).days


def later(end: datetime, back: int, unit: Unit, calendar: WorkCalendar) -> datetime:
    """Return an end moved by what its pauses gave back."""
    if unit == "WD":
        return end_of(calendar.add_working_days(end, back))
    if unit == "WH":
        return calendar.add_working_time(end, back)
    return end + (timedelta(minutes=back) if unit in ("H", "MIN") else timedelta(days=back))


def back_said(given: int, unit: Unit) -> Text:
    """Say what pauses gave back: 12 days, 3 working hours."""
    if unit == "WD":
        return Limit(given, "WD").text
    if unit not in ("WH", "H", "MIN"):
        return Limit(given, "D").text
    if given % 60:
        return Limit(given, "MIN").text
    return Limit(given // 60, "WH" if unit == "WH" else "H").text
