"""Nothing that is sent or drawn gets out of the form: no code runs, nothing crashes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from admin.formfields import plain_fields
from engine.calendar import WorkCalendar
from engine.clock import LOCAL
from engine.deadlines import due_of
from engine.errors import Invalid, Refused
from engine.feel import FeelLimit, FeelSyntaxError
from engine.forms import BadForm, Form, browser_data, check_form, read_answers, shown_schema
from tests.forms.test_answers import FORM, GOOD, NOW, SCHEMA
from tests.time.test_deadlines import Drawn

CODE = [
    "__import__('os').system('touch {file}')",
    '__import__("os").system("touch {file}")',
    'eval("open(\\"{file}\\", \\"w\\")")',
    "().__class__.__base__.__subclasses__()",
    "{{ open('{file}', 'w') }}",
    "name.__class__.__init__.__globals__",
    'function(x) external {{java: {{class: "os", method signature: "system"}}}}',
]
PLACES: list[tuple[str, dict[str, Any]]] = [
    ("hide", {"conditional": {"hide": "=%s"}}),
    ("readonly", {"readonly": "=%s"}),
    ("min", {"type": "number", "validate": {"min": "=%s"}}),
    ("maxLength", {"validate": {"maxLength": "=%s"}}),
    ("check", {"properties": {"check": "%s"}}),
    ("requiredIf", {"properties": {"requiredIf": "%s"}}),
    ("expression", {"type": "expression", "expression": "=%s"}),
    ("valuesExpression", {"type": "select", "valuesExpression": "=%s"}),
]


def filled(written: Any, code: str) -> Any:
    if isinstance(written, dict):
        return {name: filled(value, code) for name, value in written.items()}
    return written.replace("%s", code) if isinstance(written, str) else written


@pytest.mark.parametrize("code", CODE)
@pytest.mark.parametrize(("place", "component"), PLACES)
def test_no_place_for_an_expression_runs_code(place, component, code, tmp_path: Path) -> None:
    target = tmp_path / "touched"
    code = code.replace("{file}", str(target)).replace("{{", "{").replace("}}", "}")
    component = {
        "type": "textfield",
        "id": "x",
        "key": "x",
        "label": "x",
        **filled(component, code),
    }
    form = Form("demo.x", {"schemaVersion": 19, "components": [component]}, "demo")
    try:
        found = read_answers(form, {"x": "1"}, {"name": "n"}, now=NOW)
    except (BadForm, Invalid):
        found = {}
    assert found.get("x") in (None, "1", 1), place
    assert not target.exists()


@pytest.mark.parametrize("code", CODE)
@pytest.mark.parametrize("where", ["within", "start_from"])
def test_no_deadline_runs_code(where, code, tmp_path: Path) -> None:
    target = tmp_path / "touched"
    code = code.replace("{file}", str(target))
    drawn = Drawn(**{"within": "3WD", where: f"= {code}"})
    with suppress(Refused, FeelSyntaxError, FeelLimit):
        due_of(drawn, started=NOW, names={}, calendar=WorkCalendar(), legal={})
    assert not target.exists()


leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(max_size=40),
    st.sampled_from(
        ["\ud800", "\x00", "hp", "rent", "2026-11-23", "9999-12-31", "1e999", "NaN", "=1"]
    ),
)
json_like = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["name", "age", "id", "x", "__class__"]), inner, max_size=4
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*GOOD, "scan", "disabled_no", "clerk"]), json_like))
@example({"scan": [{"id": []}]})
@example({"scan": [{"id": {"x": 1}}, {"id": None}]})
def test_whatever_is_sent_is_data_or_a_problem(change) -> None:
    try:
        found = read_answers(FORM, {**GOOD, **change}, {}, now=NOW)
    except Invalid:
        return
    assert isinstance(found["name"], str)
    assert isinstance(found["income"], int | Decimal)
    assert "clerk" not in found


JUNK: list[Any] = [
    None,
    5,
    -1,
    1.5,
    True,
    "",
    "x",
    "=",
    "=1 +",
    "{{x}}",
    [],
    ["x"],
    {},
    {"a": 1},
    [None],
]


def mutants(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value inside a schema."""
    if path:
        yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps if isinstance(value, dict | list) else ():
        if isinstance(inner, dict | list):
            yield from mutants(inner, (*path, step))
        else:
            yield (*path, step)


def test_a_broken_schema_is_refused_and_never_crashes() -> None:
    moment = datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL)
    places = list(mutants(SCHEMA))
    assert len(places) > 200
    for number, path in enumerate(places):
        schema = copy.deepcopy(SCHEMA)
        here: Any = schema
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = JUNK[number % len(JUNK)]
        form = Form("demo.dibao", schema, "demo")
        check_form(form)
        with suppress(BadForm, Invalid):
            read_answers(form, GOOD, {}, now=moment)
        with suppress(BadForm):
            shown_schema(form, "en", {}, {})
            plain_fields(form, browser_data(form, GOOD))
