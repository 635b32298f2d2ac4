"""Random expressions of the form dialect, answers for them, and whole forms with conditions."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from typing import Any

TEXTS = [
    *("", "a", "ab", "A", " a ", "甲", "甲乙", "租住", "0", "1", "10", "null", "true", '"'),
    *("\\", "é", "e\u0301", "😀", "\ufeff", "\u3000", "a\u00a0", "x\ny", "\x07"),
]
NUMBERS = [0, 1, -1, 5, 7, 100, 0.1, 0.3, -0.0, 1e15, 0.30000000000000004, 12345678.9, 1e-7, 99.99]
CHOICES = ["a", "b", "县", "10"]
LETTERS = ["a", "b", "c", "甲"]


class Maker:
    """Makes one thing after another from a seed."""

    def __init__(self, seed: int, bare: float = 0) -> None:
        """Begin with a seed; `bare` is how often brackets are left out, which may not be FEEL."""
        self.random, self.bare = random.Random(seed), bare

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    # -- expressions: names by sort -----------------------------------------------------------

    def yes_no(self, names: dict[str, list[str]], depth: int = 3) -> str:
        """Return an expression that gives yes or no over named fields."""
        if depth <= 0:
            return self._atom(names)
        way = self.random.random()
        deeper = depth - 1
        if way < 0.25:
            word = self.one("and", "or")
            count = self.one(2, 2, 3)
            parts = [self._in_brackets(self.yes_no(names, deeper)) for _ in range(count)]
            return self._blank(f" {word} ").join(parts)
        if way < 0.4:
            return f"not({self.yes_no(names, deeper)})"
        if way < 0.5:
            test, yes, no = (self.yes_no(names, deeper) for _ in range(3))
            return f"if {test} then {yes} else {no}"
        if way < 0.58:
            left, right = (self._in_brackets(self.yes_no(names, deeper)) for _ in range(2))
            return f"{left} {self.one('=', '!=')} {right}"
        return self._comparison(names, deeper)

    def spaced(self, text: str) -> str:
        """Return an expression with other blanks around its signs."""
        way = self.random.random()
        if way < 0.4:
            return text
        pieces = re.split(r'("[^"]*")', text)
        return "".join(one if one[:1] == '"' else self._respaced(one, way) for one in pieces)

    def _respaced(self, text: str, way: float) -> str:
        if way < 0.7:
            return re.sub(r"\s*([()\[\]=<>+*,!-]+)\s*", r"\1", text)
        blanks = ("", " ", "  ", "\n", "\t", "\r\n")
        signs = re.split(r"([()\[\]+*,-])", text)
        return "".join(
            f"{self.one(*blanks)}{one}{self.one(*blanks)}" if number % 2 else one
            for number, one in enumerate(signs)
        )

    def _in_brackets(self, text: str) -> str:
        simple = not any(word in text for word in (" and ", " or ", "if ", "=", "<", ">", " in "))
        return text if simple or self.random.random() < self.bare else f"({text})"

    def _blank(self, text: str) -> str:
        return self.one(text, text, text.replace(" ", "  "), text.replace(" ", "\n"))

    def _atom(self, names: dict[str, list[str]]) -> str:
        if names["yes_no"] and self.random.random() < 0.4:
            return str(self.one(*names["yes_no"], "true", "false"))
        return self._comparison(names, 0)

    def _comparison(self, names: dict[str, list[str]], depth: int) -> str:
        everything = [name for found in names.values() for name in found]
        way = self.random.random()
        if way < 0.2 and everything:
            sides = [self.one(*everything), "null"]
            self.random.shuffle(sides)
            return f"{sides[0]} {self.one('=', '!=')} {sides[1]}"
        if way < 0.45:
            sign = self.one("=", "!=", "<", "<=", ">", ">=")
            blank = self.one(" ", " ", "")
            return f"{self.number(names, depth)}{blank}{sign}{blank}{self.number(names, depth)}"
        if way < 0.55 and names["date"]:
            sign = self.one("=", "!=", "<", "<=", ">", ">=")
            return f"{self.one(*names['date'])} {sign} {self.one(*names['date'])}"
        if way < 0.65:
            return self._in(names)
        if way < 0.8:
            return self._function(names, depth)
        return f"{self.text(names, depth)} {self.one('=', '!=')} {self.text(names, depth)}"

    def _in(self, names: dict[str, list[str]]) -> str:
        if names["text"] and self.random.random() < 0.7:
            field, fixed = self.one(*names["text"]), [f'"{x}"' for x in LETTERS]
        else:
            field, fixed = self.number(names, 0), ["0", "1", "2.5", "100"]
        tests = ", ".join(self.random.sample(fixed, self.one(1, 2, 3)))
        return f"{field} in {self.one(f'({tests})', f'[{tests}]')}"

    def _function(self, names: dict[str, list[str]], depth: int) -> str:
        if names["list"] and self.random.random() < 0.4:
            return f"list contains({self.one(*names['list'])}, {self.text(names, 0)})"
        name = self.one("contains", "starts with", "ends with")
        return f"{name}({self.text(names, depth)}, {self.text(names, depth)})"

    def text(self, names: dict[str, list[str]], depth: int) -> str:
        way = self.random.random()
        if depth > 0 and way < 0.15:
            yes, no = self.text(names, depth - 1), self.text(names, depth - 1)
            return f"(if {self.yes_no(names, depth - 1)} then {yes} else {no})"
        if depth > 0 and way < 0.25:
            return f"({self.text(names, depth - 1)} + {self.text(names, depth - 1)})"
        if names["text"] and way < 0.75:
            return str(self.one(*names["text"]))
        return f'"{self.one(*LETTERS, "租住", "é", "😀", "10", "true", "(x)")}"'

    def number(self, names: dict[str, list[str]], depth: int) -> str:
        way = self.random.random()
        if depth > 0 and way < 0.1:
            yes, no = self.number(names, depth - 1), self.number(names, depth - 1)
            return f"(if {self.yes_no(names, depth - 1)} then {yes} else {no})"
        if depth > 0 and way < 0.3:
            return self._sum(names, depth - 1)
        if names["number"] and way < 0.55:
            return str(self.one(*names["number"]))
        if way < 0.7:
            return self.whole(names)
        if names["number"] and way < 0.75:
            return f"-{self.one(*names['number'])}"
        return str(self.one("0", "1", "5", "0.1", "0.3", "99.99", "1000000000000000"[:15], "007"))

    def _sum(self, names: dict[str, list[str]], depth: int) -> str:
        parts = [self.whole(names) for _ in range(self.one(2, 3))]
        return "(" + f" {self.one('+', '-', '*')} ".join(parts) + ")"

    def whole(self, names: dict[str, list[str]]) -> str:
        counted = [f"count({name})" for name in (*names["list"], *names["rows"])]
        lengths = [f"string length({name})" for name in names["text"]]
        negative = [f"-{name}" for name in (*names["whole"], *counted)]
        found = [*names["whole"], *negative, *counted, *lengths, "2", "3", "10"]
        return str(self.one(*found))

    # -- answers ------------------------------------------------------------------------------

    def answer(self, component: dict[str, Any]) -> Any:
        """Return what somebody may have sent for a component, also what cannot be read."""
        if self.random.random() < 0.2:
            return self.one(None, "", "  ")
        kind = component["type"]
        if kind == "number":
            whole = component.get("decimalDigits") == 0
            return self.one(0, 1, 2, 3, 50, -50, 100) if whole else self.one(*NUMBERS)
        if kind == "checkbox":
            return self.one(True, False)
        if kind in ("select", "radio"):
            options = component.get("values")
            return self.one(*[option["value"] for option in options] if options else LETTERS)
        if kind in ("checklist", "taglist"):
            values = [option["value"] for option in component.get("values") or []]
            return self.random.sample(values, min(self.one(0, 1, 2), len(values)))
        if kind == "datetime":
            return self._moment(component.get("subtype", "date"))
        if kind == "geo":
            return {"place": self.one("甲", "古城")}
        return self.one(*TEXTS)

    def at_the_edge(self, component: dict[str, Any]) -> Any:
        """Return an answer just inside or outside of what a component allows."""
        limits = component.get("validate") or {}
        if component["type"] in ("textfield", "textarea"):
            bounds = [limits[name] for name in ("minLength", "maxLength") if name in limits]
            length = self.one(0, 1, *(int(one) + step for one in bounds for step in (-1, 0, 1)))
            whole = self.one("13812345678", "1381234567", "a@b.cn", "a@", "1101051949123100")
            return self.one(self.one("甲", "a", "😀", " ") * max(length, 0), whole)
        if component["type"] == "number":
            bounds = [int(limits[name]) for name in ("min", "max") if name in limits]
            return self.one(
                None, 0, 0.5, *(one + step for one in bounds for step in (-1, 0, 1, 0.5))
            )
        return self.answer(component)

    def _moment(self, subtype: str) -> str:
        day = (date(2026, 2, 27) + timedelta(self.one(0, 1, 2, 3, 400))).isoformat()
        clock = self.one("09:30", "00:00")
        return {"date": day, "time": clock, "datetime": f"{day}T{clock}+08:00"}[subtype]

    def answers(self, components: list[dict[str, Any]]) -> dict[str, Any]:
        """Return answers for a form; some fields are missing."""
        found: dict[str, Any] = {}
        for component in components:
            if component["type"] == "dynamiclist":
                count = self.one(0, 1, 2, 3)
                found[component["path"]] = [
                    self.answers(component["components"]) for _ in range(count)
                ]
            elif component["type"] == "group":
                inner = self.answers(component["components"])
                if component.get("path"):
                    found[component["path"]] = inner
                else:
                    found.update(inner)
            elif self._is_asked(component) and self.random.random() < 0.9:
                found[component["key"]] = self.answer(component)
        return found

    def _is_asked(self, component: dict[str, Any]) -> bool:
        return "key" in component and component["type"] not in ("expression", "filepicker")

    # -- forms --------------------------------------------------------------------------------

    def form(self, most: int = 6) -> dict[str, Any]:
        """Return a schema of a few fields whose conditions look at fields before them."""
        self._count = 0
        names: dict[str, list[str]] = {sort: [] for sort in SORTS}
        components = self._level(names, self.one(3, 4, most), "")
        return {"type": "default", "schemaVersion": 19, "components": components}

    def _level(self, names: dict[str, list[str]], most: int, before: str) -> list[dict[str, Any]]:
        components = []
        while most > 0:
            if most > 2 and self.random.random() < 0.25:
                inside = self.one(2, most - 1)
                components.append(self._container(names, inside, before))
                most -= inside
            else:
                components.append(self._field(names, before))
                most -= 1
        return components

    def _container(self, names: dict[str, list[str]], inside: int, before: str) -> dict[str, Any]:
        self._count += 1
        key, hide = f"g{self._count}", self._condition(names)
        if self.random.random() < 0.4:
            within = before
            group: dict[str, Any] = {"type": "group", "id": key, "label": key, **hide}
            if self.random.random() < 0.5:
                group["path"] = key
                within = f"{before}{key}."
            return {**group, "components": self._inside(names, inside, before, within)}
        own = {sort: self._from_row(found) for sort, found in names.items()}
        rows = self._level(own, inside, self.one("", "this."))
        names["rows"].append(f"{before}{key}")
        return {"type": "dynamiclist", "id": key, "label": key, "path": key, **hide,
                "isRepeating": True, "allowAddRemove": True, "defaultRepetitions": 1,
                "components": rows}  # fmt: skip

    def _inside(
        self, names: dict[str, list[str]], inside: int, before: str, within: str
    ) -> list[dict[str, Any]]:
        """Return the fields of a group, which may name each other without its path."""
        own = {sort: list(found) for sort, found in names.items()}
        bare = "" if before == "" and self.random.random() < 0.5 else within
        components = self._level(own, inside, bare)
        for sort, found in own.items():
            added = found[len(names[sort]) :]
            names[sort] += [one if one.startswith(within) else f"{within}{one}" for one in added]
        return components

    def _from_row(self, names: list[str]) -> list[str]:
        """Return names as a row may write them, where the list stands at the top."""
        return [self.one(name, name, f"parent.{name}") for name in names]

    def _field(self, names: dict[str, list[str]], before: str) -> dict[str, Any]:
        self._count += 1
        key = self.one(f"f{self._count}", f"字段{self._count}")
        sort, made = self.one(*FIELDS)
        component = {"id": f"F{self._count}", "key": key, "label": key, **made}
        component.update(self._condition(names))
        if self.random.random() < 0.1:
            component["readonly"] = self.one(True, "=" + self.yes_no(names, 1))
        if sort == "number" and self.random.random() < 0.3:
            component["validate"] = {"max": "=" + self.number(names, 1)}
        if made["type"] == "select" and self.random.random() < 0.3:
            some, others = (self.random.sample(LETTERS, 2) for _ in range(2))
            test = self.yes_no(names, 1)
            options = f"=if {test} then {quoted(some)} else {quoted(others)}"
            component = {**component, "valuesExpression": options}
            del component["values"]
        if self.random.random() < 0.12:
            component = {"id": component["id"], "key": key, "type": "expression",
                         "computeOn": "change", "expression": "=" + self.yes_no(names, 2),
                         **self._condition(names)}  # fmt: skip
            sort = "yes_no"
        names[sort].append(f"{before}{key}")
        return component

    def _condition(self, names: dict[str, list[str]]) -> dict[str, Any]:
        if not any(names.values()) or self.random.random() < 0.3:
            return {}
        return {"conditional": {"hide": "=" + self.yes_no(names, self.one(0, 1, 2))}}


def quoted(values: list[str]) -> str:
    """Return a list of texts as FEEL."""
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


SORTS = ("number", "whole", "text", "yes_no", "date", "list", "rows", "thing")
OPTIONS = [{"value": value, "label": value} for value in CHOICES]
FIELDS: list[tuple[str, dict[str, Any]]] = [
    ("number", {"type": "number"}),
    ("whole", {"type": "number", "decimalDigits": 0, "validate": {"min": -50, "max": 100}}),
    ("text", {"type": "textfield"}),
    ("text", {"type": "textarea"}),
    ("text", {"type": "select", "values": OPTIONS}),
    ("text", {"type": "radio", "values": OPTIONS}),
    ("yes_no", {"type": "checkbox"}),
    ("yes_no", {"type": "checkbox", "defaultValue": True}),
    ("date", {"type": "datetime", "subtype": "date"}),
    ("list", {"type": "checklist", "values": OPTIONS}),
    ("thing", {"type": "geo"}),
]
