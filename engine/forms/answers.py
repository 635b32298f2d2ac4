"""What a person's answers mean: the server's own judgement of a submission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import jsonschema_rs

from engine import clock
from engine.errors import Invalid, Problem
from engine.forms import words
from engine.forms.files import file_problem, files_at
from engine.forms.form import Form
from engine.forms.kinds import is_blank
from engine.forms.laying import TooMuch, settled_on
from engine.forms.parts import Kind
from engine.forms.paths import Path, copied, dig, put
from engine.forms.settling import ListPlace, Place, Settled
from engine.forms.shapes import as_json
from engine.text import Text

Files = Mapping[str, list[dict[str, Any]]]


def read_answers(
    form: Form,
    submitted: Mapping[str, Any],
    known: Mapping[str, Any],
    *,
    access: Mapping[str, str] | None = None,
    names: Mapping[str, Any] | None = None,
    now: datetime | None = None,
    files: Files | None = None,
) -> dict[str, Any]:
    """Return the typed data that answers give. Raises Invalid with all problems by field.

    Only keyed, visible, writable fields are taken from `submitted`; read-only ones come from
    `known`, computed ones are computed, files come from `files` by field. A visible field that was
    left open is null (false, or an empty list); a hidden one is absent, or null when `known` still
    holds an earlier answer that could be changed here. Objects keep what else `known` has in them.
    """
    settled = _settled(form, submitted, known, access or {}, names or {}, now or clock.now())
    reading = _Reading(settled, files or {})
    problems = reading.problems()
    if problems:
        raise Invalid(problems)
    return reading.data()


def _settled(
    form: Form,
    submitted: Mapping[str, Any],
    known: Mapping[str, Any],
    access: Mapping[str, str],
    names: Mapping[str, Any],
    now: datetime,
) -> Settled:
    sent = submitted if isinstance(submitted, Mapping) else {}
    try:
        return settled_on(form.parts, sent, known, access, names, now)
    except TooMuch as much:
        raise Invalid([Problem("", words.TOO_MUCH)]) from much


def answers_schema(
    form: Form,
    submitted: Mapping[str, Any],
    known: Mapping[str, Any],
    *,
    names: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that holds for one submission, a property a dotted path."""
    return _Reading(
        _settled(form, submitted, known, {}, names or {}, now or clock.now()), {}
    ).schema()


