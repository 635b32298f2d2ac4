"""What leaves the server: to the browser's viewer, and to a page without JavaScript and back."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from lxml import html
from werkzeug.datastructures import MultiDict

from admin.formfields import anchor, plain_fields
from engine.clock import LOCAL
from engine.errors import Problem
from engine.forms import Form, browser_data, read_answers, read_plain, shown_schema
from engine.forms.conditions import shown_when
from engine.forms.parts import questions
from engine.text import Text
from tests.forms.test_answers import FORM, GOOD, NOW, SCHEMA, TREE, one_field

ENGLISH = {"申请人姓名": "Applicant", "自有": "Owned", "请输入 18 位身份证号": "18 digits, please"}
KNOWN = {
    "name": "王建国",
    "applied": date(2026, 11, 23),
    "income": Decimal("820.50"),
    "members": [{"name": "李秀英", "age": 61}],
    "contact": {"mobile": "13812345678"},
    "secret": "not of this form",
}


def walk(components):
    for component in components:
        yield component
        yield from walk(component.get("components", []))


# -- to the browser's viewer ------------------------------------------------------------------


def test_our_own_properties_stay_on_the_server() -> None:
    shown = shown_schema(FORM, "zh", {}, {})
    assert "properties" not in shown
    assert not any("properties" in one for one in walk(shown["components"]))
    assert "today()" not in json.dumps(shown)


def test_a_hidden_field_is_not_even_named() -> None:
    shown = json.dumps(shown_schema(FORM, "zh", {}, {"idcard": "hidden", "members": "hidden"}))
    assert "idcard" not in shown
    assert "relation" not in shown
    assert "name" not in browser_data(FORM, KNOWN, {"name": "hidden"})


def test_a_field_to_read_is_read_only_and_its_list_cannot_grow() -> None:
    shown = shown_schema(FORM, "zh", {}, {"members": "read", "contact": "read"})
    found = {one.get("key") or one.get("path"): one for one in walk(shown["components"])}
    assert found["members"]["allowAddRemove"] is False
    assert found["age"]["readonly"] is True
    assert found["mobile"]["readonly"] is True
    assert "readonly" not in found["housing"]


def test_the_form_itself_is_left_as_it_was() -> None:
    before = json.dumps(SCHEMA)
    shown_schema(FORM, "en", ENGLISH, {"name": "read"})["components"].clear()
    assert json.dumps(SCHEMA) == before


def test_phrases_are_translated_and_unknown_ones_stay() -> None:
    form = Form("demo.dibao", SCHEMA, "demo", ENGLISH)
    found = {one["id"]: one for one in walk(shown_schema(form, "en", ENGLISH)["components"])}
    assert found["F1"]["label"] == "Applicant"
    assert found["F8"]["label"] == "住房情况"
    assert found["F8"]["values"][0] == {"value": "own", "label": "Owned"}
    assert found["F2"]["validate"]["patternErrorMessage"] == "18 digits, please"


def test_the_word_of_the_forms_own_plugin_goes_before_that_of_another() -> None:
    form = Form("demo.dibao", SCHEMA, "demo", ENGLISH)
    others = dict.fromkeys(ENGLISH, "Another system's word")
    found = {one["id"]: one for one in walk(shown_schema(form, "en", others)["components"])}
    assert found["F1"]["label"] == "Applicant"


def test_form_js_is_asked_for_mainland_numbers() -> None:
    found = {one.get("key"): one for one in walk(shown_schema(FORM)["components"])}
    assert found["mobile"]["validate"] == {
        "pattern": r"^1[3-9]\d{9}$",
        "patternErrorMessage": "应为 11 位手机号",
    }


@pytest.mark.parametrize(
    ("component", "type_"),
    [
        (TREE, "select"),
        ({"type": "person"}, "textfield"),
        ({"type": "person", "values": [{"value": "p1", "label": "甲"}]}, "select"),
        ({"type": "person", "multiple": True, "valuesKey": "people"}, "taglist"),
        ({"type": "geo"}, "geo"),
    ],
)
def test_types_form_js_lacks_become_ones_it_has(component, type_) -> None:
    (shown,) = shown_schema(one_field(component))["components"]
    assert shown["type"] == type_


def test_a_tree_becomes_a_list_of_its_last_level() -> None:
    (shown,) = shown_schema(one_field(TREE))["components"]
    assert shown["values"] == [
        {"value": "A01", "label": "市容 / A01 占道经营"},
        {"value": "A02", "label": "市容 / A02 店外经营"},
    ]


def test_data_goes_out_as_plain_json_of_this_form_only() -> None:
    assert json.loads(json.dumps(browser_data(FORM, KNOWN))) == {
        "name": "王建国",
        "applied": "2026-11-23",
        "income": 820.5,
        "members": [{"name": "李秀英", "age": 61}],
        "contact": {"mobile": "13812345678"},
    }


def test_what_went_out_comes_back_the_same() -> None:
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=LOCAL)
    for component, value in (
        ({"type": "datetime", "subtype": "datetime"}, moment),
        ({"type": "geo"}, {"place": "甲", "point": [Decimal("0.5"), 1]}),
        ({"type": "person", "multiple": True}, [{"id": None, "name": "甲"}]),
        ({"type": "number"}, Decimal("0.1")),
    ):
        form = one_field(component)
        assert read_answers(form, browser_data(form, {"x": value}), {}, now=NOW) == {"x": value}


# -- without JavaScript -----------------------------------------------------------------------


def page(form=FORM, answers=None, problems=(), **more):
    markup = plain_fields(form, answers or {}, problems, **more)
    return html.fromstring(f"<form>{markup}</form>")


def posted(form_element) -> MultiDict:
    """Return what a browser would send of the page; it drops a text area's first line end."""
    for area in form_element.xpath("//textarea"):
        area.text = (area.text or "").removeprefix("\n")
    return MultiDict(form_element.form_values())


