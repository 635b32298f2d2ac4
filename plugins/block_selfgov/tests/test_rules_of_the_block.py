"""What the actions of the plugin refuse and reckon, without a diagram around them."""

from datetime import date

import pytest

from engine import Account, Case, Community, Refused, Task, community_of
from engine.models import Procedure
from engine.procedures import latest
from engine.terms import share_terms
from plugins.block_selfgov import blocks, committees, guarantees, known, registry
from plugins.block_selfgov.quarters import before, bounds, later, quarter_of
from plugins.block_selfgov.records import (
    Block,
    DutyLetter,
    GuaranteeCheck,
    GuaranteeQuarter,
    Merchant,
)


def case_in(code: str, number: int = 1) -> Case:
    procedure = Procedure.get(Procedure.key == "three_guarantees")
    return Case.create(
        number=f"block_selfgov-202603-{code}-{number:05d}",
        title="",
        procedure=procedure,
        version=latest(procedure),
        community=community_of(code),
        terms=share_terms(["core", "block_selfgov"], {}),
    )


CANDIDATES = [{"candidate": name, "qualified": "yes"} for name in "甲乙丙丁戊己庚"]


@pytest.mark.parametrize(
    ("present", "votes", "stands"),
    [
        (20, 20, False),  # half of forty shops is not more than half
        (21, 20, True),
        (21, 10, False),  # half of twenty votes is not more than half
        (21, 11, True),
    ],
)
def test_an_election_needs_more_than_half_of_the_shops_and_of_the_votes(
    demo, present, votes, stands
):
    tally = [
        {"elected": name, "elected_shop": "M-001", "votes": votes} for name in "甲乙丙丁戊己庚"
    ]
    found = committees.count_votes(case_in("BL-GCXJ"), 40, present, 20, 7, 0, CANDIDATES, tally)
    assert found["election_stands"] is stands


def test_who_is_not_qualified_is_not_elected(demo):
    fit = [*CANDIDATES[:6], {"candidate": "庚", "qualified": "no"}]
    tally = [{"elected": name, "elected_shop": "M-001", "votes": 20} for name in "甲乙丙丁戊己庚"]
    found = committees.count_votes(case_in("BL-GCXJ"), 40, 30, 20, 7, 0, fit, tally)
    assert "庚" not in [one["name"] for one in found["elected"]]
    assert found["election_stands"] is False


def test_a_charter_is_never_written_over(demo):
    case = case_in("BL-GCXJ")
    with pytest.raises(Refused, match="第1版"):
        committees.adopt_charter(case, "BL-GCXJ", 1, ["…"], 30, 5, 5, case.started_at)


def test_a_shop_stands_on_the_roll_of_one_block_only(demo):
    shop = Merchant.get(Merchant.block_code == "BL-GCNL")
    row = {"uscc": shop.uscc, "shop": "同一家店", "shop_community": "CM-07"}
    with pytest.raises(Refused, match="BL-GCNL"):
        registry.enrol(case_in("BL-GCXJ"), community_of("BL-GCXJ"), [row])


def test_a_new_community_of_a_block_gets_a_part_that_only_it_sees(demo):
    block = community_of("BL-GCXJ")
    (part,) = registry.share(block, ["CM-10"])
    assert (part.code, part.level, part.parent.code) == ("BL-GCXJ-P3", "PT", "BL-GCXJ")
    assert blocks.part_for(block, community_of("CM-10")) == part
    assert registry.share(block, ["CM-10"]) == [part]  # once


def test_a_block_of_the_register_is_brought_up_to_date_and_not_doubled(demo):
    block = community_of("BL-GCXJ")
    registry.register(case_in("BL-GCXJ"), block, "东至甲路，南至乙路，西至丙路，北至丁路", True)
    assert Block.get(Block.block_code == "BL-GCXJ").merchants == 40


def test_a_review_needs_a_registered_block(demo):
    with pytest.raises(Refused, match="BL-NONE"):
        committees.read_setup(case_in("SD-GC"), "BL-NONE", "review")


def test_a_shop_that_is_not_on_the_roll_is_refused(demo):
    with pytest.raises(Refused, match="M-099"):
        blocks.shop("BL-GCXJ", "M-099")


def test_a_shop_has_one_account_a_quarter(demo):
    case = case_in("BL-GCXJ")
    guarantees.open_account(case, "BL-GCXJ", "M-012")
    left = guarantees.open_quarter(case, "BL-GCXJ")["accounts"]
    assert len(left) == 39
    assert "M-012" not in [one["merchant_code"] for one in left]


