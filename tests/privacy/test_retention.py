"""What has been kept long enough is proposed, and erased only when a person agrees."""

from __future__ import annotations

from datetime import timedelta

import pytest

import engine.retention
from engine import (
    Case,
    NotFound,
    Refused,
    broken_links,
    claim_task,
    clock,
    complete_task,
    data_of,
    decide_disposal,
    disposals,
    history,
    hold_case,
    holds,
    lift_hold,
    package_of,
    propose,
    retention_rules,
    reveal,
    work_until_idle,
)
from engine.models import Disposal, EventValues, Job, Reading, Sensitive
from engine.personal import erase_personal
from engine.retention import RetentionRule, keep_proposing
from engine.text import Text
from tests.privacy.conftest import SECRET, Office, Welfare
from tests.privacy.test_at_rest import everything_stored

YEAR = timedelta(days=366)


def ended(town: Welfare, years: int) -> Case:
    """Return a case that ended so many years ago."""
    case = town.apply()
    claim_task(town.task(case).id, town.who("sun"))
    complete_task(town.task(case).id, town.who("sun"), {"opinion": "同意救助何翠花"})
    work_until_idle()
    complete_task(town.task(case, "visit").id, town.who("qian"), {})
    Case.update(ended_at=clock.now() - years * YEAR).where(Case.id == case.id).execute()
    found: Case = Case.get_by_id(case.id)
    return found


@pytest.fixture(autouse=True)
def _five_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sample's cases be kept for five years."""
    shipped = [one for one in retention_rules() if one.of != ("*",)]
    title = Text("救助", "Welfare")
    mine = RetentionRule(
        "aid", "procedure", ("aid",), title, 5, "Y", "ended_at", "delete", Text("[P]")
    )
    monkeypatch.setattr(engine.retention, "_rules", lambda plugins: (*shipped, mine))


def proposed(case: Case) -> int:
    propose()
    return int(Disposal.get(Disposal.case == case).id)


def test_what_has_not_been_kept_long_enough_is_not_proposed(town: Welfare) -> None:
    ended(town, 4)
    town.apply()
    assert propose() == 0


def test_nothing_is_erased_before_a_person_agrees(town: Welfare) -> None:
    case = ended(town, 6)
    number = proposed(case)
    assert propose() == 0
    assert data_of(Case.get_by_id(case.id))["diagnosis"] == SECRET[0]
    for username in ("sun", "qian", "shen", "han", "chen"):
        with pytest.raises(NotFound):
            decide_disposal(number, town.who(username), agrees=True)
    with pytest.raises(Refused, match="理由"):
        decide_disposal(number, town.who("feng"), agrees=False)
    decide_disposal(number, town.who("feng"), agrees=False, opinion="涉诉，继续保存")
    assert propose() == 0
    with pytest.raises(Refused, match="已经处理"):
        decide_disposal(number, town.who("feng"), agrees=True)


def test_an_erased_case_says_nothing_more_and_its_chain_is_whole(town: Welfare) -> None:
    case = ended(town, 6)
    follower = Case.get(Case.parent == case)
    complete_task(town.task(follower, "look").id, town.who("qian"), {})
    done = decide_disposal(proposed(case), town.who("feng"), agrees=True)
    assert done.erased == 5  # of seven lines, those that said something
    after = Case.get_by_id(case.id)
    assert data_of(after) == {}
    assert "何翠花" not in after.title
    assert not EventValues.select().where(
        EventValues.case == case, EventValues.sequence <= case.event_count
    )
    assert not Sensitive.select().where(Sensitive.case == case).exists()
    lines = history(after)
    assert [line.deed for line in lines][-1] == "disposed"
    assert lines[0].values is None
    assert list(broken_links(after)) == []
    about = "救助何翠花"
    assert not [text for text in everything_stored() if about in text]


def test_a_held_case_is_neither_proposed_nor_erased(town: Welfare) -> None:
    case = ended(town, 6)
    number = proposed(case)
    with pytest.raises(NotFound):
        hold_case(case, town.who("shen"), "诉讼")
    with pytest.raises(Refused, match="理由"):
        hold_case(case, town.who("feng"), " ")
    held = hold_case(case, town.who("feng"), "行政诉讼未结")
    with pytest.raises(Refused, match="已经冻结"):
        hold_case(case, town.who("feng"), "再次")
    with pytest.raises(Refused, match="冻结"):
        decide_disposal(number, town.who("feng"), agrees=True)
    other = ended(town, 6)
    hold_case(other, town.who("feng"), "行政诉讼未结")
    assert propose() == 0
    lift_hold(held.id, town.who("feng"), "判决已生效")
    assert [one.case_id for one in holds(town.who("chen"))] == [other.id]
    assert decide_disposal(number, town.who("feng"), agrees=True).agreed


