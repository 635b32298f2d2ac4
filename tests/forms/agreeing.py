"""Asks both sides the same: the server's judgement, and the browser's code run in Node.js."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path as File
from typing import Any

from engine.clock import LOCAL
from engine.feel import FeelSyntaxError, compile_expression
from engine.forms import BadForm, Form, browser_data, load_forms, shown_schema
from engine.forms.agreement import Agreement, Asked, asked
from engine.forms.laying import settled_on
from engine.forms.outside import Outside
from engine.forms.paths import Path, dig, put
from engine.forms.sorts import Sort
from tests.forms.making import Maker
from tests.node import FRONTEND, Answers, frontend

SCRIPT = FRONTEND.parents[1] / "tests" / "forms" / "browser.mjs"
SOURCES = FRONTEND / "src" / "form-viewer"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL)


def browser() -> Answers:
    return Answers(SCRIPT, frontend(), SOURCES)


def plain(value: Any) -> Any:
    """Return a value so that those of both sides compare: numbers exact, days as text."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value)).normalize() + 0
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value]


# -- single expressions -----------------------------------------------------------------------

PROBE = {
    "schemaVersion": 19,
    "components": [
        {"type": "number", "id": "n", "key": "n"},
        {"type": "number", "id": "m", "key": "数"},
        {
            "type": "number",
            "id": "k",
            "key": "k",
            "decimalDigits": 0,
            "validate": {"min": -50, "max": 100},
        },
        {"type": "textfield", "id": "s", "key": "s"},
        {"type": "textarea", "id": "t", "key": "文"},
        {"type": "checkbox", "id": "b", "key": "b"},
        {"type": "datetime", "id": "d", "key": "d"},
        {"type": "datetime", "id": "e", "key": "e"},
        {
            "type": "checklist",
            "id": "l",
            "key": "l",
            "values": [{"value": one, "label": one} for one in ("a", "b", "县", "10")],
        },
        {"type": "geo", "id": "p", "key": "p"},
        {
            "type": "group",
            "id": "g",
            "path": "g",
            "components": [{"type": "textfield", "id": "gs", "key": "s"}],
        },
        {
            "type": "dynamiclist",
            "id": "r",
            "path": "r",
            "components": [{"type": "number", "id": "rn", "key": "n"}],
        },
    ],
}
NAMES = {
    "number": ["n", "数"],
    "whole": ["k"],
    "text": ["s", "文", "g.s"],
    "yes_no": ["b"],
    "date": ["d", "e"],
    "list": ["l"],
    "rows": ["r"],
    "thing": ["p"],
}
PROBED = Form("demo.probe", PROBE, "demo")
AGREEMENT = Agreement(PROBED.parts)


def expression_answers(
    node: Answers, texts: list[str], datas: list[dict[str, Any]]
) -> list[tuple[str, Any, Any]]:
    """Return (text, the server's answer, the browser's) of expressions over typed data."""
    questions, ours = [], []
    for text, data in zip(texts, datas, strict=True):
        expression = compile_expression(text)
        ours.append(expression.evaluate(data, now=NOW))
        questions.append({"text": text, "data": json.loads(json.dumps(data, default=str_of))})
    theirs = node.ask(questions)
    return list(zip(texts, map(plain, ours), map(plain, theirs), strict=True))


