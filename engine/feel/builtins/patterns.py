"""Regular expressions of XPath 3.1, run by the package `regex` under a time limit.

Only XPath's syntax gets through: what `regex` knows beyond it (fuzzy matching, look-around,
recursion, possessive quantifiers) is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import regex

from ..errors import FeelLimit, NoValue
from ..run import RegexTime, spend, spend_list, spend_string

MAX_PATTERN = 1000
_COMPILING = 1500
"""Steps that a pattern costs when it is met for the first time."""
_FLAGS = {"s": regex.S, "m": regex.M, "i": regex.I, "x": 0, "q": 0}
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??")
_PROPERTY = re.compile(r"\\[pP]\{([A-Za-z0-9-]{1,40})\}")
_PLAIN_ESCAPES = frozenset("|.-^?*+{}()[]$\\nrtsSdDwW")
_NAME_START, _NAME = "A-Za-z_:", r"\-.\w:"
_SIGNS_OF_REGEX = frozenset("&~|[")
"""Doubled, these mean set operations to `regex`; in XPath they are plain characters of a class."""
Template = list[str | int]


@lru_cache(maxsize=1024)
def compiled(pattern: str, flags: str) -> regex.Pattern[str]:
    """Return an XPath regular expression ready to use; NoValue when it is none."""
    if len(pattern) > MAX_PATTERN:
        raise FeelLimit("正则表达式过长", "the regular expression is too long")
    spend(_COMPILING)
    options = regex.V1
    for flag in flags:
        if flag not in _FLAGS:
            raise NoValue("there is no flag {flag}", flag=flag)
        options |= _FLAGS[flag]
    translated = regex.escape(pattern) if "q" in flags else _Translation(pattern, flags).text()
    try:
        return regex.compile(translated, options)
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        raise NoValue("not a regular expression") from error


def found(expression: regex.Pattern[str], string: str) -> bool:
    """Return whether the expression matches somewhere."""
    with RegexTime() as limit:
        return expression.search(string, timeout=limit) is not None


def template(replacement: str, groups: int, *, literal: bool) -> Template:
    """Return a replacement as texts and group numbers; NoValue when it is badly written."""
    if literal:
        return [replacement]
    parts: Template = []
    at = 0
    for place in re.finditer(r"\\[\\$]|\$\d|[^\\$]+", replacement):
        if place.start() != at:
            raise NoValue("a badly written replacement")
        at = place.end()
        piece = place.group()
        if piece[0] == "$":
            parts.extend([int(piece[1])] if int(piece[1]) <= groups else [])
        else:
            parts.append(piece[1:] if piece[0] == "\\" else piece)
    if at != len(replacement):
        raise NoValue("a badly written replacement")
    return parts


def replaced(expression: regex.Pattern[str], string: str, parts: Template) -> str:
    """Return the string with all matches replaced; the result's length is charged as it grows."""
    if found(expression, ""):
        raise NoValue("the pattern matches the empty string")
    result: list[str] = []
    at = length = 0
    for match in _all(expression, string):
        pieces = [string[at : match.start()]]
        pieces += [part if isinstance(part, str) else match.group(part) or "" for part in parts]
        at = match.end()
        length += sum(map(len, pieces))
        spend_string(length if length > len(string) else 32)
        result += pieces
    spend_string(length + len(string) - at)
    result.append(string[at:])
    return "".join(result)


def pieces(expression: regex.Pattern[str], string: str) -> list[str]:
    """Return what stands between the matches."""
    result: list[str] = []
    at = 0
    for match in _all(expression, string):
        if match.end() == match.start():
            continue
        spend_list(8)
        result.append(string[at : match.start()])
        at = match.end()
    return [*result, string[at:]]


def _all(expression: regex.Pattern[str], string: str) -> Iterator[Any]:
    with RegexTime() as limit:
        yield from expression.finditer(string, timeout=limit)


