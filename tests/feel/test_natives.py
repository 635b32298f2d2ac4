"""Python's values enter FEEL and come back as themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine import clock
from engine.clock import LOCAL
from engine.feel import DaysTimeDuration, YearsMonthsDuration, evaluate, from_feel, to_feel


class Colour(StrEnum):
    RED = "red"


class Level(IntEnum):
    HIGH = 3


class Untold:
    secret = "hidden"

    def __str__(self) -> str:
        raise AssertionError("FEEL must not ask an object anything")


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(10**30),
        Decimal("1.50"),
        "文本",
        date(2026, 3, 4),
        time(9, 30),
        time(9, 30, tzinfo=UTC),
        datetime(2026, 3, 4, 9, 30, 15, 250_000, tzinfo=LOCAL),
        [1, [2, {"a": None}]],
        {"姓名": "张三", "a-b": [date(2026, 3, 4)]},
    ],
    ids=repr,
)
def test_a_value_returns_as_itself(value: Any) -> None:
    back = evaluate("x", {"x": value})
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    ("given", "back"),
    [
        (1.5, Decimal("1.5")),
        (2.0, 2),
        (0.1, Decimal("0.1")),
        (Decimal("3.00"), 3),
        ((1, 2), [1, 2]),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (float("nan"), None),
        (float("inf"), None),
        (Decimal("NaN"), None),
        (Decimal("1e99999"), None),
        (10**7000, None),
        (b"bytes", None),
        (Untold(), None),
        (len, None),
        ({1: "a", "b": Untold()}, {"1": "a", "b": None}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_feel_knows_otherwise_is_changed_and_what_it_does_not_know_is_null(
    given: Any, back: Any
) -> None:
    found = evaluate("x", {"x": given})
    assert found == back
    assert type(found) is type(back)


def test_an_instant_is_read_on_the_local_clock() -> None:
    late = datetime(2026, 3, 3, 23, 0, tzinfo=UTC)
    assert evaluate("date(x)", {"x": late}) == date(2026, 3, 4)
    assert evaluate("x.hour", {"x": late}) == 7
    assert evaluate("x", {"x": late}) == late
    abroad = late.astimezone(ZoneInfo("America/New_York"))
    assert evaluate("x = y", {"x": late, "y": abroad}) is True


def test_durations_stay_feels_own() -> None:
    span = evaluate('x + @"PT1H"', {"x": timedelta(days=1)})
    assert isinstance(span, DaysTimeDuration)
    assert (str(span), span.timedelta) == ("P1DT1H", timedelta(days=1, hours=1))
    months = evaluate('@"P14M"', {})
    assert isinstance(months, YearsMonthsDuration)
    assert str(months) == "P1Y2M"
    assert from_feel(to_feel(months)) is months


def test_a_time_of_day_keeps_its_offset() -> None:
    assert evaluate("x", {"x": time(9, tzinfo=timezone(timedelta(hours=-3)))}).utcoffset() == (
        timedelta(hours=-3)
    )
    assert evaluate('x = time("09:00:00+08:00")', {"x": time(9, tzinfo=LOCAL)}) is True


def test_now_and_today_follow_the_argument_and_then_the_engines_clock() -> None:
    moment = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert evaluate("now()", {}, now=moment) == moment
    assert evaluate("today()", {}, now=moment) == date(2026, 3, 5)
    with clock.at(moment):
        assert evaluate("now()", {}) == moment
        assert evaluate("today()", {}) == date(2026, 3, 5)


class Watched(Mapping[str, Any]):
    """Data that remembers which names were read."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data, self.read = data, []

    def __getitem__(self, name: str) -> Any:
        self.read.append(name)
        return self.data[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


def test_only_the_names_that_are_read_are_touched() -> None:
    inner = Watched({"community": "CM-07", "starter": "p1"})
    data = Watched({"case": inner, "amount": 5, "other": Untold()})
    assert evaluate('amount > 3 and case.community = "CM-07"', data) is True
    assert data.read == ["amount", "case"]
    assert inner.read == ["community"]


def test_data_is_never_changed() -> None:
    rows = [{"n": 1}]
    data = {"rows": rows}
    evaluate('context put(rows[1], "n", append(rows, 2))', data)
    assert data == {"rows": [{"n": 1}]}


def test_the_host_lends_functions_by_name() -> None:
    def add_working_days(start: date, days: int) -> date:
        return start + timedelta(days=days)

    functions = {"add working days": add_working_days}
    found = evaluate("add working days(d, 2)", {"d": date(2026, 3, 4)}, functions=functions)
    assert found == date(2026, 3, 6)
    assert evaluate("add working days(d)", {"d": 1}, functions=functions) is None
    assert evaluate(
        "add working days(start: d, days: 1)", {"d": date(2026, 3, 4)}, functions=functions
    ) == date(2026, 3, 5)


def test_an_own_failure_of_the_host_is_not_hidden() -> None:
    def broken() -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        evaluate("broken()", {}, functions={"broken": broken})
