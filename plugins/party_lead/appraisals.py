"""How people's work of a year is appraised: evidence, scores, ranks, grades that people decide.

What is counted here only proposes (P1.2). A grade is written by what a committee decided, and by
nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engine import LOCAL, Case, Person, Refused, Text, brought_by, everything, notify, now, today

from .people import name_of, people_with, person_of, subdistrict_of
from .records import Appraisal, Evidence, Inspection, ReformTask
from .tasks import milestone_rate

EXCELLENT_SHARE = Decimal("0.2")  # [?: 公务员考核规定] of those who take part
MILESTONES, INSPECTIONS, LETTER = Decimal("0.6"), Decimal("0.4"), 2  # DOMAIN D1.2 [P]
RED_LETTER = "督办函"
CENT = Decimal("0.01")
SAID = "节点完成率{milestones}%，检查平均{inspections}分，红灯督办函{letters}次"


def record_evidence(
    case: Case,
    person_id: str,
    item: str,
    score: Decimal | int | None = None,
    evidence: str | None = None,
) -> dict[str, Any]:
    """Keep what counts in somebody's appraisal of this year (M20)."""
    person = person_of(person_id)
    Evidence.create(
        case=case,
        community=case.community,
        data_class=Evidence.DATA_CLASS,
        person=person,
        person_name=person.name if person else "",
        year=now().astimezone(LOCAL).year,
        item=item,
        score=score,
        evidence=evidence or None,
    )
    return {}


def list_staff(case: Case) -> dict[str, Any]:
    """Return who may be appraised here, and who may supervise them, as options."""
    known = brought_by(everything()).roles
    staff = [key for key, role in known.items() if not role.is_own]
    return {
        "staff": people_with(staff, subdistrict_of(case)),
        "leaders": people_with(["grp_leader"], subdistrict_of(case)),
    }


