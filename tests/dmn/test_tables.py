"""Tables: which rows match, what each hit policy makes of them, and the reasons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.dmn import FiredRule, Outcome
from tests.dmn.drawing import data, decision, load, table

OVERLAPPING = """
x:number | => y:string ("high","mid","low")
> 10     | "mid"     # [L] art. 1
> 5      | "low"     # [L] art. 2
> 20     | "high"
"""


def decide(drawn: str, inputs: dict[str, Any], policy: str = "UNIQUE", total: str = "") -> Outcome:
    names = [
        cell.split(":")[0].strip()
        for cell in drawn.strip().splitlines()[0].split("|")
        if "=>" not in cell
    ]
    needs = " ".join(f"in_{name}" for name in names)
    model = load(*map(data, names), decision("d", table(drawn, policy, total), needs))
    return model.decide("d", inputs)


def numbers(outcome: Outcome) -> list[int]:
    return [rule.number for rule in outcome.reasons[-1].rules]


def test_several_matches_of_a_unique_table_are_no_answer_but_a_reason() -> None:
    outcome = decide(OVERLAPPING, {"x": 11})
    assert outcome.value is None
    assert numbers(outcome) == [1, 2]
    note = outcome.reasons[-1].note
    assert note is not None
    assert note.say("en") == "several rows match, only one may"
    assert note.say("zh") == "应只有一行匹配，却有多行"


def test_differing_results_of_an_any_table_are_no_answer_but_a_reason() -> None:
    outcome = decide(OVERLAPPING, {"x": 11}, "ANY")
    assert outcome.value is None
    assert numbers(outcome) == [1, 2]
    assert outcome.reasons[-1].note is not None


def test_no_match_is_null_with_a_reason() -> None:
    outcome = decide(OVERLAPPING, {"x": 1})
    assert outcome.value is None
    assert numbers(outcome) == []
    assert outcome.reasons[-1].note is not None


def test_an_input_of_the_wrong_type_is_null_and_matches_nothing() -> None:
    outcome = decide(OVERLAPPING, {"x": "eleven"})
    assert outcome.value is None
    assert outcome.reasons[-1].inputs == {"x": None}


def test_an_input_outside_its_allowed_values_is_refused() -> None:
    drawn = 'x:string ("a","b") | => y\n- | 1'
    assert decide(drawn, {"x": "a"}).value == 1
    outcome = decide(drawn, {"x": "c"})
    assert outcome.value is None
    assert "allowed" in str(outcome.reasons[-1].note.say("en") if outcome.reasons[-1].note else "")


def test_an_output_outside_its_allowed_values_is_null() -> None:
    assert decide('x | => y ("a","b")\n- | "c"', {"x": 1}).value is None


@pytest.mark.parametrize(
    ("policy", "value", "fired"),
    [
        ("FIRST", "mid", [1]),
        ("PRIORITY", "high", [3]),
        ("RULE ORDER", ["mid", "low", "high"], [1, 2, 3]),
        ("OUTPUT ORDER", ["high", "mid", "low"], [3, 1, 2]),
        ("COLLECT", ["mid", "low", "high"], [1, 2, 3]),
    ],
)
def test_a_hit_policy_chooses_and_orders(policy: str, value: Any, fired: list[int]) -> None:
    outcome = decide(OVERLAPPING, {"x": 30}, policy)
    assert outcome.value == value
    assert numbers(outcome) == fired


@pytest.mark.parametrize(
    ("total", "value"), [("SUM", Decimal("6.5")), ("COUNT", 3), ("MIN", 1), ("MAX", 3)]
)
def test_an_aggregation_makes_one_of_many(total: str, value: Any) -> None:
    drawn = "x:number | => y:number\n> 0 | 1\n> 1 | 2.5\n> 2 | 3\n> 9 | 100"
    assert decide(drawn, {"x": 3}, "COLLECT", total).value == value


def test_any_agrees_when_the_rows_do() -> None:
    drawn = "x:number | => y\n> 0 | 1\n> 1 | 1"
    assert decide(drawn, {"x": 3}, "ANY").value == 1


def test_several_outputs_make_a_context() -> None:
    drawn = 'x:number | => level | => due\n> 0 | "I" | duration("PT2H")'
    value = decide(drawn, {"x": 3}).value
    assert value["level"] == "I"
    assert str(value["due"]) == "PT2H"


def test_the_reason_tells_rows_annotations_and_inputs() -> None:
    drawn = """
    类别:string | 人数:number | => 级别
    "信访"      | >= 5        | "一级" # [L: XFT 34] 2022-05-01
    -           | < 5         | "二级"
    """
    outcome = decide(drawn, {"类别": "信访", "人数": 7})
    assert outcome.value == "一级"
    (reason,) = outcome.reasons
    assert reason.decision == "d"
    assert reason.inputs == {"类别": "信访", "人数": 7}
    assert reason.rules == [FiredRule(1, "row1", ["[L: XFT 34] 2022-05-01"])]
    assert reason.note is None


def test_a_missing_input_is_null_and_does_not_match_true() -> None:
    drawn = "x:boolean | => y\ntrue | 1\nnot(true) | 2"
    assert decide(drawn, {}).value == 2
    assert decide(drawn, {"x": True}).value == 1


def test_a_cell_may_read_other_inputs() -> None:
    drawn = "x:number | y:number | => z\n> y | - | x - y\n<= y | - | 0"
    assert decide(drawn, {"x": 5, "y": 3}).value == 2
    assert decide(drawn, {"x": 3, "y": 3}).value == 0
