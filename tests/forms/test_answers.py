"""What the server makes of answers: what must not come through first, then what does."""

from __future__ import annotations

import copy
import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from engine.clock import LOCAL
from engine.errors import Invalid
from engine.forms import Form, answers_schema, read_answers

SCHEMA = json.loads((Path(__file__).parent / "dibao.json").read_text("utf-8"))
FORM = Form("demo.dibao", SCHEMA, "demo")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL)
GOOD = {
    "name": "王建国",
    "idcard": "11010519491231002X",
    "community": "hp",
    "applied": "2026-11-23",
    "income": 820.5,
    "disabled": False,
    "housing": "rent",
    "members": [{"name": "李秀英", "relation": "spouse", "age": 61}],
    "materials": ["hukou"],
    "remark": "",
    "contact": {"mobile": "13812345678"},
}
FILE = {"id": "f1", "name": "a.pdf", "type": "application/pdf", "size": 9, "sha256": "0" * 64}


def read(known=None, files=None, access=None, form=FORM, **change):
    return read_answers(
        form, {**GOOD, **change}, known or {}, access=access or {}, now=NOW, files=files or {}
    )


def problems(**given) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as invalid:
        read(**given)
    found: dict[str, list[str]] = {}
    for problem in invalid.value.problems:
        assert problem.text.say("en")
        found.setdefault(problem.field, []).append(problem.text.say("zh"))
    return found


def one_field(component: dict, **own) -> Form:
    schema = {
        "schemaVersion": 19,
        "components": [{"id": "X", "key": "x", "label": "甲", **component}],
    }
    if own:
        schema["components"][0]["properties"] = own
    return Form("demo.one", schema, "demo")


def read_one(form: Form, value, known=None, **more):
    data = read_answers(form, {"x": value}, known or {}, now=NOW, **more)
    return data["x"]


def refuse_one(form: Form, value, known=None, **more) -> list[str]:
    with pytest.raises(Invalid) as invalid:
        read_one(form, value, known, **more)
    return [problem.text.say("zh") for problem in invalid.value.problems]


# -- what must not come through ---------------------------------------------------------------


def test_unknown_keys_are_dropped() -> None:
    assert "extra" not in read(extra=1)


def test_read_only_and_computed_values_cannot_be_forged() -> None:
    data = read(known={"clerk": "李秀英"}, clerk="黑客", need_visit=False)
    assert data["clerk"] == "李秀英"
    assert data["need_visit"] is True


def test_a_read_only_field_the_server_knows_nothing_of_is_not_written() -> None:
    assert "clerk" not in read(clerk="黑客")


def test_a_condition_can_make_a_field_read_only() -> None:
    data = read(income=3000, known={"remark": "原有"}, remark="改写")
    assert data["remark"] == "原有"
    assert read(income=10, known={"remark": "原有"}, remark="改写")["remark"] == "改写"


def test_what_a_hidden_field_sends_is_dropped() -> None:
    assert "disabled_no" not in read(disabled_no="x")


def test_a_field_behind_a_hidden_field_is_hidden_too() -> None:
    data = read(disabled=False, disabled_no="x", disabled_office="y")
    assert "disabled_office" not in data
    assert read(disabled=True, disabled_no="x", disabled_office="y")["disabled_office"] == "y"


def test_an_earlier_answer_of_a_field_that_is_hidden_now_is_cleared() -> None:
    assert read(known={"disabled_no": "old"})["disabled_no"] is None


@pytest.mark.parametrize("right", ["read", "hidden"])
def test_who_may_not_write_a_field_clears_nothing_by_hiding_it(right) -> None:
    known = {"disabled_no": "old", "members": [{"name": "原"}]}
    access = {"disabled_no": right, "members": right}
    data = read(known=known, access=access)
    assert "disabled_no" not in data