class _Reading:
    """The judgement of one settled submission."""

    def __init__(self, settled: Settled, files: Files) -> None:
        self.settled = settled
        self.visible = [place for place in settled.places if settled.counts(place)]
        self.written = [
            place
            for place in self.visible
            if place.writable and place.question.kind.source != "computed"
        ]
        self.lists = [
            rows for rows in settled.lists if rows.access == "write" and settled.counts(rows)
        ]
        for place in self.written:
            if place.question.kind.source == "files":
                place.value = files_at(place, files.get(place.name))
                put(settled.data, place.path, place.value)

    # -- judging ------------------------------------------------------------------------------

    def problems(self) -> list[Problem]:
        """Return all that is wrong, in the form's order, at most one sentence of a kind a field."""
        found: dict[str, list[Text]] = {
            place.name: [place.problem] for place in self.written if place.problem
        }
        for name, text in self._against_schema():
            if text not in found.setdefault(name, []):
                found[name].append(text)
        for place in self.written:
            if place.name not in found and not _is_open(place):
                found[place.name] = list(self._beyond_schema(place))
        order = [rows.name for rows in self.lists] + [place.name for place in self.written]
        return [Problem(name, text) for name in order for text in found.get(name, [])]

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the written fields and lists."""
        properties: dict[str, Any] = {}
        for place in self.written:
            question = place.question
            bounds = self._bounds(place)
            options = self.settled.options_of(place)
            properties[place.name] = question.kind.shape(question, bounds, options)
        for rows in self.lists:
            least, most = rows.rows.least, rows.rows.most
            properties[rows.name] = {"type": "array", "minItems": least, "maxItems": most}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": properties,
            "required": [place.name for place in self.written if self._is_required(place)],
            "additionalProperties": False,
        }

    def _against_schema(self) -> Iterator[tuple[str, Text]]:
        unread = {place.name for place in self.written if place.problem}
        sent: dict[str, Any] = {
            place.name: as_json(place.value)
            for place in self.written
            if place.name not in unread and not _is_open(place)
        }
        sent.update({rows.name: [0] * rows.count for rows in self.lists if rows.count})
        for rows in self.lists:
            sent.setdefault(rows.name, [])
        places = {place.name: place for place in self.written}
        validator = jsonschema_rs.Draft202012Validator(self.schema(), validate_formats=True)
        for error in validator.iter_errors(sent):
            details = error.kind.as_dict()
            name = str(error.instance_path[0] if error.instance_path else details["property"])
            if name not in unread:
                at_field = len(error.instance_path) <= 1
                kind = places[name].question.kind if name in places and at_field else None
                yield name, _said(error.kind.name, details, kind)

    def _beyond_schema(self, place: Place) -> Iterator[Text]:
        """Yield what JSON Schema cannot say: patterns, passed dates, files, FEEL checks."""
        question = place.question
        if question.pattern is not None:
            matches = question.pattern.matches(place.value)
            if matches is not True:
                yield (
                    words.TOO_HARD
                    if matches is None
                    else question.pattern_message or words.BAD_FORM
                )
        if (
            question.not_passed
            and _day(place.value) < self.settled.now.astimezone(clock.LOCAL).date()
        ):
            yield words.PASSED
        if question.kind.source == "files":
            problem = file_problem(place, self._bounds(place))
            if problem is not None:
                yield problem
        if question.check is not None and self._value(place, question.check) is not True:
            yield question.check_message or words.FAILED_CHECK

    def _is_required(self, place: Place) -> bool:
        question = place.question
        if question.required_if is not None and self._value(place, question.required_if) is True:
            return True
        return question.required

    def _bounds(self, place: Place) -> dict[str, Any]:
        return {
            name: bound if isinstance(bound, int | float | str) else self._value(place, bound)
            for name, bound in place.question.bounds.items()
        }

    def _value(self, place: Place, expression: Any) -> Any:
        return self.settled.value_of(expression, place.around)

    # -- the data -----------------------------------------------------------------------------

    def data(self) -> dict[str, Any]:
        """Return what the answers mean."""
        data: dict[str, Any] = {}
        for rows in self.settled.lists:
            self._put_rows(data, rows)
        for place in self.settled.places:
            if place.access == "hidden":
                continue
            if self.settled.counts(place):
                self._put_value(data, place)
            elif place.known is not None and place.writable and not _in_rows(place.path):
                self._put(data, place.path, None)
        return data

    def _put_rows(self, data: dict[str, Any], rows: ListPlace) -> None:
        if rows.access == "write" and self.settled.counts(rows):
            self._put(data, rows.path, [{} for _ in range(rows.laid)])
        elif rows.access == "write" and rows.known is not None:
            self._put(data, rows.path, [])
        elif rows.access == "read" and rows.known is not None and self.settled.counts(rows):
            self._put(data, rows.path, rows.known)

    def _put_value(self, data: dict[str, Any], place: Place) -> None:
        computed = place.question.kind.source == "computed" and place.access == "write"
        if place.writable or computed or place.value is not None:
            self._put(data, place.path, place.value)

    def _put(self, data: dict[str, Any], path: Path, value: Any) -> None:
        """Lay a value down, beginning an object from what the server knows of it."""
        top = str(path[0])
        if len(path) > 1 and top not in data:
            known = dig(self.settled.known, (top,))
            data[top] = copied(known) if isinstance(known, Mapping) else {}
        put(data, path, value)


def _is_open(place: Place) -> bool:
    """Tell whether a place holds no answer; false is one, unless a tick is required."""
    return is_blank(place.value)


def _in_rows(path: Path) -> bool:
    return any(isinstance(step, int) for step in path)


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _said(rule: str, details: Mapping[str, Any], kind: Kind | None) -> Text:
    """Return what to tell a person about a broken rule of JSON Schema."""
    limit = details.get("limit")
    if rule == "required" and kind is not None:
        return kind.missing
    if rule == "multipleOf":
        return _multiple(details["multiple_of"])
    if rule in _WITH_LIMIT:
        return _WITH_LIMIT[rule](limit)
    return _PLAIN.get(rule, words.BAD_FORM)


def _multiple(of: Any) -> Text:
    step = Decimal(str(of)).normalize().as_tuple()
    if step.digits == (1,) and isinstance(step.exponent, int) and step.exponent <= 0:
        return words.digits(-step.exponent)
    return words.step(of)


_WITH_LIMIT = {
    "minLength": words.shorter,
    "maxLength": words.longer,
    "minimum": words.smaller,
    "maximum": words.larger,
    "minItems": words.fewer,
    "maxItems": words.more,
}
_PLAIN = {
    "required": words.MISSING,
    "const": words.TICK,
    "enum": words.NOT_OPTION,
    "uniqueItems": words.TWICE,
    "format": words.BAD_EMAIL,
}
