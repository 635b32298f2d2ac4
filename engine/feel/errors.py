"""How an expression fails: badly written, too costly, or simply without a value."""

from __future__ import annotations

from typing import Any

from engine.text import Text

from .reasons import reason


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
    """There is no value: whoever asked gets FEEL's null. The reason is one of `reasons`."""

    def __init__(self, why: str, **values: Any) -> None:
        self.why, self.values = why, values
        super().__init__(why)

    @property
    def text(self) -> Text:
        """The reason in words."""
        return reason(self.why, **self.values)
