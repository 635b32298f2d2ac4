"""What becomes of residents' problems, on both databases."""

from datetime import date

from engine import Case, Community, now
from engine.models import Procedure
from engine.procedures import latest
from engine.terms import share_terms
from plugins.community_autonomy import figures, problems
from plugins.community_autonomy.records import IssueBank


def case_in(code: str, number: int, settings: dict | None = None) -> Case:
    procedure = Procedure.get(Procedure.key == "issue_loop")
    return Case.create(
        number=f"community_autonomy-202603-{code}-{number:05d}",
        title="",
        procedure=procedure,
        version=latest(procedure),
        community=Community.get(Community.code == code),
        terms=share_terms(["core", "community_autonomy"], settings or {}),
    )


def everywhere() -> frozenset[int]:
    return frozenset(row.id for row in Community.select(Community.id))


def only(code: str) -> frozenset[int]:
    return frozenset({Community.get(Community.code == code).id})


def test_a_community_gets_no_part_of_the_baseline(demo):
    assert figures.solved_problems(only("CM-07")) == 0
    assert figures.solved_problems(everywhere()) == 180


def test_only_what_counts_is_added_to_the_baseline(demo):
    problems.count_solved(case_in("CM-07", 1), counts=True, ending="solved", fed_back_at=now())
    problems.count_solved(case_in("CM-07", 2), counts=False, ending="solved", fed_back_at=now())
    assert figures.solved_problems(everywhere()) == 181
    assert figures.solved_problems(only("CM-07")) == 1
    assert figures.solved_problems(only("CM-08")) == 0


def test_a_problem_without_feedback_would_show(demo):
    assert figures.feedback_rate(everywhere()) is None
    problems.count_solved(case_in("CM-07", 1), counts=True, ending="solved", fed_back_at=now())
    problems.count_solved(case_in("CM-07", 2), counts=False, ending="fed_back")
    assert figures.feedback_rate(everywhere()) == 50.0


def test_what_cannot_be_solved_is_kept_with_its_review_date(demo):
    case = case_in("CM-07", 1)
    said = problems.bank_issue(
        case, "线路老化", "须整体改造", "临时照明", "居委会", date(2026, 6, 30)
    )
    kept = IssueBank.get()
    assert said == {"bank_no": f"{case.number}-B{kept.id}", "banked": True}
    assert (kept.review_date, kept.community_id) == (date(2026, 6, 30), case.community_id)
