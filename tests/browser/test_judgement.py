"""Whether form-js itself, in a real browser, shows and sends exactly what the server counts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from engine.errors import Invalid
from engine.forms import BadForm, Form, browser_data, read_answers, shown_schema
from engine.forms.laying import settled_on
from engine.forms.paths import Path as Place
from engine.forms.settling import Settled
from engine.forms.sorts import Sort
from tests.browser.conftest import Open
from tests.forms.agreeing import CONDITIONAL, NOW, SHIPPED, plain, typed
from tests.forms.making import Maker
from tests.node import PROGRAM, frontend

BUNDLER = Path(__file__).with_name("filling.mjs")


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("filling") / "filling.js"
    subprocess.run([PROGRAM, BUNDLER, frontend(), out], check=True)
    return out.read_text("utf-8")


@pytest.fixture
def filling(open_page: Open, script: str) -> Page:
    page = open_page()
    page.set_content("<!doctype html><html lang='zh-CN'><body></body></html>")
    page.add_script_tag(content=script)
    return page


def filled(page: Page, specs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    text = json.dumps(specs, ensure_ascii=False)
    found: str = page.evaluate(
        "async (text) => JSON.stringify(await fillInAll(JSON.parse(text)))", text
    )
    answers: list[dict[str, Any]] = json.loads(found)
    return answers


def random_forms(maker: Maker, count: int) -> Iterator[Form]:
    while count > 0:
        form = Form("demo.random", maker.form(), "demo")
        try:
            _ = form.parts
        except BadForm:
            continue
        count -= 1
        yield form


def spec_of(form: Form, maker: Maker) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the page gets, with answers and then changed answers, and what was known."""
    components = shown_schema(form)["components"]
    known = typed(form, maker.answers(components)) if maker.random.random() < 0.5 else {}
    kept = browser_data(form, known)
    changes = [
        [one["key"], as_typed(one, maker.answer(one))]
        for one in components
        if "key" in one and one["type"] not in ("expression", "filepicker")
    ]
    data = {**kept, **maker.answers(components)}
    return {
        "schema": shown_schema(form, known=known),
        "data": data,
        "known": kept,
        "changes": changes,
    }, known


def as_typed(component: dict[str, Any], value: Any) -> Any:
    """Return an answer as a field of form-js hands it over: an open one by its own empty value."""
    if not isinstance(value, str) or value.strip():
        return value
    empty = {"checkbox": False, "checklist": [], "textfield": value, "textarea": value}
    return empty.get(component["type"])


def disagreement(form: Form, known: dict[str, Any], answer: dict[str, Any]) -> list[Any]:
    """Return the fields that one shows and the other does not count, or whose answer was lost."""
    held = settled_on(form.parts, answer["held"], known, {}, {}, NOW)
    sent = settled_on(form.parts, answer["data"], known, {}, {}, NOW)
    shown = {tuple(path) for path in answer["shown"]}
    asked = [place for place in held.places if place.question.compute is None]
    counted = {place.path for place in asked if held.counts(place)}
    return [*(shown ^ counted), *(meant(form, held).items() ^ meant(form, sent).items())]


def meant(form: Form, settled: Settled) -> dict[Place, str]:
    """Return what each field that counts and that conditions may look at means."""
    return {
        place.path: repr(plain(place.seen))
        for place in settled.places
        if settled.counts(place) and isinstance(form.agreement.answers(place.question), Sort)
    }


@pytest.mark.parametrize("seed", range(2))
def test_random_forms_show_and_send_what_the_server_counts(filling: Page, seed: int) -> None:
    maker = Maker(seed, bare=0.4)
    forms = list(random_forms(maker, 50))
    specs = [spec_of(form, maker) for form in forms]
    answers = filled(filling, [spec for spec, _ in specs])
    for form, (spec, known), answer in zip(forms, specs, answers, strict=True):
        wrong = disagreement(form, known, answer)
        assert wrong == [], json.dumps([spec, answer], ensure_ascii=False)


