"""AT-04 of DOMAIN §13 from the first check to the quarter's grade, on both databases."""

from datetime import date
from pathlib import Path

import pytest

from engine import Account, Case, Holding, Person, Procedure, community_of, viewer_of
from engine.checks import scenario_calendars
from engine.scenarios import play, read_scenarios
from engine.scope import visible
from plugins.block_selfgov import figures
from plugins.block_selfgov.records import Block, GuaranteeQuarter, Merchant, Patrol
from plugins.self_discipline.records import CreditEvent, GradeNote

SCENARIO = Path(__file__).parent / "at04.scenario"


@pytest.fixture
def played(demo: None) -> None:
    (scenario,) = read_scenarios(SCENARIO)
    play(scenario, scenario_calendars(), keep=True)


def seen_by(username: str, table: type) -> set[str]:
    """Return the shops whose rows of a table a person finds."""
    viewer = viewer_of(Account.get(Account.username == username).person)
    rows = table.select().where(visible(viewer, table))
    return {row.merchant_code for row in rows if row.block_code == "BL-GCXJ"}


def test_the_quarter_is_graded_c_and_the_grade_is_no_credit_event(played):
    quarter = GuaranteeQuarter.get()
    assert (quarter.score, quarter.grade, quarter.deducted, quarter.bonus) == (74, "C", 29, 3)
    assert quarter.next_check == date(2026, 4, 16)  # half-monthly
    assert not quarter.published
    assert CreditEvent.select().count() == 0
    assert (GradeNote.get().grade, GradeNote.get().quarter) == ("C", "2026Q1")


def test_only_the_shop_its_community_and_the_block_see_it(played):
    assert Merchant.get(Merchant.account == "zhao.yongkang").community.code == "BL-GCXJ-P2"
    for table in (GuaranteeQuarter, Patrol):
        assert seen_by("tang.guoqing", table) == {"M-012"}  # the chair
        assert seen_by("zhao.yongkang", table) == {"M-012"}  # the shop
    mine = (Procedure.plugin == "block_selfgov", Case.title.contains("示例商户012"))
    cases = Case.select().join(Procedure).where(*mine)
    assert cases.count() == 3
    for name, found in ((seven(), 3), (six(), 0)):
        viewer = viewer_of(name)
        assert cases.where(visible(viewer)).count() == found
        assert len(list(Patrol.select().where(visible(viewer, Patrol)))) == (2 if found else 0)


def six() -> Person:
    return committee_member("CM-06")


def seven() -> Person:
    return committee_member("CM-07")


def committee_member(code: str) -> Person:
    held = (Holding.role == "grp_community_committee", Holding.community == community_of(code))
    return Holding.get(*held).person


def test_the_figures_follow(played):
    everywhere = frozenset(row.community_id for row in Merchant.select())
    assert figures.self_corrected(everywhere) == 50.0
    assert figures.escalated(everywhere) == 50.0
    assert figures.hours_to_correct(everywhere) == 66.3  # Friday 16:30 to Monday 10:50
    assert figures.good_grades(everywhere) == 0
    assert figures.patrols_by("environment")(everywhere) == 2
    # 1 of 3 checks with a deduction of hygiene, none of order; (50 % corrected + 1.2 % signed) / 2
    assert figures.health(everywhere) == round((35 * 66.7 + 35 * 100 + 30 * 25.6) / 100, 1)
    assert Block.get(Block.block_code == "BL-GCXJ").health_index == 66
