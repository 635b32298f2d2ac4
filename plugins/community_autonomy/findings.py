"""What becomes of an old neighbours' finding: visits, a count of what was removed, hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine import LOCAL, Case, Community, Refused, now

from .records import Persuader, Persuasion, Visit

MINUTES_A_VISIT = "community_autonomy.visit_minutes"


def open_finding(
    case: Case,
    title: str,
    violation: str,
    structure: bool | None = None,
    in_progress: bool | None = None,
    location: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Enter what a persuader found in the ledger of persuasion."""
    Persuasion.create(
        case=case,
        community=case.community,
        data_class=Persuasion.DATA_CLASS,
        title=title,
        violation=violation,
        structure=bool(structure),
        in_progress=bool(in_progress),
        place=(location or {}).get("place") or "",
    )
    return {"finding_no": case.number}


def record_visit(
    case: Case,
    visit_no: int,
    kind: str,
    persuaders: list[Mapping[str, Any]],
    attitude: str,
    promise_date: date | None = None,
    hardship_seen: bool | None = None,
    resident_agrees: bool | None = None,
    in_progress: bool | None = None,
    visited_at: datetime | None = None,
) -> dict[str, Any]:
    """Enter a visit of two or more persuaders; refused for fewer."""
    names = sorted({str(one["name"]) for one in persuaders})
    if len(names) < 2:
        raise Refused("上门应当有两名以上劝导员。", "At least two persuaders visit together.")
    finding = finding_of(case)
    Visit.create(
        case=case,
        community=case.community,
        data_class=Visit.DATA_CLASS,
        persuasion=finding,
        visit_no=visit_no,
        kind=kind,
        persuaders=names,
        attitude=attitude,
        promise_date=promise_date,
        hardship_seen=bool(hardship_seen),
        consent=bool(hardship_seen and resident_agrees),
        visited_at=visited_at,
    )
    finding.visits, finding.in_progress = visit_no, bool(in_progress)
    finding.save()
    return {}


def count_removed(
    case: Case, structure: bool | None = None, structure_removed: bool | None = None
) -> dict[str, Any]:
    """Count a structure that persuasion had removed (K3.1); goods put away count as solved only."""
    finding = finding_of(case)
    finding.counted_removed = bool(structure and structure_removed)
    finding.save()
    return {"counted_removed": finding.counted_removed}


def credit_hours(case: Case) -> dict[str, Any]:
    """Give the persuaders of a finding their hours (M25): those of the roster in their records."""
    people = _served(finding_of(case))
    minutes = sum(each["minutes"] for each in people)
    return {"hours_total": Decimal(minutes) / 60, "volunteers": people}


def close_finding(case: Case, outcome: str) -> dict[str, Any]:
    """Note in the ledger how a finding ended."""
    finding = finding_of(case)
    finding.outcome, finding.closed_at = outcome, now()
    finding.save()
    return {}


def _served(finding: Persuasion) -> list[dict[str, Any]]:
    """Return who visited for how long, and enter it for those of the roster."""
    each = int(finding.case.settings[MINUTES_A_VISIT])
    minutes: dict[str, int] = {}
    for visit in Visit.select().where(Visit.persuasion == finding):
        for name in visit.persuaders:
            minutes[name] = minutes.get(name, 0) + each
    return [_credit(finding.case, name, spent) for name, spent in sorted(minutes.items())]


def _credit(case: Case, name: str, minutes: int) -> dict[str, Any]:
    known = named(roster(case.community), name)
    if known is not None:
        known.minutes += minutes
        known.last_active = now().astimezone(LOCAL).date()
        known.save()
    return {"name": name, "badge_no": known.badge_no if known else "", "minutes": minutes}


def roster(place: Community) -> list[Persuader]:
    """Return the persuaders of the community that a place lies in."""
    home = place
    while home.parent_id is not None and home.level != "CM":
        home = home.parent
    return list(Persuader.select().where(Persuader.community == home).order_by(Persuader.badge_no))


def named(people: Iterable[Persuader], name: str) -> Persuader | None:
    """Return the one persuader of a name; nobody when two are called alike."""
    found = [one for one in people if one.name == name]
    return found[0] if len(found) == 1 else None


def finding_of(case: Case) -> Persuasion:
    """Return the ledger's row of a case."""
    finding: Persuasion = Persuasion.get(Persuasion.case == case)
    return finding
