"""What a scenario says of deeds on its case from outside the diagram."""

from __future__ import annotations

import re

from engine.bpmn import Run, standing
from engine.casefile import CaseFile
from engine.models import Case
from engine.operations import move_token, restart_at, resume_case, suspend_case
from engine.people import Viewer
from engine.procedures import definition_of
from engine.scenarios.read import BadScenario

DEED = re.compile(
    r'(?:case|"(?P<at>[^"]+)"(?: to "(?P<to>[^"]+)")?) as (?P<who>\w+(?:\(p\d+\))?): (?P<why>.+)'
)


def read_operation(rest: str) -> re.Match[str]:
    """Read `case as ROLE: why`, `"STEP" as ROLE: why` or `"STEP" to "STEP" as ROLE: why`."""
    found = DEED.fullmatch(rest)
    if found is None:
        raise BadScenario(f"what, as whom and why? {rest}")
    return found


def operate(verb: str, case: Case, by: Viewer, deed: re.Match[str]) -> None:
    """Do `suspend`, `resume`, `restart` or `move` to a case."""
    why = deed["why"].strip('"')
    if verb == "suspend":
        suspend_case(case.id, by, why)
    elif verb == "resume":
        resume_case(case.id, by, why)
    elif verb == "restart":
        restart_at(case.id, _element(case, deed["at"]), by, why)
    else:
        row = Case.get_by_id(case.id)
        token = _token(CaseFile(row, by).run, _element(row, deed["at"]))
        move_token(case.id, token, _element(row, deed["to"]), by, why)


def _element(case: Case, name: str | None) -> str:
    """Return an element by its name or id."""
    for one in definition_of(case.version_id).elements.values():
        if name in (one.id, one.name):
            return one.id
    raise BadScenario(f"no step {name}")


def _token(run: Run, element: str) -> int:
    found = [one.id for one in standing(run) if one.element == element]
    if not found:
        raise BadScenario(f"the case does not stand at {element}")
    return found[0]
