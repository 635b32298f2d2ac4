"""When a field is to be filled in, in words: for pages that cannot show and hide fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.forms.parts import Question
from engine.text import Text

ONLY_IF_IT_APPLIES = Text("仅在适用时填写", "Only if it applies")
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"\\]*")|(?P<number>-?\d+(?:\.\d+)?)|(?P<sign>!=|<=|>=|[=<>()])
    |(?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)*))""",
    re.VERBOSE,
)
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SIGNS = {
    "=": ("“{field}”为“{value}”", "“{field}” is “{value}”"),
    "!=": ("“{field}”不为“{value}”", "“{field}” is not “{value}”"),
    "<": ("“{field}”小于 {value}", "“{field}” is less than {value}"),
    ">": ("“{field}”大于 {value}", "“{field}” is more than {value}"),
    "<=": ("“{field}”不大于 {value}", "“{field}” is at most {value}"),
    ">=": ("“{field}”不小于 {value}", "“{field}” is at least {value}"),
}
_EMPTY = {
    "=": ("“{field}”未填写", "“{field}” is empty"),
    "!=": ("“{field}”已填写", "“{field}” is filled in"),
}
_TICK = {
    "=": ("“{field}”已勾选", "“{field}” is ticked"),
    "!=": ("“{field}”未勾选", "“{field}” is not ticked"),
}


class _NotSimple(ValueError):
    """The condition is more than comparisons joined by and, or, not."""


def shown_when(hide: str, fields: Mapping[str, Question]) -> Text:
    """Return the words for when a field counts, from the FEEL that hides it.

    Comparisons of fields with fixed values, joined by and, or and not, are said in words; anything
    else is “only if it applies”.
    """
    try:
        words = _Reader(hide.strip().removeprefix("="), fields).condition(negated=True)
    except _NotSimple:
        return ONLY_IF_IT_APPLIES
    return Text("{condition}时填写", "Fill in if {condition}", condition=words.text)


@dataclass(frozen=True)
class _Words:
    text: Text
    joins: bool = False
    """It holds an “or”, so an “and” around it needs brackets."""


class _Reader:
    """Reads one condition from left to right, saying it or its opposite."""

    def __init__(self, text: str, fields: Mapping[str, Question]) -> None:
        self.tokens, self.at, self.fields = _tokens(text), 0, fields

    def condition(self, *, negated: bool) -> _Words:
        words = self._any(negated)
        if self.at < len(self.tokens):
            raise _NotSimple
        return words

    def _any(self, negated: bool) -> _Words:
        return self._joined(self._all, "or", negated)

    def _all(self, negated: bool) -> _Words:
        return self._joined(self._one, "and", negated)

    def _joined(self, part: Callable[[bool], _Words], word: str, negated: bool) -> _Words:
        """Read parts joined by one word; the opposite of “and” is “or” between the opposites."""
        found = [part(negated)]
        while self._takes(word):
            found.append(part(negated))
        if len(found) == 1:
            return found[0]
        either = (word == "or") != negated
        return _joined_words(found, either)

    def _one(self, negated: bool) -> _Words:
        if self._takes("not"):
            self._must("(")
            words = self._any(not negated)
            self._must(")")
            return words
        if self._takes("("):
            words = self._any(negated)
            self._must(")")
            return words
        return self._comparison(negated)

    def _comparison(self, negated: bool) -> _Words:
        kind, name = self._next()
        question = self.fields.get(name) if kind == "word" else None
        if question is None:
            raise _NotSimple
        sign, value = "=", ("word", "true")
        if self.at < len(self.tokens) and self.tokens[self.at][1] in _OPPOSITE:
            sign, value = self._next()[1], self._next()
        return _Words(_said(question, _OPPOSITE[sign] if negated else sign, *value))

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise _NotSimple
        self.at += 1
        return self.tokens[self.at - 1]

    def _takes(self, word: str) -> bool:
        found = self.at < len(self.tokens) and self.tokens[self.at] in (
            ("word", word),
            ("sign", word),
        )
        self.at += found
        return found

    def _must(self, word: str) -> None:
        if not self._takes(word):
            raise _NotSimple


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found:
            raise _NotSimple
        kind = str(found.lastgroup)
        tokens.append((kind, found[kind]))
        at = found.end()
    return tokens


def _said(question: Question, sign: str, kind: str, written: str) -> Text:
    """Return one comparison in words."""
    if (kind, written) in (("word", "null"), ("text", '""')) and sign in _EMPTY:
        zh, en = _EMPTY[sign]
        return Text(zh, en, field=question.label)
    if kind == "word" and written in ("true", "false") and sign in _TICK:
        return _yes_or_no(question, sign, written)
    if kind == "word":
        raise _NotSimple
    value = written.strip('"') if kind == "text" else written
    zh, en = _SIGNS[sign]
    return Text(zh, en, field=question.label, value=_label(question, value))


def _yes_or_no(question: Question, sign: str, written: str) -> Text:
    if question.kind.name == "checkbox":
        ticked = (written == "true") == (sign == "=")
        zh, en = _TICK["=" if ticked else "!="]
        return Text(zh, en, field=question.label)
    zh, en = _SIGNS[sign]
    return Text(zh, en, field=question.label, value=_label(question, written))


def _label(question: Question, value: str) -> Text:
    for option in question.options:
        if option.written == value:
            return option.label
    return Text(value)


def _joined_words(found: list[_Words], either: bool) -> _Words:
    zh, en = ("或", " or ") if either else ("且", " and ")
    texts = [
        Text("（{words}）", "({words})", words=one.text) if one.joins and not either else one.text
        for one in found
    ]
    names = [f"part{number}" for number in range(len(texts))]
    places = [f"{{{name}}}" for name in names]
    return _Words(
        Text(zh.join(places), en.join(places), **dict(zip(names, texts, strict=True))), either
    )
