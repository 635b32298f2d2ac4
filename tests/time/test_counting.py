"""What expressions ask of the working calendar, in FEEL and in decisions."""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest

from engine.calendar import CalendarRow, WorkCalendar, parse_hours
from engine.china import china
from engine.clock import LOCAL
from engine.counting import FUNCTIONS, counting, counting_names
from engine.dmn import load_model, play_examples
from engine.feel import FeelLimit, compile_expression, evaluate, explain
from engine.feel.static import check_expression
from tests.bpmn.diagrams import Box
from tests.bpmn.runs import start
from tests.bpmn.worlds import SmallWorld

HALF = CalendarRow(date(2026, 3, 4), "half", parse_hours("09:00-11:00"))
CALENDAR = china([HALF])


def said(text: str, **data):
    return evaluate(text, {**counting_names(CALENDAR), **data})


@pytest.mark.parametrize(
    "text",
    [
        'add working days("2026-03-02", 1)',
        'add working days(date("2026-03-02"), 1.5)',
        'add working days(date("2026-03-02"), true)',
        'add working days(date("2026-03-02"), null)',
        "add working days(null, 1)",
        'add working days(date("9998-03-02"), 1)',
        'add working days(date("2026-03-02"), 25001)',
        'add working days(date("2026-03-02"))',
        'add working hours(date("2026-03-02"), 1)',
        'add working hours(date and time("2026-03-02T09:00:00"), -1)',
        'add working hours(date and time("2026-03-02T09:00:00"), "1")',
        'working days between(date("2026-03-02"), 3)',
        "next working day(12)",
        'is working day("Monday")',
    ],
)
def test_what_cannot_be_counted_is_null_and_says_why(text) -> None:
    assert said(text) is None
    assert explain(text, counting_names(CALENDAR)).nulls


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..10000 return add working days(today(), 25000)",
        "for i in 1..10000 return add working hours(now(), 20000)",
        'for i in 1..10000 return working days between(date("1000-01-01"), today())',
        'working days between(date("0002-01-01"), date("9990-01-01"))',
    ],
)
def test_no_expression_counts_without_end(text) -> None:
    began = time.perf_counter()
    with pytest.raises(FeelLimit):
        said(text)
    assert time.perf_counter() - began < 0.3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('add working days(date("2026-09-30"), 3)', date(2026, 10, 10)),
        ('add working days(date("2026-05-06"), -1)', date(2026, 4, 30)),
        ('add working days(date("2026-10-01"), 0)', date(2026, 10, 1)),
        ('add working days(date and time("2026-03-02T23:30:00"), 1)', date(2026, 3, 3)),
        ('working days between(date("2026-04-30"), date("2026-05-09"))', 4),
        ('working days between(date("2026-05-09"), date("2026-04-30"))', -4),
        ('next working day(date("2026-10-01"))', date(2026, 10, 8)),
        ('next working day(date("2026-03-04"))', date(2026, 3, 4)),
        ('is working day(date("2026-02-14"))', True),
        ('is working day(date("2026-02-16"))', False),
        ('is working day(date("2026-03-04"))', True),
        (
            'add working hours(date and time("2026-03-04T10:00:00"), 1.5)',
            datetime(2026, 3, 5, 9, 30, tzinfo=LOCAL),
        ),
        ('add working days(start: date("2026-03-02"), days: 1)', date(2026, 3, 3)),
        ('if is working day(day) then "yes" else "no"', "no"),
        ('add working days(day, working days between(day, date("2026-10-09")))', date(2026, 10, 9)),
        ('[date("2026-10-01"), date("2026-10-08")][is working day(item)][1]', date(2026, 10, 8)),
    ],
)
def test_expressions_count_by_the_calendar(text, value) -> None:
    assert said(text, day=date(2026, 10, 1)) == value


def test_a_name_with_a_keyword_in_it_is_read_without_being_known_beforehand() -> None:
    expression = compile_expression("working days between(a, b) between 1 and 3")
    assert "working days between" in expression.names
    data = {**counting_names(CALENDAR), "a": date(2026, 3, 2), "b": date(2026, 3, 4)}
    assert expression.evaluate(data) is True


def test_an_instant_counts_by_its_local_day() -> None:
    late = datetime.fromisoformat("2026-03-02T17:00:00+00:00")  # 3 March in Beijing
    assert said("add working days(at, 1)", at=late) == date(2026, 3, 4)


def test_the_static_checks_know_what_the_functions_give() -> None:
    assert check_expression('next working day(date("2026-01-01")) > today()', FUNCTIONS) == []
    (finding,) = check_expression("add working days(today())", FUNCTIONS)
    assert finding.kind == "arguments"
    assert check_expression("next working day(today()) > 3", FUNCTIONS)


DECISION = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m"
 namespace="urn:m">
 <inputData id="i" name="received"><variable name="received" typeRef="date"/></inputData>
 <decision id="answer_by" name="answer by"><variable name="answer by" typeRef="string"/>
  <informationRequirement id="r"><requiredInput href="#i"/></informationRequirement>
  <literalExpression id="e"><text>string(add working days(received, 3))</text></literalExpression>
 </decision></definitions>"""


def test_decisions_count_by_the_calendar_of_whoever_asks() -> None:
    model = load_model(DECISION.encode(), functions=FUNCTIONS)
    inputs = {"received": date(2026, 9, 30)}
    for calendar, day in ((CALENDAR, 10), (WorkCalendar(), 5)):
        found = model.decide("answer_by", inputs, functions=counting(calendar))
        assert found.value == f"2026-10-{day:02}"
    examples = "received,=> answer by\n2026-09-30,2026-10-10\n"
    assert play_examples(model, "answer_by", examples, functions=counting(CALENDAR)) == []


def test_scripts_of_a_diagram_count_by_the_world_around_them() -> None:
    world = SmallWorld()
    world.seen |= counting_names(CALENDAR)
    box = Box().node("startEvent", "a").script("s", "{due: add working days(received, 3)}")
    box.node("endEvent", "e").chain("a", "s", "e")
    run = start(box, world=world, received=date(2026, 9, 30))
    assert run.data["due"] == date(2026, 10, 10)
