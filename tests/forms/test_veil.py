"""What hangs on data that a person is not shown is decided by the server, and nothing leaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from engine.errors import Invalid
from engine.forms import Form, page_controls, read_answers, shown_schema
from engine.forms.laying import settled_on
from engine.forms.paths import fields_of
from tests.forms.agreeing import NOW, Submission, browser, question, some_submissions, typed
from tests.forms.making import Maker

SECRET = {"type": "textfield", "id": "S", "key": "secret", "label": "密"}
SEEN = {"type": "checkbox", "id": "B", "key": "seen", "label": "见"}


def field(key: str, hide: str, **more: Any) -> dict[str, Any]:
    required = {"required": True}
    return {"type": "textfield", "id": key, "key": key, "label": key, "validate": required,
            "conditional": {"hide": hide}, **more}  # fmt: skip


def form_of(*components: dict[str, Any]) -> Form:
    schema = {"schemaVersion": 19, "components": [SECRET, SEEN, *components]}
    return Form("demo.x", schema, "demo")


def shown(form: Form, known: dict[str, Any], key: str, **access: str) -> dict[str, Any]:
    schema = shown_schema(form, access={"secret": "hidden", **access}, known=known)
    text = json.dumps(schema, ensure_ascii=False)
    assert "secret" not in text
    assert "甲" not in text
    return next(one for one in schema["components"] if one.get("key") == key)


def hides(component: dict[str, Any]) -> Any:
    return component.get("conditional", {}).get("hide")


def test_a_condition_on_hidden_data_is_decided_before_it_leaves() -> None:
    form = form_of(field("x", '=secret != "甲"'))
    assert hides(shown(form, {"secret": "甲"}, "x")) is None
    assert hides(shown(form, {"secret": "乙"}, "x")) == "=true"
    assert hides(shown(form, {}, "x")) == "=true"


def test_what_hangs_on_hidden_data_and_on_answers_is_shown_and_not_insisted_on() -> None:
    form = form_of(field("x", '=secret != "甲" or seen'))
    found = shown(form, {"secret": "乙"}, "x")
    assert hides(found) is None
    assert found["validate"]["required"] is False
    assert found["description"] == "仅在适用时填写"
    access = {"secret": "hidden"}
    (*_, plain) = page_controls(form, {}, access=access, known={"secret": "乙"})
    assert (plain.name, plain.required) == ("x", False)
    assert plain.condition is not None
    assert plain.condition.say("en") == "Only if it applies"
    data = read_answers(form, {"x": "y"}, {"secret": "乙"}, access=access, now=NOW)
    assert "x" not in data
    with pytest.raises(Invalid):
        read_answers(form, {}, {"secret": "甲"}, access=access, now=NOW)


def test_a_chain_that_begins_in_hidden_data_is_decided_too() -> None:
    form = form_of(
        {"type": "expression", "id": "C", "key": "sum", "expression": '=secret = "甲"'},
        field("x", "=sum"),
    )
    assert hides(shown(form, {"secret": "甲"}, "x")) == "=true"
    assert hides(shown(form, {"secret": "乙"}, "x")) is None


def test_a_hidden_field_that_answers_can_hide_is_not_decided() -> None:
    veiled = {**SECRET, "conditional": {"hide": "=seen"}}
    schema = {"schemaVersion": 19, "components": [veiled, SEEN, field("x", "=secret = null")]}
    found = shown(Form("demo.x", schema, "demo"), {"secret": "甲"}, "x")
    assert hides(found) is None
    assert found["validate"]["required"] is False


def test_what_waits_for_an_undecided_field_is_undecided_too() -> None:
    form = form_of(field("x", '=secret != "甲" or seen'), field("y", "=x = null"))
    for key in ("x", "y"):
        found = shown(form, {"secret": "乙"}, key)
        assert hides(found) is None
        assert found["validate"]["required"] is False


def test_data_of_an_earlier_step_decides_on_the_server() -> None:
    form = form_of(field("x", '=channel != "12345"'))
    for channel, hidden in (("12345", None), ("visit", "=true"), (None, "=true")):
        schema = shown_schema(form, known={"channel": channel})
        assert hides(schema["components"][-1]) == hidden


def test_the_plain_page_shows_only_what_the_data_leave_open() -> None:
    form = form_of(field("x", '=channel != "12345"'))
    (*_, last) = page_controls(form, {}, known={"channel": "12345"})
    assert (last.name, last.required, last.condition) == ("x", True, None)
    assert "x" not in [one.name for one in page_controls(form, {}, known={"channel": "visit"})]


def test_limits_and_options_on_hidden_data_are_decided_too() -> None:
    form = form_of(
        {
            "type": "number",
            "id": "N",
            "key": "n",
            "label": "数",
            "validate": {"max": '=if secret = "甲" then 5 else 9', "min": "=if seen then 1 else 2"},
            "readonly": '=secret = "乙"',
        },
        {
            "type": "select",
            "id": "O",
            "key": "o",
            "label": "项",
            "valuesExpression": "=people.name",
        },
    )
    found = shown(form, {"secret": "甲", "people": [{"name": "丙"}]}, "n")
    assert found["validate"] == {"max": 5, "min": "=if seen then 1 else 2"}
    assert found["readonly"] is False
    options = shown(form, {"secret": "乙", "people": [{"name": "丙"}]}, "o")
    assert options["values"] == [{"value": "丙", "label": "丙"}]
    assert "valuesExpression" not in options


def test_options_from_the_data_reach_the_browser() -> None:
    people = [{"value": "p1", "label": "丙"}]
    form = form_of(
        {"type": "radio", "id": "R", "key": "r", "label": "人", "valuesKey": "lists.people"}
    )
    schema = shown_schema(form, known={"lists": {"people": people}})
    assert schema["components"][-1]["values"] == people


def test_data_of_another_name_inside_a_group_does_not_cover_a_field() -> None:
    group = {
        "type": "group",
        "id": "G",
        "path": "g",
        "components": [field("x", "=seen")],
    }
    known = {"g": {"seen": True}}
    data = read_answers(form_of(group), {"seen": False, "g": {"x": "a"}}, known, now=NOW)
    assert data["g"]["x"] == "a"


# -- at random --------------------------------------------------------------------------------


def required(components: list[dict[str, Any]]) -> None:
    """Make every field of a schema required."""
    for one in components:
        if "components" in one:
            required(one["components"])
        elif one["type"] != "expression":
            one["validate"] = {**one.get("validate", {}), "required": True}


def insisted(components: list[dict[str, Any]], path: tuple[str, ...] = ()) -> Iterator[Any]:
    """Yield the fields of a shown schema that the browser insists on."""
    for one in components:
        here = (*path, *(one.get("path") or one.get("key") or "").split("."))
        here = tuple(step for step in here if step)
        if "components" in one:
            yield from insisted(one["components"], here)
        elif one.get("validate", {}).get("required"):
            yield here


def with_rights(maker: Maker) -> Submission:
    (made, *_) = some_submissions(maker, 1)
    schema = json.loads(json.dumps(made.form.schema))
    required(schema["components"])
    form = Form("demo.random", schema, "demo")
    keys = [one.get("key") or one.get("path") for one in schema["components"]]
    access = {key: maker.one("write", "read", "hidden", "hidden") for key in keys if key}
    known = typed(form, maker.answers(schema["components"]))
    return Submission(form, maker.answers(schema["components"]), known, access)


def stuck(one: Submission, asked: dict[str, Any], answer: dict[str, Any]) -> list[Any]:
    """Return the fields that are wanted and not shown, or insisted on and not wanted."""
    settled = settled_on(one.form.parts, one.sent, one.known, one.access, {}, NOW)
    shown = {tuple(path) for path in answer["open"]}
    must = set(insisted(asked["components"]))
    wrong = []
    for place in settled.places:
        if place.access != "write" or place.question.compute or not place.writable:
            continue
        counts = settled.counts(place)
        if counts and place.path not in shown:
            wrong.append((place.name, "wanted and not shown"))
        if not counts and place.path in shown and fields_of(place.path) in must:
            wrong.append((place.name, "insisted on and not wanted"))
    return wrong


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_hidden_from_a_person_they_are_never_stuck(seed: int) -> None:
    maker = Maker(seed)
    submissions = [with_rights(maker) for _ in range(200)]
    asked = [question(one) for one in submissions]
    with browser() as node:
        answers = node.ask([{**one, "asked": []} for one in asked])
    for one, sent, answer in zip(submissions, asked, answers, strict=True):
        wrong = stuck(one, sent, answer)
        assert wrong == [], json.dumps([one.form.schema, one.sent, one.access], ensure_ascii=False)
