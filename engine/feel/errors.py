"""How an expression fails: badly written, too costly, or simply without a value."""

from __future__ import annotations

from engine.text import Text


class FeelSyntaxError(Exception):
    """The text is no FEEL; `position` counts characters from 0, `line` and `column` from 1."""

    def __init__(self, text: Text, source: str, position: int) -> None:
        self.text = text
        self.message = text.say("en")
        self.position = min(position, len(source))
        before = source[: self.position]
        self.line = before.count("\n") + 1
        self.column = self.position - (before.rfind("\n") + 1) + 1
        super().__init__(f"{self.message} (line {self.line}, column {self.column})")


class FeelLimit(Exception):
    """The expression would use more steps, depth, memory or time than one evaluation may."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh, en)
        super().__init__(en)


class NoValue(Exception):
    """There is no value: whoever asked gets FEEL's null; the argument says why, in English."""
