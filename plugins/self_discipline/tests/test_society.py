"""Honours, promises and newcomers: what must not happen to them comes first."""

from datetime import date

import pytest

from engine import Case, Community
from engine.models import Procedure
from engine.procedures import latest
from engine.terms import share_terms
from plugins.self_discipline import commends, newcomers, promises, subjects
from plugins.self_discipline.plugin import settings
from plugins.self_discipline.records import (
    Candidate,
    Commend,
    CreditEvent,
    CreditFile,
    GradeNote,
    Migrant,
    Promise,
)

SHOP = "92110107MADEM00013"
GOOD = {"severity": "none", "delta": 5, "publish": False, "least": 0, "most": 0, "restore": 0}


def case_of(key: str, number: int, code: str = "CM-07") -> Case:
    procedure = Procedure.get(Procedure.key == key)
    values = {setting.key: setting.default for setting in settings()}
    return Case.create(
        number=f"self_discipline-202604-{code}-{number:05d}",
        title="",
        procedure=procedure,
        version=latest(procedure),
        community=Community.get(Community.code == code),
        terms=share_terms(["core", "self_discipline"], values),
    )


def trusted(case: Case) -> CreditFile:
    """A file that fulfils the conditions of the honest list."""
    file = subjects.file_for(case, SHOP, "示例商户001", "sole_trader")
    file.known_since = date(2020, 1, 1)
    file.save()
    for number in (1, 2):
        CreditEvent.create(
            case=case,
            community=file.community,
            file=file,
            event_no=f"{case.number}-E{number}",
            type="commended",
            severity="none",
            delta=5,
            state="recorded",
        )
    return file


def test_a_person_who_won_an_award_is_honoured_and_has_no_file(demo):
    case = case_of("honest_commend", 1)
    award = {"award_no": "A-1", "winner": "张某", "kind": "好邻居", "uscc": None}
    assert commends.commend(case, GOOD, award=award) == {"commended": []}
    assert (Commend.get().subject, Commend.get().uscc) == ("张某", "")
    assert (CreditFile.select().count(), CreditEvent.select().count()) == (0, 0)


def test_who_has_grades_needs_three_good_quarters(demo):
    case = case_of("honest_commend", 1)
    file = trusted(case)
    assert commends.has_good_grades(file)
    for quarter in ("2025Q3", "2025Q4", "2026Q1"):
        assert commends.has_good_grades(file) is (quarter == "2025Q3")
        GradeNote.create(case=case, community=file.community, file=file, quarter=quarter, grade="A")
    assert commends.has_good_grades(file)


def test_a_candidate_of_another_community_is_not_listed(demo):
    trusted(case_of("honest_commend", 1))
    there = case_of("honest_commend", 2, "CM-08")
    assert commends.list_candidates(there)["candidate_count"] == 0
    assert Candidate.select().count() == 0


def test_a_candidate_whose_credit_stands_is_not_struck_out(demo):
    case = case_of("honest_commend", 1)
    trusted(case)
    assert commends.list_candidates(case)["candidate_count"] == 1
    commends.strike_candidate(case, SHOP)
    assert commends.struck(case, [SHOP]) == []


def test_a_promise_that_was_not_kept_costs_nothing(demo):
    case = case_of("social_promise", 1)
    promises.register_promise(case, SHOP, "示例商户001", "sole_trader", "清扫", date(2026, 4, 1))
    said = promises.settle_promise(case, False, GOOD)
    assert said == {"points": 0, "score": 80}
    assert (Promise.get().state, CreditEvent.select().count()) == ("lapsed", 0)


def test_a_person_cannot_promise_points_for_itself(demo):
    case = case_of("social_promise", 1)
    said = promises.register_promise(case, "", "张某", "sole_trader", "清扫", date(2026, 4, 1))
    assert (said, CreditFile.select().count()) == ({"promise_no": None}, 0)


def test_of_a_newcomer_who_left_only_numbers_remain(demo):
    case = case_of("migrant_service", 1)
    newcomers.register_migrant(
        case, "李某某", "3号院", date(2025, 8, 1), "work", phone="000-1111-2222", landlord="王某"
    )
    newcomers.archive_migrant(case)
    kept = Migrant.get()
    assert (kept.name, kept.phone, kept.landlord, kept.address) == ("李**", "", "", "—")
    assert kept.delete_after == date(2027, 3, 4)


@pytest.mark.parametrize("field", ["score", "points", "rating", "level", "credit"])
def test_nothing_of_a_newcomer_is_a_judgement(field):
    assert not [name for name in Migrant._meta.fields if field in name]
