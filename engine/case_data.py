"""What a case's data say, for reading only."""

from __future__ import annotations

from typing import Any

from engine.bpmn import Run
from engine.calendars import calendar_of
from engine.models import Case
from engine.procedures import definition_of
from engine.world import CaseWorld


def data_of(case: Case) -> dict[str, Any]:
    """Return the data of a case as they stand."""
    if case.state is None:
        return {}
    definition = definition_of(case.version_id)
    world = CaseWorld(case, definition.plugin or "", calendar_of(case.community_id))
    return Run.restore(definition, bytes(case.state), world).data