def test_what_was_typed_cannot_become_markup() -> None:
    evil = "</textarea><script>alert(1)</script>\"'"
    shown = str(plain_fields(FORM, {"name": evil, "remark": evil, "clerk": evil}))
    assert "<script" not in shown
    found = page(answers={"name": evil, "remark": evil})
    assert found.xpath("//input[@name='name']/@value") == [evil]


def test_labels_and_problems_cannot_become_markup() -> None:
    form = one_field({"type": "textfield", "description": "<i>"})
    shown = str(plain_fields(form, {}, [Problem("x", Text("<u>", "<u>"))]))
    assert "<i>" not in shown
    assert "<u>" not in shown


def test_a_hidden_field_is_not_on_the_page_and_one_to_read_cannot_be_typed() -> None:
    found = page(answers={"housing": "own"}, access={"idcard": "hidden", "housing": "read"})
    names = {one.get("name") for one in found.xpath("//*[@name]")}
    assert not names & {"idcard", "housing", "clerk", "need_visit"}
    assert "自有" in found.text_content()


def test_every_control_has_its_label() -> None:
    found = page(answers=GOOD)
    for control in found.xpath("//input|//select|//textarea"):
        labelled = found.xpath(f"//label[@for='{control.get('id')}']") if control.get("id") else []
        assert labelled or control.xpath("ancestor::label"), control.get("name")


def test_ids_are_unique() -> None:
    ids = page(answers=GOOD).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_problem_stands_at_its_field_and_is_tied_to_it() -> None:
    problems = [
        Problem("members.0.name", Text("必填", "Required")),
        Problem("housing", Text("请选择", "Please choose")),
        Problem("members", Text("至少 1 项", "At least 1")),
    ]
    found = page(answers=GOOD, problems=problems)
    for problem in problems:
        (control,) = found.xpath(f"//*[@id='{anchor(problem.field)}']")
        assert control.get("aria-invalid") == "true"
        tied = control.get("aria-describedby").split()
        said = " ".join(found.xpath(f"//*[@id='{one}']")[0].text_content() for one in tied)
        assert problem.text.zh in said


def test_every_description_that_is_named_is_there() -> None:
    found = page(answers=GOOD, problems=[Problem("name", Text("必填"))])
    named = {one for ids in found.xpath("//@aria-describedby") for one in ids.split()}
    assert named <= set(found.xpath("//@id"))


def test_the_browser_insists_only_where_the_server_surely_does() -> None:
    found = page(answers={"members": [{"name": "甲"}]})
    assert found.xpath("//input[@name='name']/@required")
    assert found.xpath("//input[@name='members.0.name']/@required")
    assert not found.xpath("//input[@name='members.1.name']/@required")
    assert not found.xpath("//input[@name='disabled_no']/@required")


