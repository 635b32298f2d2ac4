"""The guard rails of DOMAIN §5a: who is never scored, and what can never be a ground."""

import csv
import json
from pathlib import Path

import pytest
from lxml import etree

from engine import Case, Community, Refused, data_of, today
from engine.models import Procedure
from engine.procedures import latest
from engine.terms import share_terms
from plugins.self_discipline import credit, standing, subjects
from plugins.self_discipline.plugin import settings
from plugins.self_discipline.records import (
    EVENT_TYPES,
    SUBJECT_KINDS,
    CreditEvent,
    CreditFile,
    CreditStep,
    GradeNote,
)

HOUSE = Path(__file__).parents[3]
DIAGRAMS = HOUSE / "workflows" / "self_discipline"
RULES = Path(__file__).parents[1] / "rules"
SHOP = "92110107MADEM00013"
FORBIDDEN = ("petition", "complaint", "persua", "grade", "family", "resident", "person")
BPMN = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL"}
OWN = "{urn:gucheng:bpmn:1}"
FINE = {
    "severity": "ordinary",
    "delta": -8,
    "publish": True,
    "least": 3,
    "most": 12,
    "law_least": "CR-PUB-LEAST",
    "law_most": "CR-PUB",
    "restore": 0.5,
}
BAN = {**FINE, "severity": "serious", "delta": -30, "least": 12, "most": 36}
BAN |= {"law_least": "CR-PUB-GRAVE-LEAST", "law_most": "CR-PUB-GRAVE"}


@pytest.fixture
def case(demo) -> Case:
    procedure = Procedure.get(Procedure.key == "credit_record")
    values = {setting.key: setting.default for setting in settings()}
    return Case.create(
        number="self_discipline-202604-CM-07-00001",
        title="",
        procedure=procedure,
        version=latest(procedure),
        community=Community.get(Community.code == "CM-07"),
        terms=share_terms(["core", "self_discipline"], values),
    )


def decision(**more: object) -> dict[str, object]:
    return {
        "decision_no": "罚〔2026〕1号",
        "subject": "示例商户001",
        "uscc": SHOP,
        "subject_kind": "sole_trader",
        "event_type": "fine",
        "organ": "区市场监督管理局",
        "matter": "market",
        "legal_basis": "某条例第十条",
        "decided_at": today(),
        **more,
    }


def test_a_natural_person_gets_no_file(case):
    with pytest.raises(Refused, match="自然人不计分"):
        subjects.file_for(case, "000000000000000000", "张某", "sole_trader")
    with pytest.raises(Refused, match="自然人不计分"):
        subjects.file_for(case, SHOP, "张某", "natural_person")
    assert CreditFile.select().count() == 0
    assert "person" not in dict(SUBJECT_KINDS)


@pytest.mark.parametrize("missing", ["decision_no", "legal_basis"])
def test_an_adverse_event_without_document_or_ground_is_refused(case, missing):
    with pytest.raises(Refused, match="生效文书、法律依据和决定理由"):
        credit.write_event(case, decision(**{missing: None}), FINE, 3, "文书生效")
    assert CreditEvent.select().count() == 0


def test_an_adverse_event_that_nobody_decided_is_refused(case):
    with pytest.raises(Refused, match="决定理由"):
        credit.write_event(case, decision(), FINE, 3, decision_reason=None)


def test_no_organisation_is_dishonest_without_a_list_set_by_law(case):
    said = credit.write_event(case, decision(event_type="ban"), BAN, 12, "文书生效")
    assert (said["list_now"], CreditFile.get().legal_list) == ("watch", "")


def test_a_dishonest_organisation_always_has_the_link_to_the_list_set_by_law(case):
    listed = {"name": "某名单", "basis": "某条例第一条", "link": "https://example.gov.cn"}
    said = credit.write_event(case, decision(event_type="ban"), BAN, 12, "文书生效", listed)
    assert said["list_now"] == "dishonest"
    assert CreditFile.get().legal_list.startswith("某名单 · 某条例第一条")


def test_the_list_of_a_fine_never_comes_from_a_list_somebody_wrote_beside_it(case):
    listed = {"name": "某名单", "basis": "无", "link": "https://example.gov.cn"}
    credit.write_event(case, decision(), FINE, 3, "文书生效", listed)
    assert CreditEvent.get().legal_list == ""


