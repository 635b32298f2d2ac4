"""A form as plain HTML: what people fill in where there is no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from admin.formfields import words
from engine import LOCAL, Form, Problem, Text, page_controls

__all__ = ["anchor", "plain_fields"]

_pages = Environment(
    loader=PackageLoader("admin.formfields"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def plain_fields(
    form: Form,
    answers: Mapping[str, Any],
    problems: Iterable[Problem] = (),
    *,
    language: str = "zh",
    access: Mapping[str, str] | None = None,
    known: Mapping[str, Any] | None = None,
    names: Mapping[str, Any] | None = None,
    say: Callable[[Any], str] | None = None,
) -> Markup:
    """Return the fields of a form, ready to stand inside the page's own <form>.

    `answers` are what `browser_data` gives, what was typed laid over it. Fields are named by dotted
    path, as `read_plain` takes them; each problem stands at its field, whose id is `anchor(field)`.
    `known` is the server's own data. `say` speaks the form's sentences, where the page knows more
    phrases than the form does.
    """
    controls = page_controls(form, answers, problems, access=access, known=known, names=names)
    speak = say or (lambda text: text.say(language) if isinstance(text, Text) else str(text))
    template = _pages.get_template("fields.html")
    said = template.render(
        controls=controls,
        say=speak,
        words=words,
        types=_TYPES,
        anchor=anchor,
        value=lambda one: _value(one, speak, language),
        paragraphs=_paragraphs,
    )
    return Markup(said)  # noqa: S704 - the template escapes all that it is given


# what HTML calls the input of a kind of text; the others are called as their control
_TYPES = {"email": "email", "phone": "tel", "text": "text", "datetime": "datetime-local"}


def anchor(field: str) -> str:
    """Return the id of a field on the page, to link to it: members.0.name → f-members-0-name."""
    return "f-" + re.sub(r"[^\w-]", "-", field)


def _value(value: Any, speak: Callable[[Any], str], language: str) -> str:
    """Return what an answer that is only read says."""
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return speak(words.YES if value else words.NO)
    if isinstance(value, Mapping):
        return str(value.get("place") or value.get("name") or "—")
    if isinstance(value, list | tuple):
        join = "、" if language.startswith("zh") else ", "
        return join.join(_value(one, speak, language) for one in value)
    if isinstance(value, Text):
        return speak(value)
    return _moment(value)


def _moment(value: Any) -> str:
    """Return a day or an instant without its machine clothes; anything else as it is."""
    text = value.isoformat() if isinstance(value, date | time) else str(value)
    if not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text):
        return text
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (found.astimezone(LOCAL) if found.tzinfo else found).strftime("%Y-%m-%d %H:%M")


def _paragraphs(text: str) -> list[tuple[str, str]]:
    """Split a note into headings (`h`), list items (`li`) and paragraphs (`p`)."""
    kinds = {"#": "h", "-": "li", "*": "li"}
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        marked = re.fullmatch(r"(#{1,6}|[-*])\s+(.*)", line)
        kind = kinds[marked[1][0]] if marked else "p"
        found.append((kind, re.sub(r"\*\*(.+?)\*\*", r"\1", marked[2] if marked else line)))
    return found
