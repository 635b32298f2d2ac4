"""What one question asks, read from its component."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.feel import Expression
from engine.forms.agreement import BOUNDS
from engine.forms.choosing import Choosing
from engine.forms.components import is_true, own_of
from engine.forms.parts import Bound, Kind, Question
from engine.forms.patterns import BadPattern, Pattern, compile_pattern
from engine.forms.shapes import KINDS, MOBILE
from engine.forms.words import BAD_MOBILE
from engine.text import Text

NOT_YET = frozenset({"signature", "record", "html", "iframe", "documentPreview"})
# fmt: off
RESERVED = frozenset({
    "case", "setting", "legal", "now", "today", "this", "parent", "i", "done_by", "results", "done",
    "count", "contains",
    "total", "and", "or", "not", "if", "then", "else", "for", "in", "return", "some", "every",
    "satisfies", "between", "instance", "of", "function", "null", "true", "false",
})
# fmt: on
CLASSES = ("C1", "C2", "C3", "C4")
_KEY = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


class Inside:
    """What stands around the component that is being read."""

    def __init__(self, rows: bool = False, fixed: bool = False) -> None:
        self.rows, self.fixed = rows, fixed


class Questions(Choosing):
    """Reads questions; `inside` is what stands around the one that is being read."""

    def __init__(self, form: str, schema: Mapping[str, Any], phrases: Mapping[str, str]) -> None:
        super().__init__(form, schema, phrases)
        self.inside = Inside()

    def _kind(self, component: dict[str, Any]) -> Kind | None:
        name = component.get("type")
        if name == "datetime":
            name = component.get("subtype", "date")
        if name == "person" and component.get("multiple"):
            name = "persons"
        if name in KINDS:
            return KINDS[name]
        why = ("尚不支持", "is not supported yet") if name in NOT_YET else ("未知", "is unknown")
        self.say(component, f"组件类型“{name}”{why[0]}", f"component type {name!r} {why[1]}")
        return None

    def _question(self, component: dict[str, Any], kind: Kind) -> Question:
        own = {**self._of_form(), **own_of(component)}
        validate = component.get("validate") or {}
        question = Question(
            component,
            self._steps(component, "key"),
            self._label(component),
            self._hide(component),
            kind=kind,
            help=self._text(component, "description"),
            required=bool(validate.get("required")),
            required_if=self._feel(component, own.get("requiredIf"), "requiredIf"),
            readonly=self._readonly(component),
            compute=self._shared(component, component.get("expression"), "expression"),
            check=self._feel(component, own.get("check"), "check"),
            check_message=self._phrase(own.get("checkMessage")),
            bounds=self._bounds(component, {**own, **validate}),
            pattern=self._pattern(component, validate),
            pattern_message=self._pattern_message(validate),
            not_passed=bool(component.get("disallowPassedDates")),
            options=self._options(component),
            options_from=self._options_from(component),
            data_class=str(own.get("class") or "C2"),
            clearance=str(own.get("clearance") or ""),
            public=is_true(own.get("public")),
            indexed=is_true(own.get("indexed")),
            sealed=is_true(own.get("sealed")),
            purpose=str(own.get("purpose") or ""),
            retention=str(own.get("retention") or ""),
            source=str(own.get("source") or ""),
            condition=self._phrase(own.get("condition")),
        )
        self._judge(question)
        return question

    def _judge(self, question: Question) -> None:
        """Refuse combinations whose meaning the server could not hold to."""
        component, name = question.component, question.kind.name
        if question.data_class not in CLASSES:
            self.say(component, "class 应为 C1 至 C4", "class must be C1 to C4")
        if question.kind.chooses and not (question.options or question.options_from):
            self.say(component, "没有选项", "there is nothing to choose from")
        if name == "expression" and question.compute is None:
            self.say(component, "缺少表达式", "the expression is missing")
        at_top = not self.inside.rows and len(question.steps) == 1
        if (name == "filepicker" or question.indexed) and not at_top:
            self.say(
                component,
                "文件字段和索引字段只能放在最外层",
                "files and indexed fields stand at the top level",
            )
        if question.sealed and (not at_top or question.indexed or name == "filepicker"):
            self.say(
                component,
                "密封字段只能放在最外层，不能索引，也不能是文件",
                "a sealed field stands at the top level, is not indexed and no file",
            )
        if self.inside.rows and not self.inside.fixed and question.readonly:
            self.say(
                component,
                "可增减的列表中不能有只读字段",
                "a list that grows cannot hold a read-only field",
            )

    def _steps(self, component: dict[str, Any], name: str) -> tuple[str, ...]:
        key = component.get(name)
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            self.say(component, f"{name} 应为标识符", f"{name} must be an identifier")
            return (str(component.get("id") or key or "_"),)
        steps = tuple(key.split("."))
        if any(step in RESERVED for step in steps):
            self.say(component, f"{key} 是保留名", f"{key} is a reserved name")
        return steps

    def _readonly(self, component: dict[str, Any]) -> bool | Expression:
        if component.get("disabled") is True:
            return True
        found = component.get("readonly")
        if isinstance(found, str):
            return self._shared(component, found, "readonly") or False
        return bool(found)

    def _bounds(self, component: dict[str, Any], written: Mapping[str, Any]) -> dict[str, Bound]:
        names = ("min", "max", "minLength", "maxLength")
        own = ("minItems", "maxItems", "minFiles", "maxFiles", "maxSize")
        bounds: dict[str, Bound] = {}
        for name in (*names, *own):
            bound = written.get(name)
            if isinstance(bound, str) and bound.startswith("="):
                read = self._shared if name in BOUNDS else self._feel
                bound = read(component, bound, name)
            if isinstance(bound, int | float | str | Expression) and bound != "":
                bounds[name] = bound
        return bounds

    def _pattern(self, component: dict[str, Any], validate: Mapping[str, Any]) -> Pattern | None:
        phone = validate.get("validationType") == "phone"
        found = MOBILE if phone else validate.get("pattern")
        if not found:
            return None
        try:
            return compile_pattern(str(found))
        except BadPattern as bad:
            self.say(component, bad.text.say("zh"), bad.text.say("en"))
            return None

    def _pattern_message(self, validate: Mapping[str, Any]) -> Text | None:
        if validate.get("validationType") == "phone":
            return BAD_MOBILE
        return self._phrase(validate.get("patternErrorMessage"))

    def _of_form(self) -> dict[str, Any]:
        """Return the properties that a form gives to all its fields."""
        own = own_of(self.schema)
        return {
            name: own[name] for name in ("class", "purpose", "retention", "source") if name in own
        }
