"""The least a plugin tests: its forms load, its rules say what their examples say."""

from pathlib import Path

import pytest

from engine import load_forms, load_rules
from engine.dmn import play_examples, rules_covered
from engine.forms import check_form

PLUGIN = str(Path(__file__).parents[1] / "plugin.py")


@pytest.mark.parametrize("form", load_forms(PLUGIN), ids=lambda form: form.id)
def test_a_form_leaves_nothing_to_be_desired(form):
    assert [text.say("en") for text in check_form(form)] == []


@pytest.mark.parametrize("rule", load_rules(PLUGIN), ids=lambda rule: rule.id)
def test_every_row_of_a_rule_has_an_example_that_comes_true(rule):
    examples = rule.examples.read_text("utf-8")
    rows = rule.path.read_text("utf-8").count("<rule ")
    assert play_examples(rule.model, rule.decision, examples) == []
    assert rules_covered(rule.model, rule.decision, examples) == set(range(1, rows + 1))
