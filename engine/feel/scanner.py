"""Where in the text we are, and what comes next."""

from __future__ import annotations

import re
from typing import NoReturn

from engine.text import Text

from .errors import FeelLimit, FeelSyntaxError
from .run import MAX_TEXT
from .words import (
    BLANK,
    KEYWORDS,
    SPELLED_WITH_KEYWORDS,
    TYPED_ON_A_CHINESE_KEYBOARD,
    WORD,
    is_plain,
    pattern_of,
)

_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    '"': '"',
    "'": "'",
    "\\": "\\",
}
_PIECE = re.compile(r'[^"\\]++|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{6})|\\(.)', re.S)
_LABEL = re.compile(r"""[^,"{}\[\]():]+""")


class Scanner:
    """A position in an expression's text, and the odd names that are known there."""

    def __init__(self, text: str, names: frozenset[str] = frozenset()) -> None:
        if len(text) > MAX_TEXT:
            raise FeelLimit("表达式过长", "the expression is too long")
        self.text, self.at = text, 0
        self._known: list[str] = []
        for name in names:
            self.learn(name)

    def learn(self, name: str) -> None:
        """Recognise a name with signs or keywords in it from here on, longest first."""
        if name.strip() and not is_plain(name) and name not in self._known:
            self._known.append(name)
            self._known.sort(key=len, reverse=True)

    def fail(self, zh: str, en: str, at: int | None = None, **values: object) -> NoReturn:
        """Raise FeelSyntaxError at a position, or here."""
        raise FeelSyntaxError(Text(zh, en, **values), self.text, self.at if at is None else at)

    def fail_here(self, expected_zh: str, expected_en: str) -> NoReturn:
        """Raise FeelSyntaxError saying what was expected and what stands here instead."""
        self.skip()
        found = self.text[self.at : self.at + 1]
        if not found:
            self.fail(
                "表达式不完整，缺少{expected}",
                "the expression ends where {expected} is expected",
                expected=Text(expected_zh, expected_en),
            )
        if found in TYPED_ON_A_CHINESE_KEYBOARD:
            self.fail(
                "请用半角符号 {ascii} 代替全角符号 {found}",
                "write {ascii} instead of the full-width {found}",
                ascii=TYPED_ON_A_CHINESE_KEYBOARD[found],
                found=found,
            )
        self.fail(
            "此处应为{expected}，不能是 {found}",
            "expected {expected}, found {found}",
            expected=Text(expected_zh, expected_en),
            found=self._what_stands_here(),
        )

    def _what_stands_here(self) -> str:
        word = WORD.match(self.text, self.at)
        return (word.group() if word else self.text[self.at])[:40]

    # -- blanks, signs, words

    def skip(self) -> None:
        """Go past blanks and comments."""
        found = BLANK.match(self.text, self.at)
        if found:
            self.at = found.end()

    def sees(self, *signs: str) -> str | None:
        """Return which of the signs comes next, without taking it."""
        self.skip()
        return next((sign for sign in signs if self.text.startswith(sign, self.at)), None)

    def takes(self, sign: str) -> bool:
        """Go past a sign if it comes next."""
        self.skip()
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def needs(self, sign: str) -> None:
        """Go past a sign; raises FeelSyntaxError when something else comes next."""
        if not self.takes(sign):
            self.fail_here(f"“{sign}”", f"'{sign}'")

    def matches(self, pattern: re.Pattern[str]) -> str | None:
        """Go past what a pattern describes, and return it."""
        self.skip()
        found = pattern.match(self.text, self.at)
        if not found:
            return None
        self.at = found.end()
        return found.group()

    def sees_word(self) -> str | None:
        """Return the word that comes next, without taking it."""
        self.skip()
        found = WORD.match(self.text, self.at)
        return found.group() if found else None

    def takes_word(self, word: str) -> bool:
        """Go past a word if it comes next."""
        if self.sees_word() != word:
            return False
        self.at += len(word)
        return True

    def needs_word(self, word: str) -> None:
        """Go past a word; raises FeelSyntaxError when something else comes next."""
        if not self.takes_word(word):
            self.fail_here(f"“{word}”", f"'{word}'")

    def at_end(self) -> bool:
        """Tell whether only blanks follow."""
        self.skip()
        return self.at >= len(self.text)

    # -- names

    def known_name(self) -> str | None:
        """Go past a name that had to be known beforehand."""
        self.skip()
        for name in (*self._known, *SPELLED_WITH_KEYWORDS):
            if self.text[self.at : self.at + 1] == name[0]:
                found = pattern_of(name).match(self.text, self.at)
                if found:
                    self.at = found.end()
                    return name
        return None

    def name(self) -> str | None:
        """Go past a name: a known one, or all the words up to a sign or keyword."""
        known = self.known_name()
        if known is not None:
            return known
        words: list[str] = []
        while True:
            word = self.sees_word()
            if word is None or word in KEYWORDS:
                return " ".join(words) or None
            words.append(word)
            self.at += len(word)

    def member_name(self) -> str:
        """Go past the name after a dot: a keyword may be one, as its first word."""
        known = self.known_name()
        if known is not None:
            return known
        first = self.sees_word()
        if first is None:
            self.fail_here("名称", "a name")
        self.at += len(first)
        rest = self.name_rest()
        return f"{first} {rest}" if rest else first

    def name_rest(self) -> str:
        """Go past further words of a name."""
        words: list[str] = []
        while (word := self.sees_word()) is not None and word not in KEYWORDS:
            words.append(word)
            self.at += len(word)
        return " ".join(words)

    def label(self) -> str:
        """Go past a name that is being given, up to a colon, comma or bracket."""
        start = self.at
        found = self.matches(_LABEL)
        name = " ".join(found.split()) if found else ""
        if not WORD.match(name):
            self.at = start
            self.fail_here("名称", "a name")
        self.learn(name)
        return name

    # -- strings

    def string(self) -> str:
        """Go past a string in quotes and return what it says."""
        start, pieces = self.at, []
        self.at += 1
        while True:
            found = _PIECE.match(self.text, self.at)
            if not found:
                break
            pieces.append(_meaning(found))
            self.at = found.end()
        if not self.text.startswith('"', self.at):
            self.fail("字符串缺少结束引号", "the string has no closing quote", at=start)
        self.at += 1
        return _join_surrogates("".join(pieces))


def _meaning(found: re.Match[str]) -> str:
    short, long, escaped = found.groups()
    if short or long:
        code = int(short or long, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    if escaped:
        return _ESCAPES.get(escaped, found.group())
    return found.group()


def _join_surrogates(text: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
