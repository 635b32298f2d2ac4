"""What a question lets choose, as its component lists it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.feel import Expression
from engine.forms.expressions import Expressions
from engine.forms.kinds import Option, Options, written
from engine.text import Text


class Choosing(Expressions):
    """Reads the options of questions."""

    def _options(self, component: dict[str, Any]) -> Options:
        found = component.get("values")
        if not isinstance(found, list):
            return ()
        options = tuple(self._tree(found, component.get("type") == "tree"))
        values = [option.written for option in options]
        if len(values) != len(set(values)):
            self.say(component, "选项的值有重复", "two options have one value")
        return options

    def _tree(self, found: list[Any], is_tree: bool, family: tuple[Text, ...] = ()) -> list[Option]:
        options = []
        for one in found:
            row = one if isinstance(one, dict) else {"value": one, "label": one}
            children = row.get("children") if is_tree else None
            label = self._option_label(row, is_tree and not children)
            options.append(Option(row.get("value"), _under(family, label), bool(children)))
            if children:
                options += self._tree(children, is_tree, (*family, label))
        return options

    def _option_label(self, row: Mapping[str, Any], with_code: bool) -> Text:
        value, label = written(row.get("value")), str(row.get("label") or row.get("value"))
        text = self._phrase(label) or Text(label)
        if not with_code or label.startswith(value):
            return text
        return Text(f"{value} {text.zh}", f"{value} {text.en}")

    def _options_from(self, component: dict[str, Any]) -> Expression | tuple[str, ...] | None:
        if component.get("valuesExpression"):
            return self._shared(component, component["valuesExpression"], "valuesExpression")
        if component.get("valuesKey"):
            return tuple(str(component["valuesKey"]).split("."))
        return None


def _under(family: tuple[Text, ...], label: Text) -> Text:
    """Return a label with the families above it: 市容 / A01 占道经营."""
    parts = (*family, label)
    return Text(" / ".join(part.zh for part in parts), " / ".join(part.en for part in parts))
