"""Working time in the expressions of a case: its own community's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine import Rule, start_case
from engine.calendars import forget_calendars
from engine.change import changing
from engine.models import CalendarDay
from tests.time.test_counting import DECISION

TEXT = 'add working days(date("2026-03-03"), 1)'


def test_expressions_of_a_case_count_by_its_community_and_no_other(town):
    CalendarDay.create(community=town.place("CM-08"), day=date(2026, 3, 4), kind="off")
    forget_calendars()
    for who, place, day in (("李四", "CM-07", 4), ("王五", "CM-08", 5)):
        case = start_case("repair", town.place(place), town.who(who))
        with changing(case.id) as change:
            assert change.evaluate(TEXT, {}) == date(2026, 3, day)
            assert change.evaluate("working days between(a, a)", {"a": date(2026, 3, 3)}) == 0


def test_decisions_of_a_case_count_by_it_as_well(town, tmp_path):
    path = tmp_path / "answer_by.dmn"
    path.write_text(DECISION, "utf-8")
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    with changing(case.id) as change:
        rule = Rule("repairs.answer_by", path)
        change.world.brought = replace(change.world.brought, rules={rule.id: rule})
        received = {"received": date(2026, 9, 30)}
        assert change.world.decide("repairs.answer_by", received, "vote") == "2026-10-10"
