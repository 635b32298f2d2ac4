"""What a plain HTML form sent, as the browser's form viewer would have submitted it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from engine.forms.form import Form
from engine.forms.parts import Group, Part, Question, Rows


class Posted(Protocol):
    """The fields of a post by name, each with one value or several (werkzeug's MultiDict)."""

    def __contains__(self, name: Any, /) -> bool: ...
    def __iter__(self) -> Any: ...
    def getlist(self, name: Any, /) -> list[Any]: ...


def read_plain(form: Form, posted: Posted) -> dict[str, Any]:
    """Return the answers of a post whose fields are named by dotted path (`members.0.name`).

    Nothing is judged here: texts stay texts, fields that were not sent are absent, a box that was
    not ticked is false, rows without any answer are left out. Files do not come this way.
    """
    return _level(form.parts, posted, "")


def _level(parts: tuple[Part, ...], posted: Posted, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts:
        name = prefix + ".".join(part.steps)
        if isinstance(part, Rows):
            _put(found, part.steps, _rows(part, posted, name))
        elif isinstance(part, Group):
            inner = _level(part.parts, posted, f"{name}." if part.steps else prefix)
            _merge(found, part.steps, inner)
        elif isinstance(part, Question) and part.kind.source == "sent":
            value = _answer(part, posted, name)
            if value is not None:
                _put(found, part.steps, value)
    return found


def _answer(question: Question, posted: Posted, name: str) -> Any:
    if question.kind.name == "checkbox":
        return "true" in posted.getlist(name)
    if question.kind.many and (question.options or question.options_from):
        return [value for value in posted.getlist(name) if value]
    values = posted.getlist(name)
    return values[-1] if values else None


def _rows(rows: Rows, posted: Posted, name: str) -> list[dict[str, Any]]:
    """Return the rows in the order of their numbers; of a list that grows, not the empty ones."""
    numbers = sorted(_numbers(posted, f"{name}."))
    found = [_level(rows.parts, posted, f"{name}.{number}.") for number in numbers[: rows.most + 1]]
    return found if rows.fixed else [row for row in found if _is_answered(row)]


def _numbers(posted: Iterable[str], start: str) -> set[int]:
    found = set()
    for name in posted:
        digits = name.removeprefix(start).partition(".")[0] if name.startswith(start) else ""
        if digits.isascii() and digits.isdigit() and len(digits) <= 4:
            found.add(int(digits))
    return found


def _is_answered(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_is_answered(one) for one in value.values())
    if isinstance(value, list):
        return any(_is_answered(one) for one in value)
    return value not in (None, "", False)


def _put(found: dict[str, Any], steps: tuple[str, ...], value: Any) -> None:
    _merge(found, steps[:-1], {steps[-1]: value})


def _merge(found: dict[str, Any], steps: tuple[str, ...], inner: Mapping[str, Any]) -> None:
    for step in steps:
        found = found.setdefault(step, {})
    found.update(inner)
