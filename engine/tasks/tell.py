"""Telling one person of what another did with a task."""

from __future__ import annotations

from engine.models import Case, Person, Task
from engine.notifications import notify
from engine.text import Text


def tell_person(person: Person, case: Case, task: Task | None, text: Text) -> None:
    """Note a sentence for somebody, in the transaction of the deed it tells of."""
    notify([person.id], text, case, task, kind="deed")
