"""What becomes of fields that a condition hides: alone, in chains, in groups and in rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import Invalid
from engine.forms import BadForm, Form, load_forms, read_answers, shown_schema
from tests.forms.agreeing import NOW

CORE = Path(__file__).parents[2] / "plugins" / "core" / "plugin.py"


def field(key: str, hide: str = "", kind: str = "textfield", **more: Any) -> dict[str, Any]:
    conditional = {"conditional": {"hide": hide}} if hide else {}
    return {"type": kind, "id": f"f-{key}", "key": key, "label": key, **conditional, **more}


def must(key: str, hide: str = "", **more: Any) -> dict[str, Any]:
    return field(key, hide, validate={"required": True}, **more)


def rows(*components: dict[str, Any], hide: str = "") -> dict[str, Any]:
    return {**field("rows", hide, "dynamiclist"), "path": "rows", "allowAddRemove": True,
            "components": list(components)}  # fmt: skip


def form_of(*components: dict[str, Any]) -> Form:
    return Form("demo.x", {"schemaVersion": 19, "components": list(components)}, "demo")


def read(form: Form, known: dict[str, Any] | None = None, **sent: Any) -> dict[str, Any]:
    return read_answers(form, sent, known or {}, now=NOW)


def missing(form: Form, **sent: Any) -> list[str]:
    with pytest.raises(Invalid) as invalid:
        read(form, **sent)
    return [problem.field for problem in invalid.value.problems]


CHAIN = form_of(
    field("a"),
    must("b", '=a = "x"'),
    must("c", "=b != null"),
    must("d", "=c = null"),
    must("e", "=d != null"),
)


def test_a_chain_is_exact_to_its_end() -> None:
    assert read(CHAIN, a="x", b="1", c="2", d="3", e="4") == {"a": "x", "c": "2", "d": "3"}
    assert read(CHAIN, a="y", b="1", c="2", d="3", e="4") == {"a": "y", "b": "1", "e": "4"}
    assert missing(CHAIN, a="x") == ["c", "e"]
    assert missing(CHAIN, a="y") == ["b", "c", "e"]


def test_a_ring_is_refused_with_its_fields() -> None:
    ring = form_of(field("a", "=c = null"), field("b", "=a = null"), field("c", "=b = null"))
    with pytest.raises(BadForm, match="the conditions of a、b、c form a circle"):
        _ = ring.parts


def test_a_ring_through_a_group_is_refused() -> None:
    group = {**field("g", "=a = null", "group"), "components": [field("b")]}
    with pytest.raises(BadForm, match="a、b form a circle"):
        _ = form_of(field("a", "=b = null"), group).parts


def test_a_hidden_group_takes_all_in_it_along() -> None:
    group = {**field("g", "=off", "group"), "path": "g", "components": [must("b"), must("c")]}
    form = form_of(field("off", kind="checkbox"), group, must("d", "=g.b = null"))
    assert read(form, off=True, g={"b": "1", "c": "2"}, d="3") == {"off": True}
    assert read(form, off=False, g={"b": "1", "c": "2"}, d="3")["d"] == "3"
    assert missing(form, off=False) == ["g.b", "g.c"]


def test_an_earlier_answer_in_a_hidden_group_is_cleared_and_others_stay() -> None:
    group = {**field("g", "=off", "group"), "path": "g", "components": [must("b")]}
    form = form_of(field("off", kind="checkbox"), group)
    data = read(form, {"g": {"b": "old", "elsewhere": 1}}, off=True)
    assert data == {"off": True, "g": {"b": None, "elsewhere": 1}}


def test_conditions_in_rows_look_at_their_row_first() -> None:
    form = form_of(
        field("a", kind="checkbox"),
        rows(
            field("a", kind="checkbox"),
            must("own", "=this.a"),
            must("near", "=a"),
            must("outer", "=parent.a"),
        ),
    )
    sent = [{"a": True, "outer": "1"}, {"a": False, "own": "2", "near": "3", "outer": "4"}]
    assert read(form, a=False, rows=sent)["rows"] == sent
    assert missing(form, a=True, rows=[{"a": False}]) == ["rows.0.own", "rows.0.near"]


def test_a_hidden_answer_is_absent_from_its_row() -> None:
    form = form_of(rows(field("a", kind="checkbox"), must("b", "=a"), must("c", "=b != null")))
    sent = [{"a": True, "b": "1", "c": "2"}, {"a": False, "b": "1", "c": "2"}]
    data = read(form, {"rows": [{"b": "old"}]}, rows=sent)
    assert data["rows"] == [{"a": True, "c": "2"}, {"a": False, "b": "1"}]


def test_a_hidden_list_counts_no_rows() -> None:
    form = form_of(
        field("off", kind="checkbox"),
        rows(must("a"), hide="=off"),
        must("why", "=count(rows) > 0"),
    )
    assert read(form, off=True, rows=[{}, {}], why="x") == {"off": True, "why": "x"}
    assert read(form, {"rows": [{"a": "1"}]}, off=True, why="x")["rows"] == []
    assert missing(form, off=True, rows=[{"a": "1"}]) == ["why"]


def test_several_choices_are_never_null_while_they_are_shown() -> None:
    options = [{"value": one, "label": one} for one in "ab"]
    form = form_of(
        field("off", kind="checkbox"),
        field("l", "=off", "checklist", values=options),
        field("gone", "=l != null"),
        field("none", "=count(l) > 0"),
        field("a", '=not(list contains(l, "a"))'),
    )
    everything = {"gone": "1", "none": "2", "a": "3"}
    assert read(form, l=[], **everything).keys() >= {"none"}
    assert "gone" not in read(form, l=[], **everything)
    assert read(form, off=True, l=["a"], **everything).keys() >= {"gone", "none", "a"}
    assert read(form, l=["a"], **everything)["a"] == "3"


def test_blanks_are_no_answer_to_conditions() -> None:
    form = form_of(field("a"), field("t", kind="textarea"), must("b", "=a = null and t = null"))
    assert read(form, a=" \u3000", t="\n ") == {"a": None, "t": None}
    assert missing(form, a="", t="x") == ["b"]


def test_a_read_only_field_counts_with_what_the_server_has() -> None:
    form = form_of(field("a", readonly=True), must("b", '=a = "x"'))
    assert read(form, {"a": "x"}, a="forged", b="1") == {"a": "x"}
    assert missing(form, a="x") == ["b"]


def test_the_hotline_answer_is_asked_in_the_browser_too_when_the_case_came_by_hotline() -> None:
    form = next(one for one in load_forms(str(CORE)) if one.id == "core.feedback")
    for channel, hidden in (("12345", False), ("visit", True)):
        shown = shown_schema(form, known={"channel": channel})["components"]
        asked = next(one for one in shown if one.get("key") == "hotline_replied_at")
        assert (asked.get("conditional") == {"hide": "=true"}) is hidden
