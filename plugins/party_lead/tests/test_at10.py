"""AT-10: task, inspection and appraisal (P1.1, P1.2), with what must not happen first.

The running part is told by the scenarios `reform_task` and `annual_appraisal`; they are played here
as they stand. Dates of the inspection, by the calendar `test_cal_2026`:

- task accepted on Monday 2026-03-02; the first daily inspection is due 30 days later, 2026-04-01
- 72 points, worst finding minor: rectify in 10 days → 2026-04-11 is a Saturday → Monday 2026-04-13
- 4 to 6 April are days off: the re-check (3 working days) is due on Tuesday 2026-04-07

The appraisal of the civil servant, weights 15/15/10/30/20/10 (D1.2):

    reform = 0.6 × 95 + 0.4 × 85 − 2 × 1 = 57 + 34 − 2 = 89
    total  = 13.5 + 13.2 + 9.2 + 25.8 + 17.8 + 9.5 = 89.0 → competent
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from engine import Community, Person, Refused, brought_by, everything, set_value, switch_plugin
from engine.checks import scenario_calendars
from engine.scenarios import play, read_scenarios
from plugins.party_lead import appraisals
from plugins.party_lead.records import Appraisal

from .conftest import case_in

WORKFLOWS = Path(__file__).parents[3] / "workflows" / "party_lead"
RULES = brought_by(everything()).rules
WEIGHTS = [name for name in brought_by(everything()).settings if "reform_weight" in name]


def decide(rule: str, **inputs: object) -> object:
    found = RULES[f"party_lead.{rule}"]
    return found.model.decide(found.decision, inputs).value


def story(file: str, words: str) -> None:
    """Play the scenario of a file whose title holds these words."""
    told = [one for one in read_scenarios(WORKFLOWS / f"{file}.scenario") if words in one.title]
    assert len(told) == 1
    play(told[0], scenario_calendars())


def round_of(totals: list[str]) -> list[Appraisal]:
    """Enter a round in which everybody is scored, in the order of the totals."""
    case = case_in("SD-GC", "annual_appraisal")
    people = Person.select().order_by(Person.id).limit(len(totals))
    return [
        Appraisal.create(
            case=case,
            community=case.community,
            data_class="C4",
            year=2026,
            round_no=case.number,
            person=person,
            person_name=person.name,
            staff_class="civil_servant",
            supervisor_name="王秀兰",
            total=Decimal(total),
            state="scored",
        )
        for person, total in zip(people, totals, strict=True)
    ]


# -- what must not happen --------------------------------------------------------------------


@pytest.mark.parametrize("key", WEIGHTS)
def test_the_reform_weight_cannot_be_set_to_nothing(demo, key):
    place = Community.get(Community.code == "SD-GC")
    for weight in (0, 9, 31):
        with pytest.raises(Refused):
            set_value(place, key, weight)
    set_value(place, key, 10)


def test_a_weight_of_nothing_finds_no_row_of_the_table():
    assert decide("appraisal_weights", staff_class="civil_servant", reform_weight=0) is None


def test_the_party_leads_everywhere_and_cannot_be_switched_off(demo):
    for place in Community.select():
        with pytest.raises(Refused, match=r"party_lead|党建统领"):
            switch_plugin(place, "party_lead", on=False)


def test_no_grade_is_written_before_the_committee_decides(demo):
    rows = round_of(["89.0"])
    appraisals.rank_round(rows[0].case)
    assert Appraisal.get_by_id(rows[0].id).grade is None
    with pytest.raises(Refused):
        appraisals.finish_appraisal(f"2026-{rows[0].person_id}")


def test_a_person_is_not_appraised_twice_in_one_year(demo):
    rows = round_of(["89.0"])
    again = {"person": {"id": str(rows[0].person_id), "name": rows[0].person_name}}
    with pytest.raises(Refused):
        appraisals.open_round(rows[0].case, 2026, [again])


# -- what happens ----------------------------------------------------------------------------


def test_72_points_and_a_minor_finding_are_rectified_in_ten_days_under_a_yellow_lamp():
    said = decide("inspection_follow_up", kind="daily", score=72, worst="minor", repeat=False)
    assert said == {"finding": "rectify", "limit_days": 10, "lamp": "yellow"}


def test_the_reform_item_is_89():
    assert appraisals.reform_item(95, 85, 1) == 89
    assert appraisals.reform_item(0, 0, 3) == 0


def test_the_fifth_of_24_is_competent_with_91_points(demo):
    # cap: floor(0.2 × 24) = floor(4.8) = 4; four have more than 91.2, so it ranks fifth
    rows = round_of(["95", "94", "93", "92", "91.2", *["80"] * 19])
    said = appraisals.rank_round(rows[0].case)
    fifth = said["candidates"][4]
    assert said["cap"] == 4
    assert (fifth["final_score"], fifth["rank"], fifth["within_cap"]) == (Decimal("91.2"), 5, False)
    graded = [
        decide(
            "appraisal_grade",
            veto=one["veto"],
            score=one["final_score"],
            within_cap=one["within_cap"],
        )
        for one in said["candidates"]
    ]
    assert graded == ["excellent"] * 4 + ["competent"] * 20


def test_who_has_the_same_total_has_the_same_rank(demo):
    rows = round_of(["95", "95", "90"])
    ranks = [one["rank"] for one in appraisals.rank_round(rows[0].case)["candidates"]]
    assert ranks == [1, 1, 3]


def test_the_task_is_inspected_rectified_rechecked_and_told_to_the_appraisal(demo):
    story("reform_task", "亮黄灯十日整改")


def test_the_appraisal_gives_89_and_only_the_committee_writes_a_grade(demo):
    story("annual_appraisal", "得89分")
