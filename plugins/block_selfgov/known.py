"""What is known before a form is filled in: who does it, in which group, and today's date."""

from __future__ import annotations

from typing import Any

from engine import Person, Task, today, viewer_of

from .committees import GROUP_ROLES

NAMED = {  # the question of a form that asks for the name of who does it
    "block_selfgov.tg_check": "checker",
    "block_selfgov.duty_notice": "delivered_by",
    "block_selfgov.result_notice": "told_by",
}

ASKED = frozenset({*NAMED, "block_selfgov.patrol"})


def answers(task: Task) -> dict[str, Any]:
    """Return what a form of this plugin can be begun with by the person who claimed its task."""
    if task.form not in ASKED or task.claimed_by_id is None:
        return {}
    person: Person = task.claimed_by
    known: dict[str, Any] = {}
    if task.form in NAMED:
        known[NAMED[task.form]] = person.name
    if task.form == "block_selfgov.tg_check":
        known["check_date"] = today()
    if task.form == "block_selfgov.patrol":
        known |= _group_of(person)
    return known


def _group_of(person: Person) -> dict[str, Any]:
    """Return the group a person patrols for, where it is in one only."""
    held = [team for team, role in GROUP_ROLES.items() if viewer_of(person).holds(role)]
    return {"group": held[0]} if len(held) == 1 else {}
