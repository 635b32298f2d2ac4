"""How the words of a scenario's line are read."""

import pytest

from engine.scenarios.answers import answers_for
from engine.scenarios.read import BadScenario, read_values


def test_a_row_without_its_braces_is_refused():
    with pytest.raises(BadScenario):
        read_values("rows=[{a=1, b=2]")
    with pytest.raises(BadScenario):
        read_values("rows=[{a=1} and {a=2}]")


def test_a_list_holds_rows_in_braces():
    read = read_values('title="甲，乙", rows=[{day=2026-03-04, what="修灯, 换线"}, {day=""}], n=3')
    assert read == {
        "title": "甲，乙",
        "rows": [{"day": "2026-03-04", "what": "修灯, 换线"}, {"day": ""}],
        "n": "3",
    }


def test_rows_are_sent_as_a_browser_sends_them():
    sent = answers_for(None, {"rows": [{"share": "60", "done": "true"}]}, None)  # type: ignore[arg-type]
    assert sent == {"rows": [{"share": 60, "done": True}]}
