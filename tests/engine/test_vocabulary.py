"""What the checks believe of a case's names is what its expressions see."""

from __future__ import annotations

from engine import Task, complete_task, start_case
from engine.change import changing
from engine.feel import to_feel
from engine.feel.static import NUMBER, STRING
from engine.forms import known_answers
from engine.procedures import known_names
from engine.registry import brought_by, everything
from engine.vocabulary import CASE, vocabulary
from tests.feel.soundness import fits


def test_the_names_of_a_case_are_what_the_checks_believe(town):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    with changing(case.id) as change:
        names = {name: change.world.names()[name] for name in change.world.names()}
    known = vocabulary(brought_by(everything()))
    assert set(names) == {"case", "setting", "legal", "done_by", *known.functions}
    assert names["case"].keys() == (CASE.members or {}).keys()
    for name, of in (("case", CASE), ("setting", known.setting("repairs")), ("legal", known.legal)):
        assert fits(to_feel(names[name]), of), name


def test_what_a_person_answers_is_what_the_checks_believe(town):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    task = Task.get(Task.case == case, Task.element == "inspect", Task.status == "open")
    complete_task(task.id, town.who("李四"), {"finding": "漏水", "cost": 120})
    forms = known_names().vocabulary.forms
    answered = {"finding": "漏水", "cost": 120}
    for key, value in answered.items():
        assert fits(to_feel(value), forms[task.form][key])


def test_every_kind_of_question_is_known():
    forms = brought_by(everything()).forms
    issue = known_answers(forms["core.issue"].parts)
    assert issue["title"] == STRING
    assert issue["crowd_size"] == NUMBER
    assert "C02" in (issue["category"].values or ())
    assert issue["location"].members.keys() == {"place", "point"}
