"""How one sentence is said in each of the product's languages."""

from __future__ import annotations

from typing import Any

LANGUAGES = ("zh", "en")


class Text:
    """A sentence for people, Chinese first; `{places}` are filled when it is said."""

    __slots__ = ("en", "values", "zh")

    def __init__(self, zh: str, en: str = "", **values: Any) -> None:
        self.zh, self.en, self.values = zh, en or zh, values

    def say(self, language: str) -> str:
        """Return the sentence in `zh` or `en`; any other language reads English."""
        pattern = self.zh if language.startswith("zh") else self.en
        return pattern.format(**self._said(language)) if self.values else pattern

    def _said(self, language: str) -> dict[str, Any]:
        return {
            name: value.say(language) if isinstance(value, Text) else value
            for name, value in self.values.items()
        }

    def __str__(self) -> str:
        return self.say("zh")

    def __repr__(self) -> str:
        return f"Text({self.say('en')!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.zh, self.en, self.values) == (
            other.zh,
            other.en,
            other.values,
        )

    def __hash__(self) -> int:
        return hash((self.zh, self.en))
