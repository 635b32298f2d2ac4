"""What the files of every plugin must hold to, in both languages."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine import (
    brought_by,
    everything,
    hooks_for,
    installed_plugins,
    out_of_bounds,
    plugin_folder,
)
from engine.dmn import check_table, play_examples, rules_covered
from engine.forms import check_form
from engine.forms.form import read_options

PLUGINS = sorted(installed_plugins())
BROUGHT = brought_by(everything())
WORKFLOWS = Path(__file__).parents[3] / "workflows"
DIAGRAMS = sorted(path for name in PLUGINS for path in (WORKFLOWS / name).glob("*.bpmn"))
LEVELS = {"SD", "CM", "BL", "GR", "CA", "OWN", "NONE"}
GUCHENG = "{urn:gucheng:bpmn:1}"
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("form", BROUGHT.forms.values(), ids=str)
def test_a_form_leaves_nothing_to_be_desired(form):
    assert [text.say("en") for text in check_form(form)] == []


@pytest.mark.parametrize("rule", BROUGHT.rules.values(), ids=lambda rule: rule.id)
def test_every_row_of_a_rule_has_an_example_and_every_example_comes_true(rule):
    examples = rule.examples.read_text("utf-8")
    rows = rule.path.read_text("utf-8").count("<rule ")
    assert play_examples(rule.model, rule.decision, examples) == []
    assert rules_covered(rule.model, rule.decision, examples) == set(range(1, rows + 1))


@pytest.mark.parametrize("rule", BROUGHT.rules.values(), ids=lambda rule: rule.id)
def test_every_row_of_a_rule_cites_where_it_comes_from(rule):
    notes = etree.parse(rule.path).findall(".//{*}rule/{*}annotationEntry/{*}text")
    assert all(re.match(r"\[(S|P|\?(: \w+( \d+)?)?|L: \w+ \d+)\]", note.text) for note in notes)
    assert len(notes) == rule.path.read_text("utf-8").count("<rule ")


@pytest.mark.parametrize("rule", BROUGHT.rules.values(), ids=lambda rule: rule.id)
def test_a_rule_has_no_gap_and_no_clash(rule):
    assert [found.text.say("en") for found in check_table(rule.model, rule.decision)] == []


@pytest.mark.parametrize("diagram", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_names_roles_that_exist(diagram):
    named = {
        role
        for node in etree.parse(diagram).iter()
        for attribute in ("role", "starters")
        for role in (node.get(GUCHENG + attribute) or "").split()
    }
    assert named
    assert named <= set(BROUGHT.roles)


def test_roles_are_held_at_a_known_level():
    assert {role.level for role in BROUGHT.roles.values()} <= LEVELS


def test_a_setting_passes_its_own_bounds_but_nothing_beyond_them():
    for setting in BROUGHT.settings.values():
        assert out_of_bounds(setting, setting.default) is None, setting.key
        if setting.least is not None:
            assert out_of_bounds(setting, setting.least - 1), setting.key
        if setting.most is not None:
            assert out_of_bounds(setting, setting.most + 1), setting.key
        if setting.choices:
            assert out_of_bounds(setting, "别的"), setting.key


# -- both languages -------------------------------------------------------------------------


@pytest.mark.parametrize("plugin", PLUGINS)
def test_every_chinese_phrase_has_its_english(plugin):
    known = phrases_of(plugin)
    assert sorted(said_by(plugin) - set(known) - set(phrases_of("core"))) == []
    assert [zh for zh, en in known.items() if not en.strip() or CHINESE.search(en)] == []


@pytest.mark.parametrize("plugin", PLUGINS)
def test_no_english_is_left_over_from_a_phrase_that_is_gone(plugin):
    assert sorted(set(phrases_of(plugin)) - said_by(plugin) - words_of_records(plugin)) == []


def phrases_of(plugin: str) -> dict[str, str]:
    path = plugin_folder(plugin) / "locale" / "en.json"
    return json.loads(path.read_text("utf-8"))


def said_by(plugin: str) -> set[str]:
    """Return every Chinese phrase that a plugin's files show to people."""
    folder = plugin_folder(plugin)
    texts: set[str] = set()
    for path in (folder / "forms").glob("*.form"):
        texts |= set(strings(json.loads(path.read_text("utf-8"))))
    for path in (folder / "forms").glob("*.csv"):
        texts |= set(strings(read_options(path.parent, path.name)))
    for path in (folder / "rules").glob("*.dmn"):
        texts |= set(dmn_texts(path))
    for path in (WORKFLOWS / plugin).glob("*.bpmn"):
        texts |= set(diagram_texts(path))
    for row in settings_in(folder / "settings.toml"):
        texts |= {row.get("unit", ""), *row.get("choices", ())}
    texts |= {one.unit for some in hooks_for([plugin]).indicators() for one in some}
    for ledger in (one for some in hooks_for([plugin]).ledgers() for one in some):
        for column in ledger.shown:
            texts |= {column.head, *(words for _, words in column.field.choices or ())}
    return {text for text in texts if CHINESE.search(text)}


def words_of_records(plugin: str) -> set[str]:
    """Return heads and codes of all fields, those of no ledger too."""
    records = (one for some in hooks_for([plugin]).records() for one in some)
    fields = [field for record in records for field in record._meta.sorted_fields]
    words = {field.verbose_name or "" for field in fields}
    words |= {said for field in fields for _, said in field.choices or ()}
    folder = plugin_folder(plugin)
    for source in folder.glob("*.py"):  # what actions say
        words |= set(re.findall(r'"([^"\n]+)"', source.read_text("utf-8")))
    return words | {row.get("source", "") for row in settings_in(folder / "settings.toml")}


def settings_in(path: Path) -> list[dict[str, Any]]:
    return list(tomllib.loads(path.read_text("utf-8")).values()) if path.exists() else []


def strings(value: Any) -> Iterator[str]:
    """Yield the texts of a form: whatever is Chinese but no expression."""
    if isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str) and not value.startswith("="):
        yield value


def dmn_texts(path: Path) -> Iterator[str]:
    for node in etree.parse(path).iter():
        yield node.get("label") or ""
        yield node.get("name") or ""
    for tag in ("annotationEntry/{*}text", "description"):
        for node in etree.parse(path).findall(f".//{{*}}{tag}"):
            yield node.text or ""


def diagram_texts(path: Path) -> Iterator[str]:
    for node in etree.parse(path).iter():
        yield node.get("name") or ""
        if etree.QName(node).localname == "documentation":
            yield node.text or ""