def test_a_list_has_its_rows_and_one_to_spare_up_to_its_limit() -> None:
    def rows(count: int) -> int:
        answers = {"members": [{"name": "甲"}] * count}
        return len(
            page(answers=answers).xpath(
                "//input[starts-with(@name, 'members.')][@type='text'][contains(@name, '.name')]"
            )
        )

    assert [rows(count) for count in (0, 1, 2, 3)] == [1, 2, 3, 3]


def test_limits_are_those_of_the_form() -> None:
    found = page()
    (income,) = found.xpath("//input[@name='income']")
    assert (income.get("type"), income.get("min"), income.get("step")) == ("number", "0", "0.05")
    assert income.get("max") is None  # it hangs on another answer
    (scan,) = found.xpath("//input[@name='scan']")
    assert scan.get("accept") == ".pdf,image/*"
    assert scan.get("multiple") is not None


def test_choices_stand_under_their_family() -> None:
    found = page(one_field(TREE), {"x": "A02"})
    assert found.xpath("//optgroup/@label") == ["市容"]
    assert found.xpath("//optgroup/option[@selected]/@value") == ["A02"]
    assert found.xpath("//optgroup/option")[0].text == "A01 占道经营"


def test_a_local_moment_is_shown_as_the_native_control_takes_it() -> None:
    form = one_field({"type": "datetime", "subtype": "datetime"})
    found = page(form, {"x": "2026-03-02T01:30Z"})
    assert found.xpath("//input[@type='datetime-local']/@value") == ["2026-03-02T09:30"]


def test_the_page_speaks_english_too() -> None:
    form = Form("demo.dibao", SCHEMA, "demo", ENGLISH)
    found = page(form, language="en")
    assert "Applicant" in found.text_content()
    assert "Please choose" in found.text_content()


def test_answers_survive_the_way_over_the_page() -> None:
    answers = {**GOOD, "disabled": True, "disabled_no": "D1", "remark": "\n一\n\n二"}
    sent = read_plain(FORM, posted(page(answers=answers)))
    direct = read_answers(FORM, answers, {}, now=NOW)
    assert read_answers(FORM, sent, {}, now=NOW) == direct


def test_a_post_is_read_as_form_js_would_submit_it() -> None:
    form = MultiDict(
        [
            ("name", "王建国"),
            ("materials", "hukou"),
            ("materials", "income"),
            ("members.0.name", "李秀英"),
            ("members.0.age", "61"),
            ("members.7.name", "王小"),
            ("members.3.name", ""),
            ("members.x.name", "!"),
            ("members.99999.name", "!"),
            ("contact.mobile", "13812345678"),
            ("need_visit", "true"),
            ("scan", "x"),
        ]
    )
    assert read_plain(FORM, form) == {
        "name": "王建国",
        "disabled": False,
        "materials": ["hukou", "income"],
        "members": [{"name": "李秀英", "age": "61"}, {"name": "王小"}],
        "contact": {"mobile": "13812345678"},
    }


# -- conditions in words ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hide", "zh", "en"),
    [
        (
            '=housing != "rent"',
            "“住房情况”为“租住”时填写",
            "Fill in if “住房情况” is “租住”",
        ),
        ("=disabled != true", "“家庭成员有残疾人”已勾选时填写", None),
        ("=not(disabled)", "“家庭成员有残疾人”已勾选时填写", None),
        ("=remark = null", "“备注”已填写时填写", None),
        ("=income >= 1000", "“家庭人均月收入”小于 1000时填写", None),
        (
            '=housing = null or housing = "own"',
            "“住房情况”已填写且“住房情况”不为“自有”时填写",
            None,
        ),
        (
            '=not((housing = "own" or housing = "rent") and income > 5)',
            "（“住房情况”为“自有”或“住房情况”为“租住”）且“家庭人均月收入”大于 5时填写",
            None,
        ),
        ("=count(members) > 3", "仅在适用时填写", "Only if it applies"),
        ("=elsewhere = 1", "仅在适用时填写", None),
        ("=housing = community", "仅在适用时填写", None),
        ("=housing =", "仅在适用时填写", None),
        ("=(disabled", "仅在适用时填写", None),
    ],
)
def test_conditions_are_said_in_words(hide, zh, en) -> None:
    fields = {path[-1]: question for path, question in questions(FORM.parts)}
    words = shown_when(hide, fields)
    assert words.say("zh") == zh
    assert en is None or words.say("en") == en
