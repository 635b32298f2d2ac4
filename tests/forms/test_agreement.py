"""The browser's answer is the server's: feelin and the viewer's own code run beside the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.feel import compile_expression
from engine.forms import BadForm, Form, load_forms, shown_schema
from engine.forms.agreement import asked
from tests.forms.agreeing import (
    NAMES,
    Submission,
    browser,
    differences,
    expression_answers,
    plain,
    typed,
)
from tests.forms.making import Maker
from tests.node import Answers

PLUGINS = sorted((Path(__file__).parents[2] / "plugins").glob("*/plugin.py"))
SHIPPED = [form for plugin in PLUGINS for form in load_forms(str(plugin))]
CONDITIONAL = [form for form in SHIPPED if any(True for _ in asked(form.parts))]


@pytest.fixture(scope="module")
def node() -> Iterator[Answers]:
    with browser() as answers:
        yield answers


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
    way = maker.random.random()
    if way < 0.8:
        return maker.yes_no(NAMES)
    return maker.number(NAMES, 2) if way < 0.9 else maker.text(NAMES, 2)


def disagreeing(node: Answers, seed: int, count: int) -> list[tuple[Any, ...]]:
    maker = Maker(seed)
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


@pytest.mark.parametrize("seed", range(4))
def test_expressions_of_the_dialect_mean_the_same_on_both_sides(node: Answers, seed: int) -> None:
    assert disagreeing(node, seed, 1000) == []


@pytest.mark.parametrize("seed", range(4))
def test_random_forms_settle_alike_on_both_sides(node: Answers, seed: int) -> None:
    assert differences(node, some_submissions(Maker(seed), 250)) == []


@pytest.mark.parametrize("form", CONDITIONAL, ids=lambda form: form.id)
def test_every_form_that_ships_settles_alike_on_both_sides(node: Answers, form: Form) -> None:
    maker = Maker(7)
    components = shown_schema(form)["components"]
    assert differences(node, [submission(form, components, maker) for _ in range(120)]) == []


def test_there_are_forms_with_conditions() -> None:
    assert len(CONDITIONAL) >= 5


def test_a_difference_would_be_seen(node: Answers) -> None:
    ours = compile_expression('n != "x"').evaluate({"n": 1})
    (theirs,) = node.ask([{"text": 'n != "x"', "data": {"n": 1}}])
    assert plain(ours) != plain(theirs)
