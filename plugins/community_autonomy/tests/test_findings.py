"""What becomes of old neighbours' findings, on both databases."""

from datetime import date

import pytest

from engine import Case, Community, Refused
from plugins.community_autonomy import figures, findings
from plugins.community_autonomy.records import Persuader, Visit

from .test_problems import case_in, everywhere, only


def found_in(code: str, number: int, **more: object) -> Case:
    case = case_in(code, number, {"community_autonomy.visit_minutes": 60})
    findings.open_finding(case, "楼前堆物", "road_goods", **more)
    return case


def visit(case: Case, *names: str, number: int = 1) -> None:
    people = [{"id": None, "name": name} for name in names]
    findings.record_visit(case, number, "remind", people, "cooperative", date(2026, 3, 11))


def test_one_persuader_alone_makes_no_visit(demo):
    case = found_in("CM-07", 1)
    with pytest.raises(Refused):
        visit(case, "徐大伟")
    with pytest.raises(Refused):
        visit(case, "徐大伟", "徐大伟")
    assert Visit.select().count() == 0


def test_goods_put_away_are_no_structure_removed(demo):
    case = found_in("CM-07", 1, structure=False)
    assert findings.count_removed(case, False, True) == {"counted_removed": False}
    assert figures.removed(everywhere()) == 363


def test_a_structure_removed_by_persuasion_is_added_to_the_baseline(demo):
    case = found_in("CM-07", 1, structure=True)
    findings.count_removed(case, True, True)
    assert figures.removed(everywhere()) == 364
    assert (figures.removed(only("CM-07")), figures.removed(only("CM-08"))) == (1, 0)


def test_consent_counts_only_where_hardship_was_seen(demo):
    case = found_in("CM-07", 1)
    people = [{"id": None, "name": "徐大伟"}, {"id": None, "name": "高建国"}]
    findings.record_visit(case, 1, "remind", people, "refusing", None, False, True)
    assert Visit.get().consent is False


def test_hours_go_to_those_of_the_roster_and_are_told_of_the_others(demo):
    case = found_in("CM-07", 1)
    Persuader.create(
        community=Community.get(Community.code == "CM-07"),
        team="CM-07-T1",
        badge_no="07-001",
        name="徐大伟",
    )
    visit(case, "徐大伟", "高建国")
    visit(case, "徐大伟", "高建国", number=2)
    said = findings.credit_hours(case)
    assert said["hours_total"] == 4
    assert [(one["name"], one["badge_no"]) for one in said["volunteers"]] == [
        ("徐大伟", "07-001"),
        ("高建国", ""),
    ]
    assert Persuader.get().minutes == 120
    assert figures.active_persuaders(everywhere()) == 100.0


def test_two_of_one_name_get_nobodys_hours(demo):
    case = found_in("CM-07", 1)
    here = Community.get(Community.code == "CM-07")
    for number in (1, 2):
        Persuader.create(community=here, team="T", badge_no=f"07-00{number}", name="徐大伟")
    visit(case, "徐大伟", "高建国")
    findings.credit_hours(case)
    assert {row.minutes for row in Persuader.select()} == {0}
