"""Conditions of a form that read what is not there, or can never be, are told with their field."""

from __future__ import annotations

from typing import Any

import pytest

from engine.feel.static import STRING, context
from engine.forms import Form, check_form, misread
from engine.procedures import known_names
from engine.registry import brought_by, everything

FIELDS = [
    {"type": "radio", "key": "route", "label": "去向",
     "values": [{"label": "自办", "value": "own"}, {"label": "转办", "value": "office"}]},
    {"type": "number", "key": "amount", "label": "金额"},
    {"type": "checkbox", "key": "urgent", "label": "紧急"},
    {"type": "datetime", "subtype": "date", "key": "since", "label": "起始日"},
    {"type": "checklist", "key": "kinds", "label": "种类",
     "values": [{"label": "灯", "value": "light"}, {"label": "水", "value": "water"}]},
    {"type": "dynamiclist", "path": "members", "label": "成员", "allowAddRemove": True,
     "components": [{"type": "textfield", "key": "name", "label": "姓名"},
                    {"type": "number", "key": "age", "label": "年龄"}]},
]  # fmt: skip


def form(**asked: Any) -> Form:
    """A form whose last field, or the last one in its list, has something to evaluate."""
    inner = asked.pop("inner", False)
    own = {"type": "textfield", "key": "note", "label": "说明", **asked}
    components = [dict(field) for field in FIELDS]
    if inner:
        components[-1] = {**components[-1], "components": [*FIELDS[-1]["components"], own]}
    else:
        components.append(own)
    schema = {"type": "default", "schemaVersion": 19, "id": "core.f", "components": components}
    return Form("core.f", schema, "core")


def wanted(condition: str, **more: Any) -> Form:
    """A form whose field must be filled in on a condition that only the server evaluates."""
    return form(properties={"requiredIf": condition}, **more)


@pytest.mark.parametrize(
    "condition",
    [
        '=route != "office" and amount > 3',
        "=urgent",
        '=list contains(kinds, "light")',
        "=since < today()",
        "=count(members) > 2",
        '=anything = "from the case"',
        "=case.number = null",
    ],
)
def test_what_may_be_right_is_not_told(condition: str) -> None:
    assert list(misread(wanted(condition).parts)) == []


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ('=route = "offcie"', 'it can only be "own", "office"'),
        ('=route != "offcie"', "is always true"),
        ("=amount", "cannot be a condition"),
        ('=amount > "3"', "do not compare"),
        ('=kinds = "light"', "use list contains()"),
        ("=since < now()", "take its day with date() first"),
        ("=members.nmae = null", "did you mean 'name'?"),
        ("=amount > 3 and amount < 2", "exclude each other"),
    ],
)
def test_what_is_wrong_is_told_with_its_field(condition: str, told: str) -> None:
    [text] = misread(wanted(condition).parts)
    assert text.say("zh").startswith("说明：")
    assert told in text.say("en")
    published = [one.say("zh") for one in check_form(wanted(condition))]
    assert f"core.f/{text.say('zh')}" in published


def test_a_row_sees_its_own_fields_and_those_around_it() -> None:
    assert list(misread(wanted("=age > amount", inner=True).parts, {}, {})) == []
    [text] = misread(wanted("=agee > amount", inner=True).parts, {}, {})
    assert "did you mean 'age'?" in text.say("en")


def test_a_name_that_neither_form_nor_case_knows_is_told_where_the_case_is_known() -> None:
    asked = wanted('=colour = "red"').parts
    assert list(misread(asked)) == []
    assert list(misread(asked, {}, {"colour": STRING})) == []
    [text] = misread(asked, {"case": context({})}, {})
    assert "there is nothing named 'colour'" in text.say("en")


@pytest.mark.parametrize(
    "asked",
    [
        {"properties": {"requiredIf": '=route = "x"'}},
        {"properties": {"check": "=amount + 1"}},
        {"readonly": '=route = "x"'},
        {"conditional": {"hide": '=route = "x"'}},
    ],
)
def test_every_expression_of_a_field_is_looked_at(asked: dict[str, Any]) -> None:
    assert len(list(misread(form(**asked).parts))) == 1


def test_a_slip_of_the_pen_in_a_condition_of_a_shipped_form_is_found_in_its_diagram() -> None:
    brought, names = brought_by(everything()), known_names()
    assert names.vocabulary is not None
    slips = 0
    for one in brought.forms.values():
        answers = names.vocabulary.forms[one.id]
        for part in one.parts:
            if part.hide is None:
                continue
            for name in part.hide.names & answers.keys():
                slipped = {key: known for key, known in answers.items() if key != name}
                own = tuple(p for p in one.parts if p.steps != (name,))
                slips += 1
                told = [text.say("en") for text in misread(own, {}, slipped)]
                assert any(name in text for text in told) or part not in own
    assert slips > 5