@pytest.mark.parametrize(
    ("grade", "every"), [("A", "2MON"), ("B", "1MON"), ("C", "15D"), ("D", "7D")]
)
def test_the_last_grade_says_how_often_a_shop_is_looked_at(demo, grade, every):
    account(grade=grade, quarter="2025Q4", score=1)
    opened = guarantees.open_account(case_in("BL-GCXJ"), "BL-GCXJ", "M-012")
    assert opened["check_every"] == every


def account(**values: object) -> GuaranteeQuarter:
    shop = blocks.shop("BL-GCXJ", "M-012")
    common = {"block_code": "BL-GCXJ", "merchant_code": "M-012", "merchant": shop.name}
    given = {"community": shop.community, "scheme": "BJ2026", **common, **values}
    return GuaranteeQuarter.create(**given)


def test_credit_may_bring_the_next_check_forward_but_never_put_it_off(demo):
    case = case_in("BL-GCXJ")
    kept = account(case=case, quarter="2026Q1", next_check=date(2026, 3, 10))
    guarantees.hear_credit(case, "1MON", "watch")  # 6 March and 15 days is later
    assert GuaranteeQuarter.get_by_id(kept.id).next_check == date(2026, 3, 10)
    kept.next_check = date(2026, 4, 20)
    kept.save()
    guarantees.hear_credit(case, "1MON", "dishonest")
    assert GuaranteeQuarter.get_by_id(kept.id).next_check == date(2026, 3, 13)


def test_a_refused_letter_is_counted_and_replaced_by_a_signed_one(demo):
    case = case_in("BL-GCXJ")
    account(case=case, quarter="2026Q1")
    said = ("BL-GCXJ", "M-012", "BJ2026", "东侧", 0, 8, case.started_at)
    guarantees.sign_letter(case, *said, "refused")
    assert guarantees.collect_quarter(case)["codes"] == ["REF01"]
    guarantees.sign_letter(case, *said, "yes", "赵永康", case.started_at)
    assert DutyLetter.get().refused is False
    assert guarantees.collect_quarter(case)["codes"] == []


def test_checks_of_another_quarter_do_not_count(demo):
    case = case_in("BL-GCXJ")
    account(case=case, quarter="2026Q1")
    shop = blocks.shop("BL-GCXJ", "M-012")
    for quarter, code in (("2025Q4", "SAF01"), ("2026Q1", "HYG03")):
        GuaranteeCheck.create(
            community=shop.community,
            block_code="BL-GCXJ",
            merchant_code="M-012",
            merchant=shop.name,
            quarter=quarter,
            checked_on=bounds(quarter)[0],
            checker="谢佳宁",
            deductions=[code],
        )
    assert guarantees.collect_quarter(case)["codes"] == ["HYG03"]


def test_a_community_without_a_block_has_none(demo):
    assert blocks.read_block(case_in("CM-15"))["block_code"] is None
    found = blocks.read_block(case_in("CM-07", 2))
    assert (found["block_code"], found["home_community"]) == ("BL-GCXJ", "CM-06")
    assert len(found["merchants"]) == 40


def test_no_code_of_the_demo_can_be_real(demo):
    assert {one.uscc[2:8] for one in Merchant.select()} == {"000000"}
    assert all(one.demo and one.phone.startswith("000-") for one in Merchant.select())


def test_quarters_and_months_end_where_they_should():
    assert quarter_of(date(2026, 3, 31)) == "2026Q1"
    assert bounds("2026Q4") == (date(2026, 10, 1), date(2027, 1, 1))
    assert before("2026Q1") == "2025Q4"
    assert later(date(2026, 1, 31), "1MON") == date(2026, 2, 28)
    assert later(date(2026, 12, 15), "2MON") == date(2027, 2, 15)
    with pytest.raises(Refused):
        bounds("2026Q5")


def test_every_part_of_the_demo_is_seen_by_its_community_only(demo):
    codes = {row.code for row in Community.select().where(Community.level == "PT")}
    assert codes == {f"{block}-P{n}" for block in ("BL-GCXJ", "BL-GCNL") for n in (1, 2)}


def test_a_patrol_begins_with_the_group_of_who_holds_it(demo):
    begun = {"xie.jianing": {"group": "environment"}, "tang.guoqing": {}}
    for username, expected in begun.items():
        person = Account.get(Account.username == username).person
        assert known.answers(Task(form="block_selfgov.patrol", claimed_by=person)) == expected
    assert known.answers(Task(form="block_selfgov.patrol", claimed_by=None)) == {}
