"""What a page asks that has no JavaScript: controls in order, with values, limits and problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from engine import clock
from engine.errors import Problem
from engine.feel import Expression
from engine.forms.conditions import shown_when
from engine.forms.form import Form
from engine.forms.kinds import Options, Unread, read_datetime
from engine.forms.parts import Group, Note, Part, Question, Rows, questions
from engine.forms.rights import right_to
from engine.forms.settling import Path, Place, Settled, dig, dotted, fields_of
from engine.forms.shapes import MOST_FILES
from engine.forms.veil import Left, Veil
from engine.text import Text

Shape = Literal[
    "line", "lines", "number", "date", "time", "datetime", "tick", "choose", "pick", "picks",
    "file", "fact", "group", "list", "row", "text", "rule", "image", "table",
]  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One thing to choose; `family` is the heading it stands under."""

    value: str
    label: Text
    family: Text | None
    chosen: bool


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
            return Control("fact", name, question.label, value=_words(value, options))
        insists = question.required and not inner.conditional and not inner.spare
        return Control(
            _shape(question, options),
            name,
            question.label,
            help=question.help if question.help.zh else None,
            condition=self._when(question, here),
            marked=question.required,
            required=insists,
            value=_as_typed(question, value),
            limits=_limits(question),
            choices=_choices(options, value),
            problems=tuple(self.told.get(name, ())),
            kind=_input_kind(question),
            component=question.component,
        )

    def _when(self, part: Part, here: _Here) -> Text | None:
        if part.hide is None or not isinstance(self._hides(part, here), Left):
            return None
        if isinstance(part, Question) and part.condition is not None:
            return part.condition
        return shown_when(part.component["conditional"]["hide"], self.asked)


_SHAPES: dict[str, Shape] = {
    "textarea": "lines",
    "number": "number",
    "checkbox": "tick",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "select": "choose",
    "tree": "choose",
    "radio": "pick",
    "checklist": "picks",
    "taglist": "picks",
    "filepicker": "file",
}


def _shape(question: Question, options: Options) -> Shape:
    if question.kind.name == "person" and options:
        return "choose"
    if question.kind.name == "persons" and options:
        return "picks"
    return _SHAPES.get(question.kind.name, "line")


def _input_kind(question: Question) -> str:
    validation = (question.component.get("validate") or {}).get("validationType")
    if validation in ("email", "phone"):
        return str(validation)
    name = question.kind.name
    return name if name in ("number", "date", "time", "datetime") else "text"


def _as_typed(question: Question, value: Any) -> Any:
    """Return a value as the native control takes it; what nobody can read stays as it was typed."""
    if question.kind.name == "geo" and isinstance(value, Mapping):
        return value.get("place")
    if question.kind.name == "datetime" and value is not None:
        try:
            return read_datetime(value).strftime("%Y-%m-%dT%H:%M")
        except Unread:
            return value
    return value


def _limits(question: Question) -> dict[str, str]:
    """Return the limits that HTML knows, where they are fixed."""
    names = {"min": "min", "max": "max", "minLength": "minlength", "maxLength": "maxlength"}
    limits = {
        names[name]: str(bound)
        for name, bound in question.bounds.items()
        if name in names and not isinstance(bound, Expression)
    }
    component = question.component
    if question.kind.name == "number":
        digits = component.get("decimalDigits")
        step = component.get("increment") or (f"{10.0**-digits:.{digits}f}" if digits else digits)
        limits["step"] = str(step) if step else "1" if digits == 0 else "any"
    if question.kind.source == "files":
        if component.get("accept"):
            limits["accept"] = str(component["accept"])
        if component.get("multiple") or question.bounds.get("maxFiles", 1) != 1:
            limits["multiple"] = str(question.bounds.get("maxFiles", MOST_FILES))
    return limits


def _choices(options: Options, value: Any) -> tuple[Choice, ...]:
    chosen = value if isinstance(value, list | tuple) else [value]
    written = {str(one).lower() if isinstance(one, bool) else str(one) for one in chosen}
    found, family = [], None
    for option in options:
        if option.is_family:
            family = option.label
            continue
        if family is not None and not option.label.zh.startswith(family.zh):
            family = None
        label = option.label if family is None else _below(option.label, family)
        found.append(Choice(option.written, label, family, option.written in written))
    return tuple(found)


def _below(label: Text, family: Text) -> Text:
    return Text(label.zh.removeprefix(f"{family.zh} / "), label.en.removeprefix(f"{family.en} / "))


def _words(value: Any, options: Options) -> Any:
    """Return a value to be read: the labels of what was chosen, else as it is."""
    if isinstance(value, list | tuple):
        return [_words(one, options) for one in value]
    for option in options:
        if isinstance(value, str | int | float) and option.value == value:
            return option.label
    return value
