"""What a table decided is told with the row that applied and its ground."""

from __future__ import annotations

import pytest

from engine import Task, complete_task, start_case
from engine.bring import Brought, Rule
from engine.casefile import CaseFile
from engine.change import changing
from engine.masking import details_shown
from engine.registry import brought_by, everything
from tests.dmn.drawing import data, decision, definitions, table


@pytest.fixture
def case(town):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    task = Task.get(Task.case == case, Task.status == "open")
    complete_task(task.id, town.who("李四"), {"finding": "漏水", "cost": 6000})
    return case


def told(case, town):
    lines = [one for one in CaseFile(case, town.who("李四")).told() if one.deed == "decided"]
    assert len(lines) == 1
    return lines[0]


def test_a_clerk_reads_which_row_applied_and_on_which_ground(case, town):
    line = told(case, town)
    assert "第 1 行 [P] 2026-01-01" in line.sentence.say("zh")
    assert "by rule: row 1 [P] 2026-01-01" in line.sentence.say("en")


def test_what_the_row_looked_at_is_among_the_details(case, town):
    labels = {str(one.label): one.value for one in told(case, town).details}
    assert 6000 in labels.values()


def test_why_no_row_applied_is_stored_and_told(case, town, tmp_path):
    drawn = decision("few", table('x:number | => y\n1 | "a"'), "in_x")
    (tmp_path / "few.dmn").write_bytes(definitions(data("x"), drawn))
    with changing(case.id) as change:
        change.world.brought = Brought(rules={"x.few": Rule("x.few", tmp_path / "few.dmn")})
        change.world.decide("x.few", {"x": 2}, "inspect")
        change._note_decisions()
    line = [one for one in CaseFile(case, town.who("李四")).told() if one.deed == "decided"][-1]
    assert "没有匹配的行" in line.sentence.say("zh")
    assert "no row matches" in line.sentence.say("en")


def test_what_a_table_decided_is_called_by_the_labels_of_its_columns():
    model = brought_by(everything()).rules["core.issue_triage"].model
    words = {one.name: one.label for one in model.table_of("issue_triage").outputs}
    assert words["level"] == "等级"
    shown = details_shown({"value": {"level": "IV", "odd": 1}}, [], words=words)
    assert [one.label.say("zh") for one in shown] == ["等级", "odd"]