def test_a_read_only_list_that_is_hidden_keeps_its_data() -> None:
    rows = {
        "type": "dynamiclist",
        "id": "L",
        "path": "rows",
        "allowAddRemove": True,
        "conditional": {"hide": "=off"},
        "components": [{"type": "textfield", "id": "A", "key": "a", "label": "甲"}],
    }
    off = {"type": "checkbox", "id": "O", "key": "off", "label": "关"}
    form = Form("demo.off", {"schemaVersion": 19, "components": [off, rows]}, "demo")
    known = {"rows": [{"a": "一"}]}
    sent = {"off": True, "rows": [{"a": "二"}]}
    assert read_answers(form, sent, known, now=NOW) == {"off": True, "rows": []}
    assert read_answers(form, sent, known, access={"rows": "read"}, now=NOW) == {"off": True}
    shown = read_answers(form, {"off": False}, known, access={"rows": "read"}, now=NOW)
    assert shown == {"off": False, **known}


def test_a_hidden_field_is_not_required_and_a_shown_one_is() -> None:
    assert problems(disabled=True) == {"disabled_no": ["必填"]}


@pytest.mark.parametrize("right", ["read", "hidden", "nonsense"])
def test_who_may_not_write_a_field_writes_nothing(right) -> None:
    data = read(access={"housing": right}, known={"housing": "own"})
    assert data.get("housing", "own") == "own"
    assert ("housing" in data) is (right == "read")


def test_the_right_to_a_list_holds_for_its_rows() -> None:
    known = {"members": [{"name": "原", "relation": None, "age": 3, "school": None}]}
    assert read(access={"members": "read"}, known=known)["members"] == known["members"]
    assert "members" not in read(access={"members": "hidden"}, known=known)


def test_the_right_to_a_group_holds_for_its_fields() -> None:
    data = read(access={"contact": "read"}, known={"contact": {"mobile": "13900000000"}})
    assert data["contact"]["mobile"] == "13900000000"


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"name": None}, "name", "必填"),
        ({"name": "   "}, "name", "必填"),
        ({"name": "\u3000"}, "name", "必填"),
        ({"name": "王"}, "name", "至少 2 个字"),
        ({"name": "王" * 31}, "name", "最多 30 个字"),
        ({"name": ["x"]}, "name", "应为文字"),
        ({"name": {"a": 1}}, "name", "应为文字"),
        ({"name": 5}, "name", "应为文字"),
        ({"name": "王\x00"}, "name", "含有不能使用的字符"),
        ({"name": "王\ud800"}, "name", "含有不能使用的字符"),
        ({"name": "王\x1b[2J"}, "name", "含有不能使用的字符"),
        ({"name": "王\n五"}, "name", "只能写一行"),
        ({"idcard": "123"}, "idcard", "请输入 18 位身份证号"),
        ({"idcard": "1" * 5000}, "idcard", "最多 200 个字"),
        ({"community": "nope"}, "community", "不在可选范围内"),
        ({"community": None}, "community", "请选择"),
        ({"community": ["hp"]}, "community", "不在可选范围内"),
        ({"applied": "2026-13-01"}, "applied", "应为日期，如 2026-03-02"),
        ({"applied": "2026-02-29"}, "applied", "应为日期，如 2026-03-02"),
        ({"applied": "0001-01-01"}, "applied", "应为日期，如 2026-03-02"),
        ({"applied": "２０２６-11-23"}, "applied", "应为日期，如 2026-03-02"),
        ({"applied": "2026-11-24"}, "applied", "申请日期不能晚于今天"),
        ({"income": None}, "income", "必填"),
        ({"income": "820元"}, "income", "应为数字"),
        ({"income": True}, "income", "应为数字"),
        ({"income": float("nan")}, "income", "应为数字"),
        ({"income": float("inf")}, "income", "应为数字"),
        ({"income": 10**400}, "income", "应为数字"),
        ({"income": Decimal("1e999999")}, "income", "应为数字"),
        ({"income": "1e5"}, "income", "应为数字"),
        ({"income": -1}, "income", "不能小于 0"),
        ({"income": 5000.05}, "income", "不能大于 5000"),
        ({"income": 1.23}, "income", "必须是 0.05 的倍数"),
        ({"disabled": "maybe"}, "disabled", "应为是或否"),
        ({"disabled": 1}, "disabled", "应为是或否"),
        ({"materials": ["x"]}, "materials", "不在可选范围内"),
        ({"materials": "hukou"}, "materials", "应为列表"),
        ({"materials": ["hukou", "hukou"]}, "materials", "有重复项"),
        ({"members": []}, "members", "至少 1 项"),
        ({"members": "x"}, "members", "至少 1 项"),
        ({"members": [{"name": "a"}] * 4}, "members", "最多 3 项"),
        ({"members": [{"age": 3}]}, "members.0.name", "必填"),
        ({"members": ["x"]}, "members.0.name", "必填"),
        ({"members": [{"name": "a"}, {"name": "b", "age": 999}]}, "members.1.age", "不能大于 150"),
        ({"members": [{"name": "a", "age": 1.5}]}, "members.0.age", "应为整数"),
        (
            {"members": [{"name": "a", "relation": "child", "age": 7}]},
            "members.0.school",
            "必填",
        ),
        ({"contact": {"mobile": "12812345678"}}, "contact.mobile", "应为 11 位手机号"),
        ({"contact": {"mobile": "+8613812345678"}}, "contact.mobile", "应为 11 位手机号"),
        ({"contact": {"mail": "a@"}}, "contact.mail", "应为电子邮箱"),
    ],
)
def test_bad_answers_are_named_by_field(change, field, says) -> None:
    assert problems(**change) == {field: [says]}