@pytest.mark.parametrize("rule", ["credit_change", "credit_list", "repair_eligible"])
def test_no_decision_reads_petitions_complaints_grades_or_families(rule):
    text = (RULES / f"{rule}.csv").read_text("utf-8").splitlines()
    inputs = [name for name in next(csv.reader(text)) if not name.startswith("=>")]
    assert inputs
    assert not [name for name in inputs if any(word in name for word in FORBIDDEN)]


def test_no_kind_of_event_is_about_petitions_grades_or_families():
    codes = [code for code, _ in EVENT_TYPES]
    assert not [code for code in codes if any(word in code for word in FORBIDDEN)]


def test_a_grade_of_the_three_guarantees_changes_no_score_and_no_list(case):
    subjects.note_grade(case, SHOP, "2026Q1", "D", "示例商户001", "sole_trader", 40)
    file = CreditFile.get()
    assert (file.score, file.list) == (80, "ordinary")
    assert (GradeNote.select().count(), CreditEvent.select().count()) == (1, 0)


def test_a_step_of_a_file_is_never_changed_and_never_deleted(case):
    subjects.file_for(case, SHOP, "示例商户001", "sole_trader")
    step = CreditStep.get()
    step.note = "改写"
    with pytest.raises(Refused, match="只能追加"):
        step.save()
    with pytest.raises(Refused, match="不能删除"):
        step.delete_instance()


@pytest.mark.parametrize(
    ("procedure", "rule", "deed"),
    [
        ("credit_record", "judge_list", "write_event"),
        ("credit_record", "judge_change", "write_event"),
        ("credit_repair", "judge_repair", "refuse_repair"),
    ],
)
def test_between_an_adverse_table_and_its_effect_a_person_decides_with_reasons(
    procedure, rule, deed
):
    """Every path on which an adverse result goes on meets a person who must give reasons."""
    tree = etree.parse(DIAGRAMS / f"{procedure}.bpmn")
    flows: dict[str, list[str]] = {}
    for flow in tree.iterfind(".//b:sequenceFlow", BPMN):
        condition = flow.findtext("b:conditionExpression", "", BPMN)
        if condition == 'change.severity = "none"':  # what is not adverse needs nobody
            continue
        flows.setdefault(flow.get("sourceRef"), []).append(flow.get("targetRef"))
    deciders = {
        task.get("id")
        for task in tree.iterfind(".//b:userTask", BPMN)
        if asks_reasons(task.get(f"{OWN}form"))
    }
    assert deciders
    seen, todo = set(), [rule]
    while todo:
        here = todo.pop()
        if here not in seen and here not in deciders:
            seen.add(here)
            todo += flows.get(here, [])
    assert deed not in seen


def asks_reasons(form: str) -> bool:
    """Must whoever fills in a form both choose and give reasons?"""
    path = RULES.parent / "forms" / f"{form.partition('.')[2]}.form"
    keys = {one.get("key") for one in json.loads(path.read_text("utf-8"))["components"]}
    return bool(keys & {"decision_reason", "reply_reason"})


def test_an_adverse_record_stops_counting_when_its_period_is_over(case):
    credit.write_event(case, decision(), FINE, 3, "文书生效")
    event, file = CreditEvent.get(), CreditFile.get()
    assert (file.score, file.list) == (72, "watch")
    later = event.effect_to.replace(year=event.effect_to.year + 1)
    assert standing.standing_of(file, 80, later).score == 80


def test_what_must_be_shown_at_least_by_law_is_shown_that_long(case):
    """CR-PUB-LEAST holds from April 2026; a person can choose no less than three months."""
    entered = decision(decided_at=today())
    credit.write_event(case, entered, FINE, 1, "文书生效")
    event = CreditEvent.get()
    months = (event.publicity_to.year - event.publicity_from.year) * 12
    assert months + event.publicity_to.month - event.publicity_from.month == 3


def test_a_case_holds_the_reasons_it_was_decided_for(case):
    credit.write_event(case, decision(), FINE, 3, "文书生效，主体无异议")
    assert CreditEvent.get().reason == "文书生效，主体无异议"
    assert data_of(case) == {}
