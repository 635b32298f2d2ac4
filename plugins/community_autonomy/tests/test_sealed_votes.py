"""A sealed vote of a meeting: in no data, history or draft, cast by nobody but its voter."""

import re
from pathlib import Path

import pytest

from engine import (
    Case,
    Person,
    Refused,
    Task,
    complete_task,
    data_of,
    history,
    save_draft,
    viewer_of,
    withdraw_task,
)
from engine.keyring import passing_key
from engine.scenarios import Line, Scenario, read_scenarios
from engine.scenarios.play import Player

SCENARIOS = Path(__file__).parents[3] / "workflows/community_autonomy/three_committee.scenario"
GIVEN = Line(0, "given", "community CM-07, now 2026-03-02 09:00")


@pytest.fixture
def voting(demo):
    """A meeting at which six people with accounts may vote."""
    with passing_key():
        (told,) = [one for one in read_scenarios(SCENARIOS) if "密封投票" in one.title]
        end = next(n for n, line in enumerate(told.lines) if line.rest.startswith('task "投票"'))
        lines = [line for line in told.lines[:end] if "calendar" not in line.rest]
        player = Player(Scenario(told.title, told.path, [GIVEN, *lines]), {})
        player.run()
        yield Case.get_by_id(player.case.id)


def seat_of(case: Case, name: str) -> tuple[Task, object]:
    person = Person.get(Person.name == name)
    task = Task.get(Task.case == case, Task.name == "投票", Task.claimed_by == person)
    return task, viewer_of(person)


def test_nobody_else_casts_a_vote_not_even_who_got_the_task(voting):
    task, _ = seat_of(voting, "马晓红")
    other = Person.get(Person.name == "罗雪梅")
    with pytest.raises(Refused):
        complete_task(task.id, viewer_of(other), {"option": "yes"})
    Task.update(claimed_by=other).where(Task.id == task.id).execute()
    with pytest.raises(Refused, match="他人的席位"):
        complete_task(task.id, viewer_of(other), {"option": "yes"})


def test_a_vote_stands_in_no_data_history_or_draft(voting):
    task, voter = seat_of(voting, "马晓红")
    save_draft(task.id, voter, {"option": "no"})
    assert not Task.get_by_id(task.id).draft
    case = complete_task(task.id, voter, {"option": "no"})
    (receipt,) = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", case.aside.say("zh"))
    assert receipt in case.aside.say("en")
    told = [str(line.values) for line in history(Case.get_by_id(case.id))]
    assert not any("'option'" in one or receipt in one for one in told)
    assert "option" not in data_of(Case.get_by_id(case.id))
    assert getattr(Case.get_by_id(case.id), "aside", None) is None


def test_a_vote_is_not_taken_back(voting):
    task, voter = seat_of(voting, "马晓红")
    complete_task(task.id, voter, {"option": "no"})
    with pytest.raises(Refused):
        withdraw_task(task.id, voter)