def test_one_field_may_have_several_problems() -> None:
    assert problems(income=1.234) == {"income": ["最多 2 位小数", "必须是 0.05 的倍数"]}


def test_all_problems_come_at_once_in_the_order_of_the_form() -> None:
    assert list(problems(name="", idcard="1", housing=None)) == ["name", "idcard", "housing"]


def test_the_same_problem_is_said_in_english() -> None:
    with pytest.raises(Invalid) as invalid:
        read(income=-1)
    assert invalid.value.problems[0].text.say("en") == "Must not be less than 0"


def test_a_submission_that_is_no_object_is_an_empty_one() -> None:
    with pytest.raises(Invalid):
        read_answers(FORM, ["x"], {}, now=NOW)  # type: ignore[arg-type]


def test_a_flood_of_nested_rows_is_refused() -> None:
    inner = {
        "type": "dynamiclist",
        "id": "B",
        "path": "b",
        "allowAddRemove": True,
        "properties": {"maxItems": 200},
        "components": [{"type": "textfield", "id": "C", "key": "c", "label": "丙"}],
    }
    outer = {**inner, "id": "A", "path": "a", "components": [inner]}
    form = Form("demo.flood", {"schemaVersion": 19, "components": [outer]}, "demo")
    with pytest.raises(Invalid) as invalid:
        read_answers(form, {"a": [{"b": [{}] * 200}] * 200}, {}, now=NOW)
    assert invalid.value.problems[0].text.say("zh") == "内容太多"


# -- files ------------------------------------------------------------------------------------


def test_a_file_the_caller_does_not_vouch_for_is_no_file() -> None:
    assert read(scan=[FILE])["scan"] == []
    assert read(scan="/etc/passwd")["scan"] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"size": 1024 * 1024 + 1}, "文件“a.pdf”超过 1 MB"),
        ({"name": "a.exe", "type": "application/x-msdownload"}, "不接受文件“a.exe”的类型"),
        ({"sha256": "x"}, "格式不对"),
    ],
)
def test_files_outside_the_limits_are_refused(change, says) -> None:
    assert problems(files={"scan": [{**FILE, **change}]}) == {"scan": [says]}


def test_too_many_files_are_refused() -> None:
    three = [{**FILE, "id": str(n)} for n in range(3)]
    assert problems(files={"scan": three}) == {"scan": ["最多 2 项"]}


def test_a_file_of_an_earlier_step_stays_until_it_is_left_out() -> None:
    new = {**FILE, "id": "f2", "name": "b.png", "type": "image/png"}
    known = {"scan": [FILE]}
    assert read(known=known)["scan"] == [FILE]
    assert read(known=known, files={"scan": [new]})["scan"] == [FILE, new]
    assert read(known=known, scan=[new], files={"scan": [new]})["scan"] == [new]
    assert read(known=known, scan=[])["scan"] == []


