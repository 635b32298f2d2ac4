"""Which expressions a form holds, and where: read, and refused where people would differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.feel import Expression, FeelLimit, FeelSyntaxError, compile_expression
from engine.forms.agreement import Agreement
from engine.forms.parts import Part
from engine.forms.saying import Saying
from engine.text import Text

_NO_TEMPLATES = (
    "label",
    "description",
    "dateLabel",
    "timeLabel",
    "text",
    "alt",
    "title",
    "source",
    "accept",
    "placeholder",
    "url",
    "content",
    "columnsExpression",
)  # fmt: skip
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_UNLIKE = re.compile(r"/[/*]|[^\S \t\r\n]|[\u180e\u200b-\u200f\ufeff]")
"""Outside of quotes, what one FEEL skips and the other may not."""


class Expressions(Saying):
    """Reads the expressions of a schema."""

    def _hide(self, component: dict[str, Any]) -> Expression | None:
        return self._shared(component, (component.get("conditional") or {}).get("hide"), "hide")

    def _feel(self, component: Mapping[str, Any], text: Any, name: str) -> Expression | None:
        if text is None or text == "" or text is False:
            return None
        try:
            return compile_expression(str(text).strip().removeprefix("="))
        except (FeelSyntaxError, FeelLimit) as wrong:
            self.tell(component, _not_feel(name, wrong))
            return None

    def _shared(self, component: Mapping[str, Any], text: Any, name: str) -> Expression | None:
        """Read FEEL that the browser evaluates too, which must begin with “=” there."""
        found = self._feel(component, text, name)
        if found is not None and not str(text).startswith("="):
            self.say(component, f"{name} 应以“=”开头", f"{name} must begin with “=”")
        elif found is not None and _UNLIKE.search(_QUOTED.sub("", found.text)):
            self.say(
                component,
                f"{name} 中不能有注释或特殊空白",
                f"{name} must hold neither comments nor odd blanks",
            )
        return found

    def _no_templates(self, component: Mapping[str, Any]) -> None:
        """Refuse expressions and templates where people read: form-js would fill them in."""
        for name, text in _read_by_people(component):
            if isinstance(text, str) and (text.startswith("=") or "{{" in text):
                self.say(component, f"{name} 不能是表达式", f"{name} must not be an expression")

    def _agree(self, parts: tuple[Part, ...]) -> None:
        """Refuse expressions that the browser could read otherwise than the server."""
        for one, outside in Agreement(parts).problems():
            text = one.expression.text
            self.tell(
                one.part.component,
                Text(
                    "{name} 第 {column} 个字符“{near}”：{why}",
                    "{name}, character {column} “{near}”: {why}",
                    name=one.name,
                    column=outside.position + 1,
                    near=text[outside.position :][:20],
                    why=outside.text,
                ),
            )


def _not_feel(name: str, wrong: FeelSyntaxError | FeelLimit) -> Text:
    where = f" {wrong.line}:{wrong.column}" if isinstance(wrong, FeelSyntaxError) else ""
    return Text(
        "{name} 有语法错误{where}：{why}",
        "{name} is not good FEEL{where}: {why}",
        name=name,
        where=where,
        why=wrong.text,
    )


def _read_by_people(component: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in _NO_TEMPLATES:
        yield name, component.get(name)
    for name, text in (component.get("appearance") or {}).items():
        yield name, text
    for name in ("values", "columns"):
        for one in component.get(name) or []:
            yield name, one.get("label") if isinstance(one, Mapping) else one
