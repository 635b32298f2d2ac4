"""What a page asks that has no JavaScript: controls in order, with values, limits and problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import clock
from engine.errors import Problem
from engine.forms.conditions import ONLY_IF_IT_APPLIES, shown_when
from engine.forms.form import Form
from engine.forms.inputs import (
    Choice,
    Shape,
    as_typed,
    choices_of,
    input_kind,
    limits_of,
    shape_of,
    words_of,
)
from engine.forms.parts import Group, Note, Part, Question, Rows, questions
from engine.forms.paths import Path, dig, dotted, fields_of
from engine.forms.rights import right_to
from engine.forms.settling import Place, Settled
from engine.forms.veil import Left, Veil
from engine.text import Text


@dataclass(frozen=True)
class Control:
    """One thing on the page: a field, what groups fields, or something to read.

    `name` is the dotted path under which the answer is sent and problems are told. `required`
    holds only where the browser may insist: not on what may not apply, nor in a spare row.
    """

    shape: Shape
    name: str
    label: Text
    help: Text | None = None
    condition: Text | None = None
    marked: bool = False
    """The field is required whenever it applies, and says so."""
    required: bool = False
    value: Any = None
    limits: Mapping[str, str] | None = None
    choices: tuple[Choice, ...] = ()
    problems: tuple[Text, ...] = ()
    parts: tuple[Control, ...] = ()
    kind: str = ""
    """What an input of one line holds: text, email, phone, number, date, time or datetime."""
    component: Mapping[str, Any] | None = None


def page_controls(
    form: Form,
    answers: Mapping[str, Any],
    problems: Iterable[Problem] = (),
    *,
    access: Mapping[str, str] | None = None,
    known: Mapping[str, Any] | None = None,
    names: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> list[Control]:
    """Return the controls of a form in order, filled with answers as `browser_data` gives them.

    Every field that may be asked is there; one that a condition may hide says when it counts.
    What `known`, the server's own data, decides already is hidden or simply asked. Lists have
    their rows and one to spare.
    """
    told: dict[str, list[Text]] = {}
    for problem in problems:
        told.setdefault(problem.field, []).append(problem.text)
    settled = Settled(answers, names or {}, now or clock.now(), data=dict(answers))
    veil = Veil(form.parts, form.agreement, access or {}, known or {}, now)
    return _Page(form, answers, told, access or {}, settled, veil).level(form.parts, _Here())


@dataclass(frozen=True)
class _Here:
    """Where on the page the next controls stand."""

    path: Path = ()
    right: str = "write"
    conditional: bool = False
    spare: bool = False


class _Page:
    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Any],
        told: Mapping[str, list[Text]],
        access: Mapping[str, str],
        settled: Settled,
        veil: Veil,
    ) -> None:
        self.answers, self.told, self.access, self.settled = answers, told, access, settled
        self.veil = veil
        self.asked = {path[-1]: question for path, question in questions(form.parts)}
        self.asked.update((".".join(path), question) for path, question in questions(form.parts))

    def level(self, parts: tuple[Part, ...], here: _Here) -> list[Control]:
        found = [self._part(part, here) for part in parts]
        return [control for control in found if control is not None]

    def _part(self, part: Part, here: _Here) -> Control | None:
        path = (*here.path, *part.steps)
        hides = self._hides(part, here)
        inner = _Here(
            path,
            right_to(path, self.access, here.right),
            here.conditional or isinstance(hides, Left),
            here.spare,
        )
        if inner.right == "hidden" or hides is True:
            return None
        if isinstance(part, Note):
            return self._note(part, here)
        if isinstance(part, Rows):
            return self._rows(part, inner, here)
        if isinstance(part, Group):
            return self._group(part, inner, here)
        return self._question(part, inner, here) if isinstance(part, Question) else None

    def _hides(self, part: Part, here: _Here) -> Any:
        """Return true or something else for what is decided, a Left for what answers decide."""
        return self.veil.decided(part.hide, fields_of(here.path)) if part.hide else None

    # -- what groups --------------------------------------------------------------------------

    def _group(self, group: Group, inner: _Here, here: _Here) -> Control:
        parts = tuple(self.level(group.parts, inner))
        name = dotted(inner.path) or group.id
        return Control("group", name, group.label, condition=self._when(group, here), parts=parts)

    def _rows(self, rows: Rows, inner: _Here, here: _Here) -> Control:
        given = dig(self.answers, inner.path)
        count = len(given) if isinstance(given, list) else 0
        growing = not rows.fixed and inner.right == "write"
        count = rows.shown if rows.fixed else min(count, rows.most)
        spare = count + 1 if growing and count < rows.most else count
        shown = tuple(
            self._row(rows, inner, number, number >= max(count, rows.least))
            for number in range(max(spare, rows.least if growing else 0))
        )
        name = dotted(inner.path)
        return Control(
            "list",
            name,
            rows.label,
            condition=self._when(rows, here),
            problems=tuple(self.told.get(name, ())),
            value=growing,
            parts=shown,
        )

    def _row(self, rows: Rows, inner: _Here, number: int, spare: bool) -> Control:
        here = _Here((*inner.path, number), inner.right, inner.conditional, spare)
        title = Text("{label}（{n}）", "{label} ({n})", label=rows.label, n=number + 1)
        return Control("row", dotted(here.path), title, parts=tuple(self.level(rows.parts, here)))

    # -- what is read -------------------------------------------------------------------------

    def _note(self, note: Note, here: _Here) -> Control | None:
        shapes: dict[str, Shape] = {
            "text": "text",
            "separator": "rule",
            "image": "image",
            "table": "table",
        }
        shape = shapes.get(str(note.component.get("type")))
        if shape is None:
            return None
        words = note.text if shape == "text" else note.label
        value = self._table(note, here) if shape == "table" else None
        return Control(
            shape,
            note.id,
            words,
            condition=self._when(note, here),
            value=value,
            component=note.component,
        )

    def _table(self, note: Note, here: _Here) -> list[Mapping[str, Any]]:
        source = note.component.get("dataSource")
        if note.rows_from is not None:
            found = self.settled.value_of(note.rows_from, here.path)
        else:
            found = dig(self.answers, tuple(str(source or note.component.get("id")).split(".")))
        rows = found if isinstance(found, list | tuple) else []
        return [row for row in rows if isinstance(row, Mapping)]

    # -- what is asked ------------------------------------------------------------------------

    def _question(self, question: Question, inner: _Here, here: _Here) -> Control | None:
        if question.kind.source == "computed":
            return None
        name = dotted(inner.path)
        value = dig(self.answers, inner.path)
        if value is None and inner.right == "write":
            value = question.component.get("defaultValue")
        place = Place(question, inner.path, here.path, (), inner.right, known=value)
        options = self.settled.options_of(place)
        if inner.right == "read" or question.readonly is True:
            return Control("fact", name, question.label, value=words_of(value, options))
        insists = question.required and not inner.conditional and not inner.spare
        return Control(
            shape_of(question, options),
            name,
            question.label,
            help=question.help if question.help.zh else None,
            condition=self._when(question, here),
            marked=question.required,
            required=insists,
            value=as_typed(question, value),
            limits=limits_of(question),
            choices=choices_of(options, value),
            problems=tuple(self.told.get(name, ())),
            kind=input_kind(question),
            component=question.component,
        )

    def _when(self, part: Part, here: _Here) -> Text | None:
        hides = self._hides(part, here)
        if not isinstance(hides, Left):
            return None
        if hides is Left.OPEN:  # its words would name what this person is not shown
            return ONLY_IF_IT_APPLIES
        if isinstance(part, Question) and part.condition is not None:
            return part.condition
        return shown_when(part.component["conditional"]["hide"], self.asked)