def test_a_required_file_must_be_there() -> None:
    form = one_field({"type": "filepicker", "validate": {"required": True}})
    assert refuse_one(form, None) == ["请上传文件"]
    assert read_one(form, None, files={"x": [FILE]}) == [FILE]


# -- what comes through -----------------------------------------------------------------------


def test_good_answers_are_typed() -> None:
    assert read(known={"clerk": "李秀英"}) == {
        "name": "王建国",
        "idcard": "11010519491231002X",
        "community": "hp",
        "applied": date(2026, 11, 23),
        "income": Decimal("820.5"),
        "disabled": False,
        "housing": "rent",
        "members": [{"name": "李秀英", "relation": "spouse", "age": 61}],
        "materials": ["hukou"],
        "scan": [],
        "need_visit": True,
        "clerk": "李秀英",
        "remark": None,
        "contact": {"mobile": "13812345678", "mail": None},
    }


def test_the_answers_handed_in_are_left_alone() -> None:
    before, known = copy.deepcopy(GOOD), {"contact": {"wechat": "w"}, "members": [{"name": "x"}]}
    kept = copy.deepcopy(known)
    read(known=known)
    assert (before, kept) == (GOOD, known)


def test_an_object_keeps_what_another_form_wrote_into_it() -> None:
    assert read(known={"contact": {"wechat": "w"}})["contact"]["wechat"] == "w"


def test_what_was_emptied_is_null_and_not_left_as_it_was() -> None:
    assert read(materials=[], known={"materials": ["hukou"]})["materials"] == []
    assert read(income=10, remark="", known={"remark": "原有"})["remark"] is None


def test_a_bound_can_depend_on_another_answer() -> None:
    assert read(community="cyl", income=90000)["income"] == 90000


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (0.1, Decimal("0.1")),
        ("0.10", Decimal("0.10")),
        (" 12 ", 12),
        (12.0, 12),
        (Decimal("12.50"), Decimal("12.50")),
        (9007199254740993, 9007199254740993),
        ("123456789012345.67", Decimal("123456789012345.67")),
        (0, 0),
        ("-3", -3),
    ],
)
def test_numbers_never_pass_through_binary_fractions(sent, value) -> None:
    found = read_one(one_field({"type": "number", "serializeToString": True}), sent)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("subtype", "sent", "value"),
    [
        ("date", "2026-03-02", date(2026, 3, 2)),
        ("time", "09:30", time(9, 30)),
        ("time", "01:30Z", time(9, 30)),
        ("time", "09:30+08:00", time(9, 30)),
        ("datetime", "2026-03-02T09:30", datetime(2026, 3, 2, 9, 30, tzinfo=LOCAL)),
        ("datetime", "2026-03-02 09:30", datetime(2026, 3, 2, 9, 30, tzinfo=LOCAL)),
        ("datetime", "2026-03-02T01:30Z", datetime(2026, 3, 2, 9, 30, tzinfo=LOCAL)),
        ("datetime", "2026-03-02T09:30:00.000+08:00", datetime(2026, 3, 2, 9, 30, tzinfo=LOCAL)),
    ],
)
def test_times_are_read_as_form_js_and_html_write_them(subtype, sent, value) -> None:
    found = read_one(one_field({"type": "datetime", "subtype": subtype}), sent)
    assert found == value
    if isinstance(found, datetime):
        assert found.tzinfo is LOCAL


def test_a_passed_date_is_refused_where_the_form_says_so() -> None:
    form = one_field({"type": "datetime", "subtype": "date", "disallowPassedDates": True})
    assert refuse_one(form, "2026-11-22") == ["不能早于今天"]
    assert read_one(form, "2026-11-23") == date(2026, 11, 23)


def test_a_tick_can_be_required() -> None:
    form = one_field({"type": "checkbox", "validate": {"required": True}})
    assert refuse_one(form, False) == ["必须勾选"]
    assert refuse_one(form, None) == ["必须勾选"]
    assert read_one(form, True) is True


