"""Item definitions: which type a name stands for, and which values it allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engine.feel.compiler import Compiler, Value
from engine.feel.errors import FeelSyntaxError
from engine.feel.expression import parse_tests
from engine.feel.scope import Scope
from engine.feel.types import ANY, Type, coerce

from .outcome import DecisionRun
from .problems import Problems
from .xml import Element, child, children, id_of, name_of, text_of

_BASIC = {
    name: Type(name)
    for name in (
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    )
}
_BASIC |= {
    "Any": ANY,
    "dateTime": _BASIC["date and time"],
    "dayTimeDuration": _BASIC["days and time duration"],
    "yearMonthDuration": _BASIC["years and months duration"],
}


@dataclass
class Constraint:
    """What a value must pass: tests of its own or of its elements, of its parts, of its base."""

    of_value: list[Value] = field(default_factory=list)
    of_element: list[Value] = field(default_factory=list)
    parts: dict[str, Constraint] = field(default_factory=dict)
    base: Constraint | None = None
    is_list: bool = False

    def allows(self, value: Any, run: DecisionRun) -> bool:
        """Tell whether the constraint lets a value pass; null always passes."""
        if value is None:
            return True
        run.spend(1)
        elements = value if self.is_list and isinstance(value, list) else [value]
        if self.base and not all(self.base.allows(element, run) for element in elements):
            return False
        if not all(_passes(test, value, run) for test in self.of_value):
            return False
        if not all(_passes(test, it, run) for test in self.of_element for it in elements):
            return False
        return all(
            part.allows(element.get(name), run)
            for element in elements
            if isinstance(element, dict)
            for name, part in self.parts.items()
        )


def _passes(test: Value, value: Any, run: DecisionRun) -> bool:
    return test(Scope({"?": value}, None, run)) is True


class Types:
    """The types of one model, those of its imports under their alias."""

    def __init__(self, root: Element, problems: Problems) -> None:
        self.table: dict[str, Type] = {}
        self.constraints: dict[str, Constraint] = {}
        self._problems = problems
        self._definitions = {name_of(d): d for d in children(root, "itemDefinition")}
        self._open: set[str] = set()

    def add_import(self, alias: str, types: Types) -> None:
        """Know another model's types as `alias.name`."""
        self.table |= {f"{alias}.{name}": type_ for name, type_ in types.table.items()}
        self.constraints |= {f"{alias}.{name}": c for name, c in types.constraints.items()}

    def read(self) -> None:
        """Resolve the definitions, in whatever order they refer to each other."""
        for name in self._definitions:
            self.type_named(name)

    def type_named(self, name: str | None) -> Type:
        """Return the type that a typeRef means; Any when it means none or itself."""
        written = " ".join((name or "").split())
        if written in self.table:
            return self.table[written]
        if written in self._definitions and written not in self._open:
            self._resolve(written)
            return self.table[written]
        if ":" in written:
            return self.type_named(written.rpartition(":")[2])
        return _BASIC.get(written, ANY)

    def _resolve(self, name: str) -> None:
        self._open.add(name)
        definition = self._definitions[name]
        self.table[name] = self._type(definition)
        constraint = self._constraint(definition)
        if constraint:
            self.constraints[name] = constraint
        self._open.discard(name)

    def _type(self, definition: Element) -> Type:
        parts = children(definition, "itemComponent")
        function = child(definition, "functionItem")
        if parts:
            type_ = Type("context", fields={name_of(part): self._type(part) for part in parts})
        elif function is not None:
            parameters = children(function, "parameters")
            types = tuple(self.type_named(p.get("typeRef")) for p in parameters)
            type_ = Type(
                "function", self.type_named(function.get("outputTypeRef")), parameters=types
            )
        else:
            type_ = self.type_named(_base_name(definition))
        return Type("list", type_) if _is_list(definition) else type_

    def _constraint(self, definition: Element) -> Constraint | None:
        parts = {
            name_of(part): constraint
            for part in children(definition, "itemComponent")
            if (constraint := self._constraint(part))
        }
        constraint = Constraint(
            list(self._tests(definition, "typeConstraint")),
            list(self._tests(definition, "allowedValues")),
            parts,
            self.constraints.get(_base_name(definition) or ""),
            _is_list(definition),
        )
        has_any = constraint.of_value or constraint.of_element or parts or constraint.base
        return constraint if has_any else None

    def _tests(self, definition: Element, tag: str) -> Iterable[Value]:
        element = child(definition, tag)
        written = text_of(element)
        if element is None or not written:
            return
        try:
            yield Compiler().compile(parse_tests(written, types=self.table))
        except FeelSyntaxError as error:
            self._problems.add(
                id_of(element), "表达式有误：{why}", "bad expression: {why}", why=error.text
            )

    def allowed_text(self, name: str | None) -> str:
        """Return the tests that a type of this model puts to its values; empty for none."""
        definition = self._definitions.get(" ".join((name or "").split()))
        if definition is None:
            return ""
        return text_of(child(definition, "typeConstraint", "allowedValues"))

    def conform(self, value: Any, type_ref: str | None, run: DecisionRun) -> Any:
        """Return the value as a type wants it; null when type or allowed values refuse it."""
        if type_ref is None or value is None:
            return value
        value = coerce(value, self.type_named(type_ref))
        constraint = self.constraints.get(" ".join(type_ref.split()))
        if value is not None and constraint and not constraint.allows(value, run):
            return None
        return value


def _is_list(definition: Element) -> bool:
    return definition.get("isCollection") == "true"


def _base_name(definition: Element) -> str | None:
    written = child(definition, "typeRef")
    return " ".join((written.text or "").split()) if written is not None else None