def test_what_is_to_be_archived_must_have_been_packed(
    town: Welfare, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = Text("救助", "Welfare")
    mine = RetentionRule(
        "aid", "procedure", ("aid",), title, 5, "Y", "ended_at", "archive", Text("[P]")
    )
    monkeypatch.setattr(engine.retention, "_rules", lambda plugins: (mine,))
    case = ended(town, 6)
    number = proposed(case)
    with pytest.raises(Refused, match="档案包"):
        decide_disposal(number, town.who("feng"), agrees=True)
    package_of(case.id)
    assert decide_disposal(number, town.who("feng"), agrees=True).erased == 0
    assert data_of(Case.get_by_id(case.id))["diagnosis"] == SECRET[0]


def test_an_old_read_log_is_deleted_after_leave_and_a_young_one_stays(town: Welfare) -> None:
    case = town.apply()
    claim_task(town.task(case).id, town.who("sun"))
    reveal(case.id, "phone", town.who("sun"), "电话核实情况")
    reveal(case.id, "name", town.who("sun"), "电话核实情况")
    old = Reading.field == "phone"
    Reading.update(at=clock.now() - 4 * YEAR).where(old).execute()
    assert propose() == 1
    done = decide_disposal(Disposal.get().id, town.who("feng"), agrees=True)
    assert done.erased == 1
    assert [row.field for row in Reading.select()] == ["name"]


def test_a_record_is_made_anonymous(town: Welfare, monkeypatch: pytest.MonkeyPatch) -> None:
    from gucheng_plugin_welfare.plugin import Household

    mine = RetentionRule(
        "household", "record", ("welfare_households",), Text("户", "Household"), 5, "Y",
        "created_at", "anonymise", Text("[P]"),
    )  # fmt: skip
    monkeypatch.setattr(engine.retention, "_rules", lambda plugins: (mine,))
    ended(town, 1)
    Household.update(created_at=clock.now() - 6 * YEAR).execute()
    assert propose() == 1
    decide_disposal(Disposal.get().id, town.who("feng"), agrees=True)
    row = Household.get()
    assert (row.name, row.diagnosis) == ("—", None)
    assert not Sensitive.select().where(Sensitive.place.contains("welfare")).exists()


def test_the_job_proposes_and_comes_again(town: Welfare) -> None:
    case = ended(town, 6)
    keep_proposing()
    keep_proposing()
    work_until_idle()
    assert Disposal.get().case_id == case.id
    waiting = Job.get(Job.kind == "retention")
    assert clock.now() < waiting.run_at < clock.now() + timedelta(hours=27)


def test_every_shipped_rule_cites_its_source_and_an_end() -> None:
    for rule in retention_rules():
        assert rule.source.say("zh").startswith(("[P]", "[L", "[?]")), rule.key
        assert rule.title.say("en") != rule.title.say("zh")
        assert rule.after in ("delete", "anonymise", "archive", "unpublish")


def test_the_page_shows_what_is_due_and_has_it_done(office: Office) -> None:
    case = ended(office, 6)
    number = proposed(case)
    for username in ("sun", "qian", "shen", "han"):
        assert office.desk(username).get("/retention").status_code == 404
    chen, feng = office.desk("chen"), office.desk("feng")
    assert f'action="/retention/{number}"' not in chen.get("/retention").text
    assert chen.post(f"/retention/{number}", agrees="yes").status_code == 404
    page = feng.read("/retention")
    assert case.number in page
    assert "困难救助" in page
    assert (
        feng.post("/retention/holds", number=case.number, reason="行政诉讼未结").status_code == 302
    )
    assert feng.post(f"/retention/{number}", agrees="yes").status_code == 409
    held = holds(office.who("feng"))[0]
    assert feng.post(f"/retention/holds/{held.id}/lift", reason="已结").status_code == 302
    assert feng.post(f"/retention/{number}", agrees="yes").status_code == 302
    assert case.number in feng.read("/retention?decided=yes")
    assert disposals(office.who("feng"), decided=True).rows[0].agreed
    assert "Cases that are held" in office.desk("feng", "en").read("/retention")


def test_a_held_case_keeps_its_personal_data_also_when_a_person_asks_to_erase_it(
    town: Welfare,
) -> None:
    case = ended(town, 1)
    hold_case(case, town.who("feng"), "行政诉讼未结")
    with pytest.raises(Refused, match="冻结"):
        erase_personal(case, town.who("feng"), "本人申请")
    assert data_of(Case.get_by_id(case.id))["diagnosis"] == SECRET[0]