def test_line_ends_are_one_character_however_they_were_sent() -> None:
    form = one_field({"type": "textarea", "validate": {"maxLength": 3}})
    assert read_one(form, "a\r\nb") == "a\nb"


def test_a_check_sees_typed_values_and_the_names_it_is_given() -> None:
    form = one_field(
        {"type": "datetime", "subtype": "datetime"},
        check="x > now() and x < now() + duration(setting.horizon)",
        checkMessage="时限不在范围内",
    )
    names = {"setting": {"horizon": "P3D"}}
    assert refuse_one(form, "2026-11-23T08:00", names=names) == ["时限不在范围内"]
    assert refuse_one(form, "2026-12-23T08:00", names=names) == ["时限不在范围内"]
    assert read_one(form, "2026-11-24T08:00", names=names)
    assert read_one(form, None, names=names) is None


def test_a_check_that_gives_nothing_does_not_pass() -> None:
    assert refuse_one(one_field({"type": "number"}, check="x > absent"), 5) == ["不符合填写要求"]


def test_reserved_names_cannot_be_covered_by_data() -> None:
    form = one_field({"type": "number"}, check="x = setting.most")
    known, names = {"setting": {"most": 1}}, {"setting": {"most": 5}}
    assert read_one(form, 5, known, names=names) == 5


def test_options_can_come_from_other_answers_and_from_the_data() -> None:
    components = [
        {"type": "number", "id": "A", "key": "most", "label": "甲"},
        {
            "type": "select",
            "id": "B",
            "key": "x",
            "label": "乙",
            "valuesExpression": '=if most > 2 then [1, 2, {value: 3, label: "三"}] else [1]',
        },
        {"type": "radio", "id": "C", "key": "y", "label": "丙", "valuesKey": "lists.people"},
    ]
    form = Form("demo.dynamic", {"schemaVersion": 19, "components": components}, "demo")
    known = {"lists": {"people": [{"value": "p1", "label": "甲某"}]}}
    data = read_answers(form, {"most": 3, "x": "2", "y": "p1"}, known, now=NOW)
    assert (data["x"], data["y"]) == (2, "p1")
    with pytest.raises(Invalid) as invalid:
        read_answers(form, {"most": 3, "x": 4, "y": "p2"}, known, now=NOW)
    assert [problem.field for problem in invalid.value.problems] == ["x", "y"]


def test_an_option_keeps_its_own_type_when_html_sends_text() -> None:
    form = one_field(
        {"type": "radio", "values": [{"label": "是", "value": True}, {"label": "二", "value": 2}]}
    )
    assert read_one(form, "true") is True
    assert read_one(form, "2") == 2
    assert refuse_one(form, 1) == ["不在可选范围内"]


def test_rows_see_themselves_before_what_is_outside() -> None:
    components = [
        {"type": "number", "id": "A", "key": "limit", "label": "甲"},
        {
            "type": "dynamiclist",
            "id": "L",
            "path": "rows",
            "allowAddRemove": True,
            "components": [
                {"type": "number", "id": "B", "key": "limit", "label": "乙"},
                {
                    "type": "expression",
                    "id": "C",
                    "key": "said",
                    "expression": "=[limit, this.limit, parent.limit, i[1]]",
                },
            ],
        },
        {"type": "expression", "id": "D", "key": "sum", "expression": "=sum(rows.limit)"},
    ]
    form = Form("demo.rows", {"schemaVersion": 19, "components": components}, "demo")
    data = read_answers(form, {"limit": 9, "rows": [{"limit": 1}, {"limit": 2}]}, {}, now=NOW)
    assert [row["said"] for row in data["rows"]] == [[1, 1, 9, 1], [2, 2, 9, 2]]
    assert data["sum"] == 3


