"""Does a text match a form's pattern: JavaScript's syntax, read safely and alike on the server.

A form's pattern runs in the browser as JavaScript. Here it is translated sign by sign into the
part of the syntax on which both agree; anything outside that part is refused when the form is
loaded, so that a text never passes in one place and fails in the other.
"""

from __future__ import annotations

import re
from functools import lru_cache

import regex

from engine.text import Text

LONGEST = 500
SECONDS = 0.1

_CLASSES = {
    "d": "0-9",
    "w": "0-9A-Za-z_",
    "s": r"\t\n\x0b\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
}
_CONTROLS = {"t": r"\t", "n": r"\n", "r": r"\r", "f": r"\f", "v": r"\x0b"}
_TOKEN = re.compile(
    r"""
    (?P<unicode>\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})
    |(?P<escape>\\.)
    |(?P<open>\((?:\?(?:[:=!]|<[=!]))?)
    |(?P<close>\))
    |(?P<count>\{\d{1,4}(?:,\d{0,4})?\}\??|[*+?]\??)
    |(?P<start>\[\^?)
    |(?P<plain>[^\\])
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_MEMBER = re.compile(r"\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\.|[^\\]", re.DOTALL)


class BadPattern(ValueError):
    """The pattern cannot be used on a form; `text` says why."""

    def __init__(self, pattern: str, zh: str, en: str) -> None:
        self.text = Text(
            "样式“{pattern}”不能使用：{why}",
            "Pattern “{pattern}” cannot be used: {why}",
            pattern=pattern,
            why=Text(zh, en),
        )
        super().__init__(self.text.say("en"))


class Pattern:
    """A translated pattern; `matches` never runs longer than a tenth of a second."""

    def __init__(self, pattern: str) -> None:
        self.written = pattern
        if len(pattern) > LONGEST:
            raise BadPattern(pattern[:40] + "…", "太长", "it is too long")
        try:
            self._compiled = regex.compile(_translated(pattern), regex.ASCII | regex.VERSION0)
        except regex.error as wrong:
            raise BadPattern(pattern, "写法有误", str(wrong)) from wrong

    def matches(self, text: str) -> bool | None:
        """Tell whether the text matches anywhere, as JavaScript's `test`; None when time ran out.

        The caller bounds the text's length first.
        """
        try:
            return self._compiled.search(text, timeout=SECONDS) is not None
        except TimeoutError:
            return None


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Pattern:
    """Return the pattern ready to match; raises BadPattern."""
    return Pattern(pattern)


def _translated(pattern: str) -> str:
    """Return Python's way of writing a JavaScript pattern."""
    if any(ord(char) > 0xFFFF for char in pattern):
        raise BadPattern(
            pattern, "含有超出基本平面的字符", "it holds characters beyond the basic plane"
        )
    out, at, repeatable = [], 0, False
    while found := _TOKEN.match(pattern, at):
        kind, mark = str(found.lastgroup), found[0]
        if kind == "start":
            piece, at = _char_class(pattern, at)
        else:
            piece, at = _piece(pattern, kind, mark), found.end()
        if kind == "count" and not repeatable:
            raise BadPattern(pattern, f"“{mark}”前没有内容", f"nothing to repeat before {mark!r}")
        repeatable = kind not in ("count", "open") and mark not in ("^", "$", "|", "\\b", "\\B")
        out.append(piece)
    if at < len(pattern):
        raise BadPattern(pattern, "末尾多了“\\”", "it ends with a backslash")
    return "".join(out)


def _piece(pattern: str, kind: str, mark: str) -> str:
    if kind == "escape":
        return _escape(pattern, mark[1])
    if kind == "unicode" and 0xD800 <= int(mark[2:], 16) <= 0xDFFF:
        raise BadPattern(pattern, "含有代理字符", "it holds a surrogate")
    if mark == "$":
        return r"\Z"
    if mark == ".":
        return r"[^\n\r\u2028\u2029]"
    if kind == "plain" and mark in "{}]":
        raise BadPattern(pattern, f"“{mark}”要写成“\\{mark}”", f"write \\{mark} for {mark}")
    return regex.escape(mark) if kind == "plain" and mark not in "^|" else mark


def _escape(pattern: str, char: str) -> str:
    """Return an escape outside a class."""
    if char.lower() in _CLASSES:
        return f"[{'^' if char.isupper() else ''}{_CLASSES[char.lower()]}]"
    if char in "bB":
        return "\\" + char
    return _literal(pattern, char)


def _literal(pattern: str, char: str) -> str:
    if char in _CONTROLS:
        return _CONTROLS[char]
    if char.isalnum():
        raise BadPattern(pattern, f"不支持“\\{char}”", f"\\{char} is not supported")
    return str(regex.escape(char))


def _char_class(pattern: str, at: int) -> tuple[str, int]:
    """Return a class `[…]` and where it ends; ranges must run between single characters."""
    negated = pattern.startswith("[^", at)
    at += 1 + negated
    members: list[tuple[str, str]] = []
    while at < len(pattern) and pattern[at] != "]":
        found = _MEMBER.match(pattern, at)
        if not found:
            break
        members.append(_member(pattern, found[0]))
        at = found.end()
    if at >= len(pattern) or not members:
        raise BadPattern(pattern, "“[…]”没有写完或为空", "a class […] is empty or does not end")
    return f"[{'^' if negated else ''}{_joined(pattern, members)}]", at + 1


def _member(pattern: str, mark: str) -> tuple[str, str]:
    """Return what a class member is (`char`, `set` or `dash`) and how it is written."""
    if mark == "-":
        return "dash", r"\-"
    if len(mark) == 6 or (len(mark) == 4 and mark[1] == "x"):
        if 0xD800 <= int(mark[2:], 16) <= 0xDFFF:
            raise BadPattern(pattern, "含有代理字符", "it holds a surrogate")
        return "char", mark
    if mark[0] != "\\":
        return "char", regex.escape(mark)
    if mark[1] in _CLASSES:
        return "set", _CLASSES[mark[1]]
    return "char", _literal(pattern, mark[1])


def _joined(pattern: str, members: list[tuple[str, str]]) -> str:
    """Write the members down, a dash between two characters as a range."""
    out, index = [], 0
    while index < len(members):
        kind, written = members[index]
        is_range = index + 2 < len(members) and members[index + 1][0] == "dash"
        if is_range and "set" in (kind, members[index + 2][0]):
            raise BadPattern(pattern, "范围的两端应为单个字符", "a range runs between characters")
        out.append(f"{written}-{members[index + 2][1]}" if is_range else written)
        index += 3 if is_range else 1
    return "".join(out)