def test_forms_that_ship_show_and_send_what_the_server_counts(filling: Page) -> None:
    maker = Maker(11)
    rounds = [form for form in CONDITIONAL for _ in range(6)]
    specs = [spec_of(form, maker) for form in rounds]
    answers = filled(filling, [spec for spec, _ in specs])
    for form, (_, known), answer in zip(rounds, specs, answers, strict=True):
        assert disagreement(form, known, answer) == [], form.id


# -- limits -----------------------------------------------------------------------------------


def keyed(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the fields outside of lists that take an answer as JSON."""
    for one in components:
        if "key" in one and one["type"] not in ("expression", "filepicker"):
            yield one
        elif one["type"] == "group":
            yield from keyed(one["components"])


def refused(form: Form, data: dict[str, Any]) -> set[str]:
    """Return the fields that the server refuses; those that only show what is known are known."""
    shown = [one["key"] for one in form.schema["components"] if one.get("readonly") is True]
    known = {key: data[key] for key in shown if key in data}
    try:
        read_answers(form, data, known, now=NOW)
    except Invalid as invalid:
        return {problem.field for problem in invalid.problems}
    return set()


def test_the_browser_refuses_nothing_that_the_server_takes(filling: Page) -> None:
    """But for two things: beyond the basic plane it counts a character as two, so fewer fit; and
    it tells who leaves only blanks in an optional field that they are too few."""
    maker = Maker(5)
    rounds = [(form, shown_schema(form)) for form in SHIPPED for _ in range(8)]
    specs = [
        {
            "schema": schema,
            "data": {
                one["key"]: as_typed(one, maker.at_the_edge(one))
                for one in keyed(schema["components"])
            },
        }
        for _, schema in rounds
    ]
    seen = 0
    for (form, schema), answer in zip(rounds, filled(filling, specs), strict=True):
        wrong, errors = refused(form, answer["data"]), answer["errors"]
        for one in keyed(schema["components"]):
            value = answer["data"].get(one["key"])
            doubled = isinstance(value, str) and any(ord(sign) > 0xFFFF for sign in value)
            shown_only = one.get("readonly") is True  # known values, judged where they were asked
            blank = isinstance(value, str) and not value.strip()
            if one["id"] in errors and not (doubled or blank or shown_only):
                assert one["key"] in wrong, (form.id, one["key"], value, errors[one["id"]])
                seen += 1
    assert seen > 100


LIMITED = {
    "type": "default",
    "schemaVersion": 19,
    "components": [
        {"type": "checkbox", "id": "S", "key": "strict", "label": "严"},
        {
            "type": "number",
            "id": "N",
            "key": "n",
            "label": "数",
            "validate": {"max": "=if strict then 5 else null"},
        },
        {
            "type": "textfield",
            "id": "T",
            "key": "t",
            "label": "文",
            "validate": {"minLength": "=if strict then 3 else null"},
        },
    ],
}


def test_a_limit_that_is_null_is_none_and_another_holds(filling: Page) -> None:
    schema = shown_schema(Form("demo.limited", LIMITED, "demo"))
    specs = [
        {"schema": schema, "data": {"strict": strict, "n": 9, "t": "ab"}}
        for strict in (True, False)
    ]
    strict, mild = filled(filling, specs)
    assert strict["errors"].keys() == {"N", "T"}
    assert mild["errors"] == {}


HURRIED = {
    "type": "default",
    "schemaVersion": 19,
    "components": [
        {"type": "checkbox", "id": "S", "key": "off", "label": "关"},
        {
            "type": "group",
            "id": "G",
            "label": "组",
            "conditional": {"hide": "=off"},
            "components": [
                {
                    "type": "number",
                    "id": "N",
                    "key": "n",
                    "label": "数",
                    "validate": {"required": True},
                }
            ],
        },
    ],
}


def test_a_field_hidden_before_it_was_painted_is_not_asked_for(filling: Page) -> None:
    schema = shown_schema(Form("demo.hurried", HURRIED, "demo"))
    spec = {"schema": schema, "data": {"off": False}, "changes": [["off", True]]}
    answers = filled(filling, [spec] * 20)
    assert [one["errors"] for one in answers] == [{}] * 20
    assert [one["data"] for one in answers] == [{"off": True}] * 20
