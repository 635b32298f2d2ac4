"""The browser's answer is the server's: feelin and the viewer's own code run beside the engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.feel import compile_expression
from engine.forms import Form, shown_schema
from tests.forms.agreeing import (
    CONDITIONAL,
    browser,
    differences,
    disagreeing,
    plain,
    some_submissions,
    submission,
)
from tests.forms.making import Maker
from tests.node import Answers


@pytest.fixture(scope="module")
def node() -> Iterator[Answers]:
    with browser() as answers:
        yield answers


@pytest.mark.parametrize("seed", range(4))
def test_expressions_of_the_dialect_mean_the_same_on_both_sides(node: Answers, seed: int) -> None:
    assert disagreeing(node, seed, 1000) == []


@pytest.mark.parametrize("seed", range(4))
def test_random_forms_settle_alike_on_both_sides(node: Answers, seed: int) -> None:
    assert differences(node, some_submissions(Maker(seed, bare=0.3), 250)) == []


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