def test_a_list_of_fixed_length_asks_all_its_rows() -> None:
    rows = {
        "type": "dynamiclist",
        "id": "L",
        "path": "rows",
        "defaultRepetitions": 2,
        "components": [
            {"type": "textfield", "id": "A", "key": "a", "label": "甲", "readonly": True},
            {
                "type": "textfield",
                "id": "B",
                "key": "b",
                "label": "乙",
                "validate": {"required": True},
            },
        ],
    }
    form = Form("demo.fixed", {"schemaVersion": 19, "components": [rows]}, "demo")
    known = {"rows": [{"a": "一"}, {"a": "二"}]}
    with pytest.raises(Invalid) as invalid:
        read_answers(form, {"rows": [{"b": "x"}]}, known, now=NOW)
    assert [problem.field for problem in invalid.value.problems] == ["rows.1.b"]
    data = read_answers(form, {"rows": [{"b": "x", "a": "!"}, {"b": "y"}]}, known, now=NOW)
    assert data["rows"] == [{"a": "一", "b": "x"}, {"a": "二", "b": "y"}]


def test_a_field_may_hide_itself_while_the_server_has_nothing_to_show() -> None:
    form = one_field({"type": "textarea", "readonly": True, "conditional": {"hide": "=x = null"}})
    assert read_answers(form, {"x": "forged"}, {}, now=NOW) == {}
    assert read_answers(form, {"x": "forged"}, {"x": " "}, now=NOW) == {}
    assert read_answers(form, {}, {"x": "新情况"}, now=NOW) == {"x": "新情况"}


# -- own kinds --------------------------------------------------------------------------------

TREE = {
    "type": "tree",
    "values": [
        {
            "label": "市容",
            "value": "A",
            "children": [
                {"label": "占道经营", "value": "A01"},
                {"label": "店外经营", "value": "A02"},
            ],
        }
    ],
}


def test_a_category_goes_down_to_the_last_level() -> None:
    form = one_field(TREE)
    assert refuse_one(form, "A") == ["请选到最末一级"]
    assert refuse_one(form, "A09") == ["不在可选范围内"]
    assert read_one(form, "A01") == "A01"
    assert [option.label.say("zh") for option in form.fields[0].options] == [
        "市容",
        "市容 / A01 占道经营",
        "市容 / A02 店外经营",
    ]


@pytest.mark.parametrize(
    "sent",
    [{"point": [0.5, 0.5]}, {"place": "甲", "point": [2, 0]}, {"place": "甲", "point": {}}, 5],
)
def test_what_is_no_place_is_refused(sent) -> None:
    assert refuse_one(one_field({"type": "geo"}), sent) == ["应为地点"]


def test_a_place_is_a_name_and_perhaps_a_point() -> None:
    form = one_field({"type": "geo"})
    assert read_one(form, "古城南路 1 号") == {"place": "古城南路 1 号"}
    sent = {"place": "甲", "point": [0.25, 1], "extra": 1}
    assert read_one(form, sent) == {"place": "甲", "point": [Decimal("0.25"), 1]}


def test_a_person_is_a_bare_name_or_one_of_those_offered() -> None:
    free = one_field({"type": "person"})
    assert read_one(free, "王建国") == {"id": None, "name": "王建国"}
    assert read_one(free, {"id": "p9", "name": "王建国"}) == {"id": None, "name": "王建国"}
    offered = one_field({"type": "person", "values": [{"value": "p1", "label": "李秀英"}]})
    assert read_one(offered, "p1") == {"id": "p1", "name": "李秀英"}
    assert read_one(offered, {"id": "p1", "name": "forged"}) == {"id": "p1", "name": "李秀英"}
    assert refuse_one(offered, "p2") == ["不在可选范围内"]


def test_persons_are_counted_and_must_differ() -> None:
    form = one_field({"type": "person", "multiple": True}, minItems="2")
    assert refuse_one(form, ["甲"]) == ["至少 2 项"]
    assert refuse_one(form, ["甲", "甲"]) == ["有重复项"]
    assert read_one(form, "甲、乙，丙") == [
        {"id": None, "name": "甲"},
        {"id": None, "name": "乙"},
        {"id": None, "name": "丙"},
    ]


# -- the schema -------------------------------------------------------------------------------


def test_the_schema_of_a_submission_is_good_json_schema() -> None:
    import jsonschema_rs

    schema = answers_schema(FORM, GOOD, {}, now=NOW)
    jsonschema_rs.meta.validate(schema)
    assert "disabled_no" not in schema["properties"]
    assert "members.0.name" in schema["required"]