def open_round(case: Case, year: int, participants: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Open the file of everybody who is appraised; nobody twice in one year."""
    invited = []
    for row in participants:
        person = person_of(row["person"])
        if person is None or Appraisal.get_or_none(
            Appraisal.year == year, Appraisal.person == person
        ):
            raise Refused(
                "{name}重复或不存在，请核对参加人员。",
                "{name} is there twice or not at all: look at the participants.",
                name=name_of(row["person"]),
            )
        invited.append(_opened(case, year, person, row))
    return {"invited": invited, "enrolled": len(invited)}


def _opened(case: Case, year: int, person: Person, row: Mapping[str, Any]) -> dict[str, Any]:
    Appraisal.create(
        case=case,
        community=case.community,
        data_class=Appraisal.DATA_CLASS,
        year=year,
        round_no=case.number,
        person=person,
        person_name=person.name,
        staff_class=row["staff_class"],
        supervisor_name=name_of(row["supervisor"]),
        veto=bool(row.get("veto")) or None,
    )
    return {
        "file_no": f"{year}-{person.id}",
        "year": year,
        "person": {"id": str(person.id), "name": person.name},
        "supervisor": row["supervisor"],
        "staff_class": row["staff_class"],
    }


def collect_evidence(file_no: str) -> dict[str, Any]:
    """Return what the records say of a person's year: evidence, reform tasks, red letters."""
    one = appraisal_of(file_no)
    rows = list(
        Evidence.select().where(Evidence.person == one.person_id, Evidence.year == one.year)
    )
    tasks = [task for task in _tasks(one) if task.state != "cancelled"]
    scores = [
        found.score
        for found in Inspection.select().where(Inspection.task.in_([task.id for task in tasks]))
        if found.inspected_on.year == one.year
    ]
    mean = Decimal(sum(scores)) / len(scores) / 100 if scores else Decimal(100)
    return {
        "evidence_text": "\n".join(f"{row.item}：{said(row.evidence)}" for row in rows) or None,
        "records_say": SAID.format(
            milestones=milestone_rate(tasks),
            inspections=_round(mean),
            letters=sum(RED_LETTER in row.item for row in rows),
        ),
    }


def _tasks(one: Any) -> list[ReformTask]:
    return [
        task
        for task in ReformTask.select().where(ReformTask.owner == one.person_id)
        if task.created_at.year <= one.year
        and (not task.ended_on or task.ended_on.year >= one.year)
    ]


def _round(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def reform_item(milestones: Decimal | int, inspections: Decimal | int, red_letters: int) -> Decimal:
    """Return the score of reform tasks: 0.6 of the one, 0.4 of the other, 2 off a red letter."""
    found = MILESTONES * milestones + INSPECTIONS * inspections - LETTER * red_letters
    return _round(max(found, Decimal(0)))


def score_appraisal(
    file_no: str,
    weights: Mapping[str, Any],
    score_de: Decimal | int,
    score_neng: Decimal | int,
    score_qin: Decimal | int,
    score_duties: Decimal | int,
    score_lian: Decimal | int,
    milestone_rate: Decimal | int,
    inspection_mean: Decimal | int,
    red_letters: int,
    ballots: int,
) -> dict[str, Any]:
    """Weigh the scores (D1.2) and keep them; no grade comes of it."""
    reform = reform_item(milestone_rate, inspection_mean, red_letters)
    scores = {
        "de": score_de,
        "neng": score_neng,
        "qin": score_qin,
        "duties": score_duties,
        "reform": reform,
        "lian": score_lian,
    }
    total = _round(
        sum((Decimal(weights[name]) * one for name, one in scores.items()), Decimal(0)) / 100
    )
    row = appraisal_of(file_no)
    row.scores = {name: str(one) for name, one in scores.items()}
    row.ballots, row.state = ballots, "scored"
    row.reform_score, row.total = reform, total
    row.save()
    return {"reform_score": reform, "final_score": total}


def note_absent(file_no: str, reason: str | None = None) -> dict[str, Any]:
    """Note that somebody does not take part, and why."""
    row = appraisal_of(file_no)
    row.state, row.reason = "not_participating", reason or None
    row.save()
    return {}


def count_scored(case: Case) -> dict[str, Any]:
    """Tell whether everybody of the round is scored or does not take part."""
    waiting = _round_rows(case).where(Appraisal.state == "open").count()
    return {"all_scored": waiting == 0}


def _round_rows(case: Case) -> Any:
    return Appraisal.select().where(Appraisal.round_no == case.number)


def cap_of(participants: int) -> int:
    """Return how many may be excellent: a fifth of those who take part, rounded down."""
    return int(EXCELLENT_SHARE * participants)


def rank_round(case: Case) -> dict[str, Any]:
    """Rank those who were scored by their totals; who has the same total has the same rank."""
    rows = list(_round_rows(case).where(Appraisal.state == "scored"))
    cap, totals = cap_of(len(rows)), {row.id: said(row.total) for row in rows}
    for row in rows:
        row.rank = 1 + sum(other > totals[row.id] for other in totals.values())
        row.save()
    rows.sort(key=lambda row: (row.rank, row.id))
    return {"candidates": [_candidate(row, cap) for row in rows], "cap": cap}


def _candidate(row: Appraisal, cap: int) -> dict[str, Any]:
    return {
        "file_no": f"{row.year}-{row.person_id}",
        "name": row.person_name,
        "final_score": said(row.total),
        "rank": row.rank,
        "cap": cap,
        "within_cap": bool(row.rank and row.rank <= cap),
        "veto": bool(said(row.veto)),
    }


def write_grade(
    file_no: str, proposed: str, grade: str, decision_reason: str | None = None
) -> dict[str, Any]:
    """Write the grade that the committee decided, with its reason."""
    row = appraisal_of(file_no)
    row.proposed, row.grade, row.reason = proposed, grade, decision_reason or None
    row.state = "decided"
    row.save()
    return {}


def list_excellent(case: Case) -> dict[str, Any]:
    """Return who is excellent, to be shown in public, and what each is told."""
    rows = list(_round_rows(case).where(Appraisal.state == "decided"))
    best = [row for row in rows if said(row.grade) == "excellent"]
    return {
        "excellent": [{"value": str(row.person_id), "label": row.person_name} for row in best],
        "has_excellent": bool(best),
        "decided": _told(rows),
    }


def _told(rows: Iterable[Appraisal]) -> list[dict[str, Any]]:
    return [
        {
            "file_no": f"{row.year}-{row.person_id}",
            "grade": said(row.grade),
            "reason": said(row.reason),
        }
        for row in rows
    ]


def change_grade(case: Case, changed_person: str, grade: str, reason: str) -> dict[str, Any]:
    """Change a grade after an objection was upheld, as the committee decided."""
    row = _round_rows(case).where(Appraisal.person == int(changed_person)).get()
    row.grade, row.reason = grade, reason
    row.save()
    return {"decided": _told(_round_rows(case).where(Appraisal.state == "decided"))}


def inform_person(case: Case, file_no: str, person: Mapping[str, Any]) -> dict[str, Any]:
    """Tell a person in writing that the grade is decided (CSV 38); it stands in the case."""
    row = appraisal_of(file_no)
    row.informed_on = today()
    row.save()
    found = person_of(person)
    text = Text(
        "您{year}年度考核的等次已审定，请查看并签收。",
        "The grade of your appraisal of {year} is decided: please look and sign for it.",
        year=row.year,
    )
    notify([found.id] if found else [], text, case, kind="appraisal")
    return {}


def write_review(
    file_no: str,
    review: str,
    review_reason: str,
    person: Mapping[str, Any],
    review_grade: str | None = None,
) -> dict[str, Any]:
    """Write what a review decided: the grade stands, or is changed with a reason."""
    row = appraisal_of(file_no)
    row.review, row.reason = review, review_reason
    if review == "change" and review_grade:
        row.grade = review_grade
    row.save()
    return {"grade": said(row.grade)}


def finish_appraisal(file_no: str) -> dict[str, Any]:
    """Close a person's appraisal of the year; refused where nobody has decided."""
    row = appraisal_of(file_no)
    if said(row.grade) is None:
        raise Refused("等次还没有审定。", "No grade has been decided yet.")
    row.state = "final"
    row.save()
    return {}


def said(value: Any) -> Any:
    """Return what a sensitive column holds, decrypted; None where there is nothing."""
    return value.read() if hasattr(value, "read") else value


def appraisal_of(file_no: str) -> Appraisal:
    """Return an appraisal by its file number, `2026-17`: the year and the person's id."""
    year, _, person = file_no.partition("-")
    found: Appraisal = Appraisal.get(Appraisal.year == int(year), Appraisal.person == int(person))
    return found
