"""Forms the server could not judge are refused when they are loaded, all problems at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.forms import BadForm, Form, check_form, load_forms
from tests.forms.test_answers import FORM, SCHEMA


def form_of(*components, **schema) -> Form:
    return Form("demo.x", {"schemaVersion": 19, "components": list(components), **schema}, "demo")


def text(key="x", **more) -> dict:
    return {"type": "textfield", "id": key, "key": key, "label": key, **more}


def said(form: Form) -> list[str]:
    with pytest.raises(BadForm) as bad:
        _ = form.parts
    for problem in bad.value.problems:
        assert problem.say("zh")
    return [problem.say("en") for problem in bad.value.problems]


@pytest.mark.parametrize(
    ("component", "why"),
    [
        (text(type="hologram"), "component type 'hologram' is unknown"),
        (text(type="signature"), "is not supported yet"),
        (text(type="record"), "is not supported yet"),
        (text(type="html"), "is not supported yet"),
        (text(type="iframe"), "is not supported yet"),
        (text(type="datetime", subtype="week"), "component type 'week' is unknown"),
        (text(conditional={"hide": "=a ="}), "hide is not good FEEL"),
        (text(conditional={"hide": 5}), "is not as it should be"),
        (text(readonly="=("), "readonly is not good FEEL"),
        (text(validate={"maxLength": "=if"}), "maxLength is not good FEEL"),
        (text(properties={"check": "x >"}), "check is not good FEEL"),
        (text(properties={"requiredIf": "]"}), "requiredIf is not good FEEL"),
        (text(properties={"class": "C9"}), "class must be C1 to C4"),
        (text(validate={"pattern": "(?<a>x)"}), "cannot be used"),
        (text(type="expression"), "the expression is missing"),
        (text(type="select"), "nothing to choose from"),
        (text(type="radio", values=[{"value": 1}, {"value": "1"}]), "two options have one value"),
        (text(key="case"), "case is a reserved name"),
        (text(key="a.this"), "a.this is a reserved name"),
        (text(key="1a"), "key must be an identifier"),
        (text(key="a b"), "key must be an identifier"),
        (text(key="a..b"), "key must be an identifier"),
        ({"type": "textfield", "id": "x"}, "key must be an identifier"),
        (text(label="=secret"), "label must not be an expression"),
        (text(label="{{secret}}"), "label must not be an expression"),
        ({"type": "text", "id": "t", "text": "{{secret}}"}, "text must not be an expression"),
        (
            {"type": "image", "id": "i", "source": "https://elsewhere.example/x.png"},
            "a picture must be a path on this server",
        ),
        ({"type": "image", "id": "i", "source": "//elsewhere/x.png"}, "path on this server"),
        ({"type": "dynamiclist", "id": "l", "components": []}, "path must be an identifier"),
    ],
)
def test_what_the_server_could_not_judge_is_refused(component, why) -> None:
    assert any(why in problem for problem in said(form_of(component)))


def test_another_version_of_the_schema_is_refused() -> None:
    assert said(form_of(text(), schemaVersion=20)) == [
        "demo.x/schemaVersion: is not as it should be (19 was expected)"
    ]


@pytest.mark.parametrize(
    "components",
    [
        [text("a"), text("a")],
        [text("a"), text("a.b")],
        [text("a.b"), text("a")],
        [text("a"), {"type": "group", "id": "g", "components": [text("a")]}],
        [text("g.a"), {"type": "group", "id": "g", "path": "g", "components": [text("a")]}],
    ],
)
def test_two_fields_in_one_place_are_refused(components) -> None:
    assert any("writes where another field does" in one for one in said(form_of(*components)))


def test_conditions_in_a_circle_are_refused() -> None:
    ring = [
        text("a", conditional={"hide": "=b = null"}),
        text("b", conditional={"hide": "=c = null"}),
        {"type": "expression", "id": "c", "key": "c", "expression": "=a"},
        text("d", conditional={"hide": "=a = null"}),
    ]
    assert said(form_of(*ring)) == ["demo.x/-: the conditions of a、b、c form a circle"]


def test_a_circle_through_a_list_is_refused() -> None:
    rows = {
        "type": "dynamiclist",
        "id": "l",
        "path": "l",
        "allowAddRemove": True,
        "components": [text("a", conditional={"hide": "=n > 1"})],
    }
    count = {"type": "expression", "id": "n", "key": "n", "expression": "=count(l.a)"}
    assert any("form a circle" in one for one in said(form_of(rows, count)))


def test_a_field_of_the_same_name_elsewhere_makes_no_circle() -> None:
    rows = {
        "type": "dynamiclist",
        "id": "l",
        "path": "l",
        "allowAddRemove": True,
        "components": [text("a"), text("b", conditional={"hide": "=a = null"})],
    }
    assert form_of(text("a", conditional={"hide": "=l = null"}), rows).parts


def test_files_and_read_only_fields_have_no_place_in_a_growing_list() -> None:
    inner = [text("f", type="filepicker"), text("r", readonly=True)]
    rows = {"type": "dynamiclist", "id": "l", "path": "l", "allowAddRemove": True}
    found = said(form_of({**rows, "components": inner}))
    assert len(found) == 2


def test_a_form_nested_without_end_is_refused() -> None:
    component = text()
    for number in range(9):
        component = {"type": "group", "id": f"g{number}", "components": [component]}
    assert any("nested too deeply" in one for one in said(form_of(component)))


def test_all_problems_are_told_at_once() -> None:
    assert len(
        said(form_of(text("a", type="x"), text("case"), text("b", validate={"pattern": "("})))
    )


def test_the_fields_say_what_lists_need_to_know() -> None:
    fields = {field.key: field for field in FORM.fields}
    assert fields["community"].indexed is True
    assert fields["community"].data_class == "C2"
    assert fields["name"].data_class == "C3"
    assert fields["members.age"].kind == "number"
    assert fields["contact.mobile"].label == "手机"
    assert fields["scan"].kind == "filepicker"
    assert fields["applied"].kind == "date"
    assert [option.value for option in fields["housing"].options] == ["own", "rent"]


def test_a_form_for_publishing_names_purpose_retention_and_its_own_id() -> None:
    poor = Form("demo.y", {**SCHEMA, "properties": {}, "id": "demo.x"}, "demo")
    found = [one.say("en") for one in check_form(poor)]
    assert "demo.y: the file's id is “demo.x”" in found
    assert "demo.y/name: its purpose is not given" in found
    assert "demo.y/name: its retention is not given" in found
    assert check_form(FORM) == []


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ({"class": "C4", "indexed": True}, "sensitive data cannot be indexed"),
        ({"class": "C3", "public": True}, "personal data cannot be marked public"),
        ({"check": 'x != "1"'}, "its check has no message"),
        ({"colour": "red"}, "the properties colour mean nothing"),
    ],
)
def test_publishing_asks_for_sense(own, why) -> None:
    form = form_of(text(properties={"purpose": "p", "retention": "r", **own}), id="demo.x")
    assert [one.say("en") for one in check_form(form)] == [f"demo.x/x: {why}"]


def test_more_than_25_fields_are_told() -> None:
    form = form_of(
        *(text(f"f{n}") for n in range(26)),
        id="demo.x",
        properties={"purpose": "p", "retention": "r"},
    )
    assert [one.say("zh") for one in check_form(form)] == [
        "demo.x：有 26 个字段，超过 25 个会加重基层负担"
    ]


def test_what_cannot_be_loaded_is_told_by_the_check_too() -> None:
    assert len(check_form(form_of(text(type="hologram")))) == 1


def test_forms_are_read_beside_the_plugin_with_their_options_and_english(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    (folder / "forms").mkdir(parents=True)
    (folder / "locale").mkdir()
    tree = {
        "type": "tree",
        "id": "t",
        "key": "t",
        "label": "类别",
        "properties": {"options": "c.csv"},
    }
    schema = {"schemaVersion": 19, "id": "demo.a", "components": [tree]}
    (folder / "forms" / "a.form").write_text(json.dumps(schema), "utf-8")
    (folder / "forms" / "c.csv").write_text(
        "value,label,parent\nA,市容,\nA01,占道经营,A\n", "utf-8"
    )
    (folder / "locale" / "en.json").write_text('{"类别": "Category", "市容": "Looks"}', "utf-8")
    (form,) = load_forms(str(folder / "plugin.py"))
    assert (form.id, form.plugin) == ("demo.a", "demo")
    assert [option.label.say("en") for option in form.fields[0].options] == [
        "Looks",
        "Looks / A01 占道经营",
    ]


def test_options_from_outside_the_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    tree = {"type": "tree", "id": "t", "key": "t", "properties": {"options": "../secret.csv"}}
    schema = {"schemaVersion": 19, "components": [tree]}
    (tmp_path / "forms" / "a.form").write_text(json.dumps(schema), "utf-8")
    with pytest.raises(ValueError, match="beside the form"):
        load_forms(str(tmp_path / "plugin.py"))
