"""Each rule finds its bad diagram and leaves the good one alone."""

from __future__ import annotations

import pytest

from engine.bpmn import BadDiagram, Names, compile_process, lint
from engine.bpmn.lint import BPMN_RULES, HOUSE_RULES
from engine.procedures import known_names
from tests.bpmn.catalogue import PAGE, page
from tests.bpmn.lint_boxes import of, one
from tests.bpmn.lint_cases import CASES
from tests.bpmn.lint_house_cases import GOOD, HOUSE_CASES


def rules_of(xml: bytes, which: str, names: Names | None = None) -> set[str]:
    return {finding.rule for finding in lint(xml, which, names)}  # type: ignore[arg-type]


def test_every_rule_has_a_good_and_a_bad_diagram() -> None:
    assert {rule.__name__ for rule in BPMN_RULES} == set(CASES)
    assert {rule.__name__ for rule in HOUSE_RULES} == set(HOUSE_CASES)


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_of_the_standard_finds_its_bad_diagram(rule: str) -> None:
    good, bad = CASES[rule]
    assert [str(finding) for finding in lint(good, "bpmn")] == []
    findings = [finding for finding in lint(bad, "bpmn") if finding.rule == rule]
    assert findings
    for finding in findings:
        assert finding.text.say("zh") != finding.text.say("en")


@pytest.mark.parametrize("rule", [rule for rule in CASES if rule != "foreign_extensions"])
def test_what_a_rule_refuses_is_not_compiled(rule: str) -> None:
    with pytest.raises(BadDiagram):
        compile_process(CASES[rule][1])


@pytest.mark.parametrize("rule", CASES)
def test_what_passes_is_compiled(rule: str) -> None:
    assert compile_process(CASES[rule][0]).key == "proc"


@pytest.mark.parametrize("rule", HOUSE_CASES)
def test_a_rule_of_the_house_finds_its_bad_diagram(rule: str) -> None:
    assert lint(GOOD, "house") == []
    assert rule in rules_of(HOUSE_CASES[rule], "house")
    assert rule not in rules_of(HOUSE_CASES[rule], "bpmn")


def test_a_missing_deadline_is_only_a_warning() -> None:
    [finding] = lint(HOUSE_CASES["deadline"], "house")
    assert finding.severity == "warning"


@pytest.mark.parametrize("within", ["3 days", "3", "soon", " "])
def test_an_amount_of_time_that_cannot_be_counted_is_refused(within: str) -> None:
    xml = GOOD.replace(b'within="3WD"', f'within="{within}"'.encode())
    errors = [f for f in lint(xml, "house") if f.severity == "error"]
    assert [f.rule for f in errors] == ["deadline"]


def test_a_limit_that_the_register_does_not_hold_is_found() -> None:
    xml = GOOD.replace(b'within="3WD"', b'limit="XF-NONE"')
    [found] = [f for f in lint(xml, "house", Names(limits={"XF-DONE"})) if f.severity == "error"]
    assert (found.rule, found.text.values["value"]) == ("known_names", "XF-NONE")
    assert lint(xml.replace(b"XF-NONE", b"XF-DONE"), "house", Names(limits={"XF-DONE"})) == []


def test_nothing_is_due_by_an_amount_that_is_no_time() -> None:
    codes = known_names().limits
    assert codes is not None
    assert "XF-DONE" in codes
    assert not {"XF-REP", "QZ-DEMO"} & set(codes)


def test_names_that_nobody_brings_are_found() -> None:
    box = one("businessRuleTask", gucheng_decision="core.unknown")
    box.node("userTask", "u", gucheng_form="core.f", gucheng_role="grp_b").chain("x", "u", "e")
    xml = of(box)
    names = Names(
        forms={"core.issue"}, decisions=set(), actions=set(), roles={"grp_a"}, messages={"msg.ask"}
    )
    found = [f for f in lint(xml, "house", names) if f.rule == "known_names"]
    assert sorted((f.element, f.text.values["value"]) for f in found) == [
        ("u", "core.f"),
        ("u", "grp_b"),
        ("x", "core.unknown"),
    ]
    assert "known_names" not in rules_of(xml, "house", Names())


def test_a_finding_says_where_and_what() -> None:
    finding = next(f for f in lint(of(one("serviceTask", name="拨款")), "bpmn"))
    assert (finding.rule, finding.severity, finding.element, finding.name) == (
        "work_said",
        "error",
        "x",
        "拨款",
    )
    assert "拨款" in str(finding)


def test_the_page_of_rules_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.bpmn.catalogue"


def test_every_finding_names_an_element_or_the_file() -> None:
    for rule, (_, bad) in CASES.items():
        for finding in lint(bad, "bpmn"):
            assert finding.element or rule in ("executable", "ids_present"), str(finding)
