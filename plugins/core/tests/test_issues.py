"""What happens to an issue, on both databases."""

from datetime import datetime, timedelta

import pytest

from engine import LOCAL, Community, Refused
from engine.clock import at
from engine.terms import share_terms
from plugins.core import figures, issues
from plugins.core.records import Issue

from .conftest import MORNING, case_in

LAMP = {"title": "楼道灯不亮", "category": "C02", "channel": "phone", "contact": "000-1234-5678"}
HERE = {"place": "古城小街3号楼", "point": {"x": 0.5, "y": 0.5}}
NEAR = {"place": "三号楼门口", "point": {"x": 0.51, "y": 0.5}}  # 30 m on a plan of 3 km
FAR = {"place": "古城小街3号楼", "point": {"x": 0.52, "y": 0.5}}  # 60 m


def everywhere() -> frozenset[int]:
    return frozenset(row.id for row in Community.select(Community.id))


def raised(case, **more):
    issues.register_issue(case, **{**LAMP, "location": HERE, **more})
    return case


def test_nobody_who_gave_a_name_is_left_without_an_answer(case):
    raised(case)
    with pytest.raises(Refused, match="还没有答复"):
        issues.close_issue(case, "closed")
    assert Issue.get().closed_at is None


def test_somebody_anonymous_cannot_be_answered(case):
    raised(case, anonymous=True)
    issues.close_issue(case, "closed")
    assert Issue.get().state == "closed"


def test_somebody_anonymous_is_never_taken_for_another(case):
    raised(case_in("CM-07", 2), contact="")
    raised(case, contact="", anonymous=True)
    assert issues.count_repeats(case) == {"repeat_count": 0, "duplicate_of": None}


@pytest.mark.parametrize(
    ("earlier", "repeats"),
    [
        ({"location": NEAR}, 1),
        ({"location": FAR}, 0),
        ({"category": "C01"}, 0),
        ({"contact": "000-8765-4321"}, 0),
        ({"location": {"place": "古城小街3号楼"}}, 1),
        ({"location": {"place": "古城小街4号楼"}}, 0),
        ({"location": None}, 0),
    ],
)
def test_a_repeat_is_the_same_person_kind_and_place(case, earlier, repeats):
    raised(case_in("CM-07", 2), **earlier)
    raised(case)
    assert issues.count_repeats(case)["repeat_count"] == repeats


def test_after_thirty_days_it_is_a_new_matter(case):
    with at(MORNING - timedelta(days=30, minutes=1)):
        raised(case_in("CM-07", 2))
    with at(MORNING - timedelta(days=30)):
        raised(case_in("CM-07", 3))
    raised(case)
    assert issues.count_repeats(case)["repeat_count"] == 1


def test_only_an_open_case_can_take_a_repeat_in(case):
    closed = raised(case_in("CM-07", 2))
    issues.close_issue(closed, "closed", fed_back_at=MORNING)
    raised(case)
    assert issues.count_repeats(case) == {"repeat_count": 1, "duplicate_of": None}


def test_the_earlier_deadline_of_a_hotline_order_wins(case):
    raised(case)
    order = datetime(2026, 3, 9, 18, tzinfo=LOCAL)
    assert issues.set_deadline(case, "III", "P8.1", "7D", None, order)["due_at"] == order
    later = datetime(2026, 6, 1, 18, tzinfo=LOCAL)
    assert issues.set_deadline(case, "III", "P8.1", "7D", None, later)["due_at"].day == 11


def test_a_last_day_on_a_weekend_moves_unless_a_petition_setting_forbids_it(case):
    raised(case)  # 4 March + 10 days is a Saturday
    assert issues.set_deadline(case, "III", "P7.3", "10D")["due_at"].day == 16
    case.terms = share_terms(case.plugins, {**case.settings, "core.petition_rollover": False})
    assert issues.set_deadline(case, "III", "P7.3", "10D")["due_at"].day == 14
    assert issues.set_deadline(case, "III", "P8.1", "10D")["due_at"].day == 16


def test_who_reports_violence_is_kept_secret(case):
    raised(case)
    issues.protect_reporter(case)
    assert Issue.get().data_class == "C4"


def test_figures_are_silent_while_there_is_nothing_to_count(demo):
    assert figures.on_time_rate(everywhere()) is None
    assert figures.overdue(everywhere()) == 0


def test_figures_count_only_the_communities_asked_for(case):
    raised(case)
    issues.set_deadline(case, "I", "P7.4", "2H")
    with at(MORNING + timedelta(hours=3)):
        assert figures.overdue(everywhere()) == 1
        assert figures.overdue(frozenset({Community.get(Community.code == "CM-08").id})) == 0
        assert figures.response_rate(everywhere()) == 0.0


def test_satisfaction_leaves_out_who_did_not_reply(demo):
    for number, answer in enumerate(("satisfied", "dissatisfied", "no_reply"), 1):
        case = raised(case_in("CM-07", number))
        issues.close_issue(case, "closed", satisfied=answer, fed_back_at=MORNING)
    assert figures.satisfied_rate(everywhere()) == 50.0


def test_enforceable_categories_are_those_of_the_tree():
    assert {"A01", "E07"} <= issues.enforceable()
    assert not {"A07", "C02", "D07", "G01"} & issues.enforceable()
