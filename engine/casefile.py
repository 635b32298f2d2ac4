"""What a person sees of a case: data, tasks, where its diagram stands, its history in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.answering import form_of
from engine.bpmn import Element, Run
from engine.calendars import calendar_of
from engine.drafts import draft_of
from engine.drawing import drawn
from engine.errors import NotFound
from engine.forms import Form
from engine.granted import note_granted_reading
from engine.inbox import find_task
from engine.incidents import of_case
from engine.journal import Line, history
from engine.masking import Shown, answers_shown, details_shown, withheld
from engine.models import Case, Incident, Person, Sensitive, StoredFile, Task
from engine.notes import Notes, personal_answers
from engine.people import Viewer
from engine.permission import may_do
from engine.procedures import definition_of
from engine.readings import recently_shown
from engine.registry import brought_by, hooks_for
from engine.scope import visible
from engine.statements import every, some
from engine.told import Told, names_for, sentence, standstills
from engine.world import CaseWorld


def find_case(case_id: int, viewer: Viewer) -> Case:
    """Return a case to whoever may see it; to all others there is none."""
    found = Case.get_or_none(Case.id == case_id, visible(viewer))
    if found is None:
        raise NotFound
    case: Case = found
    note_granted_reading(viewer, case)
    return case


class CaseFile:
    """Everything of one case that pages show; reads, never changes."""

    def __init__(self, case: Case, viewer: Viewer) -> None:
        self.case, self.viewer = case, viewer
        self.definition = definition_of(case.version_id)

    @cached_property
    def run(self) -> Run:
        calendar = calendar_of(self.case.community_id)
        world = CaseWorld(self.case, self.definition.plugin or "", calendar)
        return Run.restore(self.definition, bytes(self.case.state or b""), world)

    @cached_property
    def data(self) -> dict[str, Any]:
        """Return the case's data as it stands."""
        return dict(self.run.data) if self.case.state is not None else {}

    @cached_property
    def has_part(self) -> bool:
        """Has or had the viewer a task on the case? Who has may have personal data shown."""
        tasks = () if self.case.restricted else self.tasks
        return any(has_part(task, self.viewer) for task in tasks)

    @cached_property
    def clear(self) -> frozenset[str]:
        """Return the personal fields that the viewer has just had shown, by their paths."""
        if self.case.restricted:
            return frozenset()
        return recently_shown(self.case.id, self.viewer.person.id)

    def shown(self) -> list[tuple[str, list[Shown]]]:
        """Return the data by the steps that asked it, personal values masked (DOMAIN §1.1)."""
        clear = self.clear | self._pictures
        answered = [
            (self.asked_at(form), answers_shown(form, self.data, clear=clear))
            for form in self.forms
        ]
        return [(step, answers) for step, answers in answered if answers]

    @cached_property
    def _pictures(self) -> frozenset[str]:
        """Return the fields whose files the viewer may open: names of files tell little."""
        return frozenset(
            field.key
            for form in (self.forms if self.has_part else ())
            for field in form.fields
            if field.kind == "filepicker" and field.data_class == "C3"
        )

    def asked_at(self, form: Form) -> str:
        """Return the name of the step that first asked by a form, else of the start."""
        names = (task.name for task in self.tasks if task.form == form.id)
        starts = (one.name for one in self.definition.elements.values() if one.kind == "startEvent")
        return str(next(names, None) or next(starts, ""))

    @cached_property
    def linked(self) -> list[Case]:
        """Return the cases this one came from or led to, as far as the viewer may see them."""
        near = (Case.parent == self.case) | (Case.id == self.case.parent_id)
        return list(
            Case.select().where(near, visible(self.viewer)).order_by(Case.started_at, Case.id)
        )

    @cached_property
    def files(self) -> list[StoredFile]:
        """Return the files of the case for who sees its personal data: pictures show people."""
        if not self.has_part:
            return []
        secret = Sensitive.select(Sensitive.owner).where(
            Sensitive.place == "file", Sensitive.case == self.case
        )
        mine = (StoredFile.case == self.case, StoredFile.id.not_in(secret))
        return list(StoredFile.select().where(*mine).order_by(StoredFile.id))

    @property
    def steps(self) -> list[Element]:
        """Return the named steps and events of the diagram in its order, to read instead of it."""
        return [
            one
            for one in self.definition.elements.values()
            if one.name and one.kind.lower().endswith(("task", "event", "activity"))
        ]

    def drawing(self, phrases: Mapping[str, str]) -> str:
        """Return the diagram as a browser gets it, its names translated by `phrases`."""
        return drawn(str(self.case.version.xml), phrases)

    @cached_property
    def tasks(self) -> list[Task]:
        """Return the case's tasks, open ones last opened first, then the finished."""
        where = '"t1"."case_id"=? AND "t1"."status"<>\'cancelled\' ORDER BY "t1"."id"'
        found = every(Task, where, self.case.id)
        people = some(
            Person, {n for one in found for n in (one.claimed_by_id, one.ended_by_id) if n}
        )
        for task in found:
            task.claimed_by = people.get(task.claimed_by_id)
            task.ended_by = people.get(task.ended_by_id)
        return found

    @property
    def next_task(self) -> Task | None:
        """Return the open task that the viewer may go on with, its own before one on offer."""
        mine = [
            task for task in self.tasks if task.status == "open" and has_part(task, self.viewer)
        ]
        return min(mine, key=lambda task: (task.claimed_by_id is None, task.id), default=None)

    @cached_property
    def forms(self) -> list[Form]:
        """Return the forms of the procedure, in the order their steps were done."""
        known = brought_by(frozenset(self.case.plugins)).forms
        first = [self.definition.start_form] if self.definition.start_form else []
        names = dict.fromkeys([*first, *(task.form for task in self.tasks if task.form)])
        return [known[name] for name in names if name in known]

    @cached_property
    def marks(self) -> dict[str, str]:
        """Return element → `done`, `current` or `error`, for the diagram."""
        marks = dict.fromkeys(self.case.passed.split(), "done")
        if self.case.status == "open":
            marks.update(dict.fromkeys(self.run.tokens, "current"))
        marks.update((incident.element, "error") for incident in self.incidents)
        marks.pop("", None)
        return marks

    def name_of(self, element: str) -> str:
        """Return an element's name; one without is called by its id."""
        known = self.definition.elements.get(element)
        return known.name if known and known.name else element

    @cached_property
    def incidents(self) -> list[Incident]:
        """Return the open incidents of the case, oldest first."""
        return of_case(self.case)

    @cached_property
    def notes(self) -> Notes:
        """Return how reasons, opinions and other typed words read for the viewer."""
        forms = () if self.has_part else self.procedure_forms
        return Notes(personal_answers(forms, self.data if forms else {}), clear=self.has_part)

    def told(self) -> Iterator[Told]:
        """Yield the history in words, oldest first; typed words as the viewer may read them."""
        yield from map(self.notes.told, self._told())

    def _told(self) -> Iterator[Told]:
        lines = history(self.case)
        names, forms = names_for(self.case, lines), self.procedure_forms
        for line in sorted([*lines, *standstills(self.case)], key=lambda line: line.at):
            yield Told(
                line.at,
                line.person,
                sentence(line, names),
                details_shown(
                    line.values,
                    forms,
                    clear=self.clear,
                    words=self._words(line),
                    secret=line.secret,
                ),
                line.deed,
                line.element,
            )

    def _words(self, line: Line) -> dict[str, str]:
        """Return how a table calls what it decided."""
        name = (line.values or {}).get("decision") if line.deed == "decided" else None
        rule = brought_by(frozenset(self.case.plugins)).rules.get(name) if name else None
        table = rule.model.table_of(rule.decision) if rule else None
        return {one.name: one.label for one in table.outputs if one.label} if table else {}

    @property
    def procedure_forms(self) -> list[Form]:
        """Return the forms that the case's version asks with."""
        known = brought_by(frozenset(self.case.plugins)).forms
        return [known[name] for name in self.definition.forms if name in known]


