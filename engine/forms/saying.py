"""What is wrong with a form, told all at once, and what its words are in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.text import Text


class BadForm(ValueError):
    """The form cannot be used; `problems` says everything that is wrong, in both languages."""

    def __init__(self, problems: list[Text]) -> None:
        super().__init__("; ".join(problem.say("en") for problem in problems))
        self.problems = problems


class Saying:
    """One reading of a schema; goes on after a problem so that all are told."""

    def __init__(self, form: str, schema: Mapping[str, Any], phrases: Mapping[str, str]) -> None:
        self.form, self.schema, self.phrases = form, schema, phrases
        self.problems: list[Text] = []

    def say(self, component: Mapping[str, Any], zh: str, en: str) -> None:
        self.tell(component, Text(zh, en))

    def tell(self, component: Mapping[str, Any], what: Text) -> None:
        where = component.get("key") or component.get("path") or component.get("id") or "-"
        place = f"{self.form}/{where}"
        self.problems.append(Text("{place}：{what}", "{place}: {what}", place=place, what=what))

    def _label(self, component: dict[str, Any]) -> Text:
        for name in ("label", "dateLabel", "timeLabel"):
            if component.get(name):
                return self._text(component, name)
        return Text(str(component.get("key") or ""))

    def _text(self, component: dict[str, Any], name: str) -> Text:
        return self._phrase(component.get(name)) or Text("")

    def _phrase(self, phrase: Any) -> Text | None:
        return Text(phrase, self.phrases.get(phrase, "")) if isinstance(phrase, str) else None