class _Translation:
    """One pattern on its way from XPath's notation to that of `regex`."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = _without_blanks(pattern) if "x" in flags else pattern
        self.dot = "." if "s" in flags else r"[^\n\r]"
        self.end = "$" if "m" in flags else r"\Z"
        self.at = 0

    def text(self) -> str:
        """Return the pattern in the other notation."""
        out: list[str] = []
        while self.at < len(self.pattern):
            out.append(self._next(bool(out)))
        return "".join(out)

    def _next(self, something_before: bool) -> str:
        sign = self.pattern[self.at]
        if sign == "\\":
            return self._escape(inside=False)
        if sign == "[":
            return self._class()
        if sign in "*+?{":
            return self._quantifier(something_before)
        if sign == "(" and self.pattern.startswith("(?", self.at):
            if not self.pattern.startswith("(?:", self.at):
                raise NoValue("only plain groups")
            self.at += 3
            return "(?:"
        if sign in "]}":
            raise NoValue("an unmatched bracket")
        self.at += 1
        return {".": self.dot, "$": self.end}.get(sign, sign)

    def _quantifier(self, something_before: bool) -> str:
        quantifier = _QUANTIFIER.match(self.pattern, self.at)
        if not quantifier or not something_before:
            raise NoValue("a misplaced quantifier")
        self.at = quantifier.end()
        if self.pattern[self.at : self.at + 1] in ("*", "+", "?", "{"):
            raise NoValue("two quantifiers in a row")
        return quantifier.group()

    def _escape(self, *, inside: bool) -> str:
        sign = self.pattern[self.at + 1 : self.at + 2]
        if sign in ("p", "P"):
            return self._property()
        self.at += 2
        if sign in ("i", "c"):
            signs = _NAME_START if sign == "i" else _NAME
            return signs if inside else f"[{signs}]"
        if sign and sign in _PLAIN_ESCAPES:
            return "\\" + sign
        if sign.isascii() and sign.isdigit() and not inside and sign != "0":
            return f"(?:\\{sign})"
        raise NoValue("no such escape")

    def _property(self) -> str:
        found = _PROPERTY.match(self.pattern, self.at)
        if not found:
            raise NoValue("no such property")
        self.at = found.end()
        name = found.group(1)
        written = "In" + name[2:] if name.startswith("Is") else name
        return f"{found.group()[:2]}{{{written}}}"

    def _class(self) -> str:
        out = ["["]
        self.at += 1
        if self.pattern.startswith("^", self.at):
            out.append("^")
            self.at += 1
        first = True
        while not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                raise NoValue("an unfinished class")
            if self.pattern.startswith("-[", self.at) and not first:
                self.at += 1
                out += ["--", self._class()]
                if not self.pattern.startswith("]", self.at):
                    raise NoValue("a subtraction ends its class")
                break
            out.append(self._in_class())
            first = False
        if first:
            raise NoValue("an empty class")
        self.at += 1
        return "".join([*out, "]"])

    def _in_class(self) -> str:
        sign = self.pattern[self.at]
        if sign == "\\":
            return self._escape(inside=True)
        if sign == "[":
            raise NoValue("a bracket inside a class")
        self.at += 1
        if sign == "-" and self.pattern.startswith("-", self.at):
            raise NoValue("two dashes in a class")
        return "\\" + sign if sign in _SIGNS_OF_REGEX else sign


def _without_blanks(pattern: str) -> str:
    """Take out the blanks that stand outside classes (flag x)."""
    out: list[str] = []
    depth = 0
    for position, sign in enumerate(pattern):
        escaped = position > 0 and pattern[position - 1] == "\\"
        depth += (sign == "[" and not escaped) - (sign == "]" and not escaped)
        if not sign.isspace() or depth > 0:
            out.append(sign)
    return re.sub(r"\\[pP]\{[^}]*\}", lambda m: "".join(m.group().split()), "".join(out))