def has_part(task: Task, viewer: Viewer) -> bool:
    """Has this person done, claimed or been offered a task?"""
    if task.claimed_by_id in viewer.hands or task.ended_by_id == viewer.person.id:
        return True
    return task.status == "open" and task.claimed_by_id is None and may_do(task, viewer)


@dataclass(frozen=True)
class OpenedTask:
    """A task as its page shows it to one person."""

    task: Task
    form: Form | None
    known: Mapping[str, Any]  # what earlier steps and plugins already say
    draft: Mapping[str, Any]
    access: Mapping[str, str]  # what this person may do with each field
    file: CaseFile
    mine: bool  # claimed by this person
    may_do: bool  # this person may complete it now
    may_claim: bool


def open_task(task_id: int, viewer: Viewer) -> OpenedTask:
    """Return all that the page of a task needs; NotFound for who may not know of it."""
    task = find_task(task_id, viewer)
    case = task.case
    file = CaseFile(case, viewer)
    if not file.has_part:
        note_granted_reading(viewer, case)
    is_open = task.status == "open" and not case.ended
    mine = task.claimed_by_id in viewer.hands
    free = task.claimed_by_id is None and may_do(task, viewer)
    form, known = form_of(task), _known(file, task) if is_open else file.data
    hidden = withheld(form, known, file.clear) if form and form.sensitive else {}
    return OpenedTask(
        task=task,
        form=form,
        known=known,
        access={**task.access, **hidden},
        draft=draft_of(task) if mine else {},
        file=file,
        mine=mine,
        may_do=is_open and (mine or free),
        may_claim=is_open and free and not case.suspended,
    )


def _known(file: CaseFile, task: Task) -> dict[str, Any]:
    step = next((step for step in file.run.steps if step.id == task.step), None)
    data = dict(step.data) if step else dict(file.data)
    known: dict[str, Any] = {}
    for found in hooks_for(file.case.plugins).prefill(task=task, data=data):
        known.update(found)
    return {**known, **data}
