"""What those in charge see of a case before they act on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from engine.bpmn import places, propose, standing, targets, ways_out
from engine.casefile import CaseFile
from engine.errors import NotFound
from engine.forms import Form
from engine.models import Incident, ProcedureVersion
from engine.operations.allowed import may_operate
from engine.operations.data import shown_for
from engine.procedures import definition_of
from engine.text import Text


@dataclass(frozen=True)
class Named:
    """An element (or a flow) by id and name."""

    id: str
    name: str


@dataclass(frozen=True)
class Stand:
    """A place where a case stands, and why it cannot be moved from there, if it cannot."""

    token: int
    element: str
    name: str
    inner: bool  # inside a sub-process
    fixed: Text | None


class Desk:
    """A case as those see it who may stop, move and mend it; reads, never changes."""

    def __init__(self, file: CaseFile) -> None:
        if not may_operate(file.viewer, file.case):
            raise NotFound
        self.file, self.case = file, file.case

    @cached_property
    def stands(self) -> list[Stand]:
        """Return where the case stands."""
        return [
            Stand(one.id, one.element, self.name(one.element), one.depth > 0, one.fixed)
            for one in standing(self.file.run)
        ]

    @cached_property
    def targets(self) -> list[Named]:
        """Return the named elements at which a token can be put, in the diagram's order."""
        found = (self._named(one) for one in targets(self.file.definition))
        return [one for one in found if one.name != one.id]

    @cached_property
    def passed(self) -> list[Named]:
        """Return those of the targets that were passed before."""
        passed = set(self.case.passed.split())
        return [one for one in self.targets if one.id in passed]

    @cached_property
    def forms(self) -> list[Form]:
        """Return the forms that have asked in the case: by these its data can be corrected."""
        return [form for form in self.file.forms if form.id in self.file.definition.forms]

    @cached_property
    def versions(self) -> list[ProcedureVersion]:
        """Return the other versions of the procedure, the newest first."""
        columns = (ProcedureVersion.id, ProcedureVersion.number, ProcedureVersion.published_at)
        query = ProcedureVersion.select(*columns).where(
            ProcedureVersion.procedure == self.case.procedure_id,
            ProcedureVersion.id != self.case.version_id,
        )
        return list(query.order_by(ProcedureVersion.number.desc()))

    def hides(self, form: Form) -> dict[str, str]:
        """Return the questions that are not shown to this person, as rights of access."""
        return shown_for(form, clear=self.file.has_part)

    def form_name(self, form: Form) -> str:
        """Return the name of the step that asks by a form."""
        return self.file.asked_at(form) or form.id

    def incident(self, number: int) -> Incident:
        """Return one of the case's open incidents."""
        found = next((one for one in self.file.incidents if one.id == number), None)
        if found is None:
            raise NotFound
        return found

    def ways_out(self, incident: Incident) -> list[Named]:
        """Return the flows by which the element that failed can be left, named as people see it."""
        found = []
        for way in ways_out(self.file.definition, incident.element):
            drawn = self.name(way.flow)
            found.append(Named(way.flow, self.name(way.target) if drawn == way.flow else drawn))
        return found

    def name(self, element: str) -> str:
        """Return an element's name; one without is called by its id."""
        return self._named(element).name

    def _named(self, element: str) -> Named:
        return Named(element, self.file.name_of(element))


@dataclass(frozen=True)
class Pairing:
    """One element of the version that is left, and those of the other it may become."""

    element: Named
    chosen: str
    choices: list[Named]


def pairings(
    source: ProcedureVersion, target: ProcedureVersion, chosen: dict[str, str] | None = None
) -> list[Pairing]:
    """Return what can be mapped between two versions: `chosen`, or what suggests itself."""
    old, new = definition_of(source.id), definition_of(target.id)
    mapping = propose(old, new) if chosen is None else chosen
    there = [
        (Named(id, new.elements[id].name or id), placed.node.kind)
        for id, placed in places(new).items()
        if id in new.elements
    ]
    return [
        Pairing(
            Named(id, old.elements[id].name or id),
            mapping.get(id, ""),
            [named for named, kind in there if kind == placed.node.kind],
        )
        for id, placed in places(old).items()
        if id in old.elements
    ]