def str_of(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value.isoformat()


# -- whole submissions ------------------------------------------------------------------------


@dataclass(frozen=True)
class Submission:
    form: Form
    sent: Mapping[str, Any]
    known: Mapping[str, Any]
    access: Mapping[str, str] = field(default_factory=dict)


def question(one: Submission) -> dict[str, Any]:
    return {
        "components": shown_schema(one.form, access=one.access, known=one.known)["components"],
        "sent": one.sent,
        "known": browser_data(one.form, one.known, one.access),
        "asked": [
            [each.part.component["id"], [], "=" + each.expression.text] for each in limits(one.form)
        ],
    }


def limits(form: Form) -> list[Asked]:
    """Return the expressions at the top that decide neither what is hidden nor what is fixed."""
    others = ("hide", "readonly", "dataSource")
    return [one for one in asked(form.parts) if one.name not in others and not one.around]


def server(one: Submission) -> dict[Path, Any]:
    """Return, for each field that conditions may look at, whether it counts and what it means."""
    settled = settled_on(one.form.parts, one.sent, one.known, {}, {}, NOW)
    found: dict[Path, Any] = {
        rows.path: ("counts" if settled.counts(rows) else "hidden") for rows in settled.lists
    }
    for place in settled.places:
        sort = one.form.agreement.answers(place.question)
        if isinstance(sort, Sort):
            seen = dig(settled.data, place.path)
            found[place.path] = (
                settled.counts(place),
                seen is None if sort.name == "thing" else plain(seen),
            )
    for each in limits(one.form):
        found[each.part.id, each.name] = plain(settled.value_of(each.expression, ()))
    return found


def viewer(one: Submission, answer: Mapping[str, Any]) -> dict[Path, Any]:
    """Return the same as the browser has it; what it is not even shown is hidden."""
    laid = {tuple(path) for path, _ in answer["values"]}
    opened = {tuple(path) for path in answer["open"]}
    found: dict[Path, Any] = {}
    for path, mine in server(one).items():
        if isinstance(mine, str):
            found[path] = "counts" if path in opened else "hidden"
        elif isinstance(mine, tuple):
            seen = plain(dig(answer["data"], path)) if path in laid else None
            as_thing = isinstance(mine[1], bool) and not isinstance(seen, bool)
            found[path] = (path in opened, seen is None if as_thing else seen)
    for each, value in zip(limits(one.form), answer["given"], strict=True):
        found[each.part.id, each.name] = plain(value)
    return found


def typed(form: Form, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what earlier steps may have left behind: answers as the server stores them."""
    settled = settled_on(form.parts, sent, {}, {}, {}, NOW)
    data: dict[str, Any] = {}
    for rows in settled.lists:
        put(data, rows.path, [{} for _ in range(rows.laid)])
    for place in settled.places:
        if place.value is not None:
            put(data, place.path, place.value)
    return data


def differences(node: Answers, submissions: list[Submission]) -> list[str]:
    """Return, for each submission on which the two differ, what it was and how."""
    found = []
    for one, answer in zip(submissions, node.ask([question(x) for x in submissions]), strict=True):
        ours, theirs = server(one), viewer(one, answer)
        if ours != theirs:
            wrong = [
                (name, ours[name], theirs[name]) for name in ours if ours[name] != theirs[name]
            ]
            schema = json.dumps(one.form.schema, ensure_ascii=False)
            found.append(f"{wrong}\n{schema}\n{one.sent}\n{one.known}")
    return found


# -- at random --------------------------------------------------------------------------------

PLUGINS = sorted((File(__file__).parents[2] / "plugins").glob("*/plugin.py"))
SHIPPED = [form for plugin in PLUGINS for form in load_forms(str(plugin))]
CONDITIONAL = [form for form in SHIPPED if any(True for _ in asked(form.parts))]


def some_data(maker: Maker) -> dict[str, Any]:
    """Return typed data for the fields of the probe, as conditions see them."""
    texts = (None, "a", "ab", "甲", "租住", "é", "😀", "10", "b", "县", "x y", '"')
    days = (None, date(2026, 2, 28), date(2026, 3, 1), date(2027, 1, 1))
    return {
        "n": maker.one(None, 0, 1, -1, Decimal("0.1"), Decimal("0.3"), 100, Decimal("99.99")),
        "数": maker.one(None, 0, 5, Decimal("2.5"), 10**14),
        "k": maker.one(None, 0, 1, 2, 3, 50, -50, 100),
        "s": maker.one(*texts),
        "文": maker.one(*texts),
        "b": maker.one(None, True, False),
        "d": maker.one(*days),
        "e": maker.one(*days),
        "l": maker.one(None, [], ["a"], ["a", "县"], ["b", "10"]),
        "p": maker.one(None, {"place": "甲"}),
        "g": {"s": maker.one(*texts)},
        "r": [{"n": 1}] * maker.one(0, 1, 2),
    }


def some_expression(maker: Maker) -> str:
    """Return an expression of the dialect, as somebody may write it."""
    while True:
        way = maker.random.random()
        text = maker.yes_no(NAMES) if way < 0.8 else maker.number(NAMES, 2)
        text = maker.spaced(text if way < 0.9 else maker.text(NAMES, 2))
        try:
            AGREEMENT.sort(compile_expression(text), ())
        except (Outside, FeelSyntaxError):
            continue
        return text


def disagreeing(node: Answers, seed: int, count: int) -> list[tuple[Any, ...]]:
    """Return random expressions on which the two differ, with both answers and the data."""
    maker = Maker(seed, bare=0.4)
    texts = [some_expression(maker) for _ in range(count)]
    datas = [some_data(maker) for _ in range(count)]
    answers = expression_answers(node, texts, datas)
    return [
        (text, ours, theirs, data)
        for (text, ours, theirs), data in zip(answers, datas, strict=True)
        if ours != theirs
    ]


def some_submissions(maker: Maker, count: int) -> list[Submission]:
    """Return random forms that load, with answers and what earlier steps left."""
    found: list[Submission] = []
    while len(found) < count:
        form = Form("demo.random", maker.form(), "demo")
        try:
            components = form.parts and shown_schema(form)["components"]
        except BadForm:
            continue
        found += [submission(form, components, maker) for _ in range(2)]
    return found


def submission(form: Form, components: Any, maker: Maker) -> Submission:
    known = typed(form, maker.answers(components)) if maker.random.random() < 0.5 else {}
    return Submission(form, maker.answers(components), known)
