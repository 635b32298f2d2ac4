"""How an organisation stands: its score, its list, and for how long a record counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from engine import Case, Rule, today

from .records import CreditEvent, CreditFile
from .subjects import note_step

LEAST, MOST = 0, 100
ADVERSE = ("slight", "ordinary", "serious")
HEAVY = ("ordinary", "serious")
PER_YEAR = 5  # points from responsibility projects that count in one year


@dataclass(frozen=True)
class Standing:
    """What table D4.2 is asked about a file."""

    score: int
    serious_public: bool
    legal_listed: bool
    active_record: bool
    clean_months: int

    def inputs(self, least_months: Any) -> dict[str, Any]:
        """Return them as the table names them."""
        return {
            "serious_public": self.serious_public,
            "on_legal_list": self.legal_listed,
            "score": self.score,
            "active_record": self.active_record,
            "clean_months": self.clean_months,
            "least_months": least_months,
        }


def events_of(file: CreditFile) -> list[CreditEvent]:
    """Return what was entered for a file and not taken back."""
    kept = CreditEvent.state.not_in(["withdrawn", "contested"])
    return list(CreditEvent.select().where(CreditEvent.file == file, kept))


def counts(event: CreditEvent, day: date) -> bool:
    """Does an event change the score on a day? An adverse one until its period is over."""
    return event.effect_to is None or event.effect_to >= day


def standing_of(file: CreditFile | None, base: int, day: date | None = None) -> Standing:
    """Return how an organisation stands on a day (today)."""
    on = day or today()
    events = [] if file is None else events_of(file)
    live = [event for event in events if counts(event, on)]
    grave = [event for event in live if event.severity == "serious" and event.state == "recorded"]
    return Standing(
        score=_score(base, live),
        serious_public=any(event.publicity_to and event.publicity_to >= on for event in grave),
        legal_listed=any(event.legal_list for event in grave),
        active_record=any(event.severity in HEAVY and event.state == "recorded" for event in live),
        clean_months=_clean_months(file, events, on),
    )


def _score(base: int, live: Iterable[CreditEvent]) -> int:
    total, projects = base, 0
    for event in live:
        if event.type == "social_project":
            projects = min(projects + event.delta, PER_YEAR)
        else:
            total += event.delta + event.restored
    return max(LEAST, min(MOST, total + projects))


def _clean_months(file: CreditFile | None, events: list[CreditEvent], on: date) -> int:
    adverse = [event for event in events if event.severity in ADVERSE]
    days = [event.served_at or event.decided_at for event in adverse]
    last = max((day for day in days if day), default=file.known_since if file else on)
    return (on.year - last.year) * 12 + on.month - last.month - (on.day < last.day)


@cache
def _table() -> Rule:
    return Rule("self_discipline.credit_list", Path(__file__).parent / "rules/credit_list.dmn")


def listing(standing: Standing, least_months: Any) -> Mapping[str, Any]:
    """Return what table D4.2 says of a standing: list, inspection, guidance."""
    rule = _table()
    said: Mapping[str, Any] = rule.model.decide(rule.decision, standing.inputs(least_months)).value
    return said


def settle(case: Case, file: CreditFile) -> CreditFile:
    """Count a file's score and list anew and keep them; a change of list becomes a step."""
    stands = standing_of(file, int(case.settings["self_discipline.base_score"]))
    said = listing(stands, case.settings["self_discipline.commend_min_months"])
    before = file.list
    file.score, file.list = stands.score, said["list"]
    file.legal_list = _link(file) if file.list == "dishonest" else ""
    file.save()
    if before != file.list:
        note_step(case, file, "relisted", before=before, after=file.list)
    return file


def _link(file: CreditFile) -> str:
    """Return the list set by law that a file stands on: ours is no list of its own."""
    listed = [event.legal_list for event in events_of(file) if event.legal_list]
    return str(listed[-1])[:200] if listed else ""
