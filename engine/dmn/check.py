"""Which inputs no row of a table answers, and which several rows answer that may not.

Each column is probed where its cells change their answer: at every value that a cell names, just
beside it, and at one that no cell names; at null only where a cell names it. What is found is so.
What is not found is not there, as far as numbers in a column of whole numbers are whole and cells
look at their own column only (rows with cells that look at others are left out, and gaps are then
not looked for).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.compare import equal
from engine.feel.compiler import Compiler, Value
from engine.feel.errors import NoValue
from engine.feel.expression import parse, parse_tests
from engine.feel.natives import from_feel
from engine.feel.reading import names_read
from engine.feel.scope import Scope
from engine.feel.temporal import (
    DAY,
    SECOND,
    Date,
    DateTime,
    DaysTimeDuration,
    Time,
    YearsMonthsDuration,
)
from engine.feel.tree import Call, Literal, Name, Negation, Node
from engine.text import Text

from .model import Model
from .outcome import DecisionRun
from .tables import ANY, FIRST, PRIORITY, UNIQUE, Table

MOST_FINDINGS = 20
MOST_STEPS = 50_000
_ANOTHER = "…"
_NAMED = ("date", "time", "date and time", "duration")


@dataclass(frozen=True)
class Finding:
    """A case by column label (columns that do not matter are left out) and the rows it meets."""

    kind: str
    """`gap` or `overlap`."""
    case: dict[str, Any]
    rules: list[int]

    @property
    def text(self) -> Text:
        """The finding in words."""
        case = ", ".join(f"{name} = {_shown(value)}" for name, value in self.case.items())
        if self.kind == "gap":
            return Text("没有一行适用于：{case}", "no row answers: {case}", case=case)
        rows = ", ".join(map(str, self.rules))
        return Text(
            "第 {rows} 行同时适用于：{case}",
            "rows {rows} all answer: {case}",
            rows=rows,
            case=case,
        )


def _shown(value: Any) -> str:
    if value == _ANOTHER:
        return str(Text("其他"))
    return str(value)


@dataclass(frozen=True)
class _Probe:
    """A value of a column, and as a bit each row whose cell accepts it."""

    value: Any
    rows: int


def check_table(model: Model, decision: str) -> list[Finding]:
    """Return gaps and overlaps of a decision's table; none when the decision is no table."""
    table = model.table_of(decision)
    if table is None or table.policy not in (UNIQUE, ANY, FIRST, PRIORITY):
        return []
    whole = [n for n, _ in enumerate(table.rules) if _looks_at_its_own(table, n)]
    with DecisionRun() as run:
        columns = [_probes(table, number, whole, run) for number in range(len(table.inputs))]
        everything = sum(1 << row for row in whole)
        search = _Search(table, columns, run)
        if len(whole) == len(table.rules) and not any(o.default for o in table.outputs):
            search.gaps(0, everything, {})
        if table.policy in (UNIQUE, ANY):
            search.overlaps(0, everything, {})
    return search.found


class _Search:
    """Goes through the cases column by column, and turns back as soon as one is decided."""

    def __init__(self, table: Table, columns: list[list[_Probe]], run: DecisionRun) -> None:
        self.table, self.columns, self.run = table, columns, run
        self.found: list[Finding] = []
        self.pairs: set[tuple[int, ...]] = set()
        self.steps = 0

    def _goes_on(self) -> bool:
        self.steps += 1
        return self.steps < MOST_STEPS and len(self.found) < MOST_FINDINGS

    def gaps(self, column: int, rows: int, case: dict[str, Any]) -> None:
        """Find cases that no row of those left answers."""
        if not self._goes_on():
            return
        if rows == 0:
            self.found.append(Finding("gap", case, []))
        elif column < len(self.columns):
            label = self.table.inputs[column].label
            for probe in self.columns[column]:
                left = rows & probe.rows
                matters = left != rows
                self.gaps(column + 1, left, {**case, label: probe.value} if matters else case)

    def overlaps(self, column: int, rows: int, case: dict[str, Any]) -> None:
        """Find cases that several rows of those left answer."""
        if rows.bit_count() < 2 or not self._goes_on():
            return
        if column < len(self.columns):
            label = self.table.inputs[column].label
            for probe in self.columns[column]:
                self.overlaps(column + 1, rows & probe.rows, {**case, label: probe.value})
            return
        numbers = tuple(n + 1 for n in range(len(self.table.rules)) if rows >> n & 1)
        if numbers not in self.pairs and not self._agree(numbers):
            self.pairs.add(numbers)
            self.found.append(Finding("overlap", case, list(numbers)))

    def _agree(self, numbers: tuple[int, ...]) -> bool:
        if self.table.policy != ANY:
            return False
        scope = Scope({}, None, self.run)
        results = [[f(scope) for f in self.table.rules[n - 1].results] for n in numbers]
        return all(equal(result, results[0]) is True for result in results)


def _looks_at_its_own(table: Table, row: int) -> bool:
    return not any(names_read(tree).sure for tree in _cells_of_row(table, row))


def _cells_of_row(table: Table, row: int) -> Iterable[Node]:
    boxes = table.boxes
    texts = table.rules[row].test_texts
    return [parse_tests(text, boxes.names, boxes.types.table) for text in texts]


def _probes(table: Table, column: int, rows: list[int], run: DecisionRun) -> list[_Probe]:
    """Return one probe for each set of rows that some value of the column meets."""
    boxes, allowed = table.boxes, table.inputs[column].allowed
    cells = {row: _cells_of_column(table, row, column) for row in rows}
    tests = {row: Compiler().compile(tree) for row, tree in cells.items()}
    named = [value for tree in cells.values() for value in _constants(tree)]
    if table.inputs[column].allowed_text:
        named += _constants(parse_tests(table.inputs[column].allowed_text, boxes.names))
    seen: dict[int, _Probe] = {}
    for value in _values(named, _type(table, column)):
        if allowed and not _accepts(allowed, value, run):
            continue
        bits = sum(1 << row for row, test in tests.items() if _accepts(test, value, run))
        seen.setdefault(bits, _Probe(from_feel(value), bits))
    return list(seen.values())


def _cells_of_column(table: Table, row: int, column: int) -> Node:
    boxes = table.boxes
    return parse_tests(table.rules[row].test_texts[column], boxes.names, boxes.types.table)


def _type(table: Table, column: int) -> str:
    return table.boxes.types.type_named(table.inputs[column].type_ref).name


def _accepts(test: Value, value: Any, run: DecisionRun) -> bool:
    return test(Scope({"?": value}, None, run)) is True


def _constants(tree: Node) -> list[Any]:
    """Return the values that a cell names."""
    if isinstance(tree, Literal):
        return [tree.value]
    if isinstance(tree, Negation):
        return [-v for v in _constants(tree.of) if isinstance(v, Decimal)]
    made = _made(tree) if isinstance(tree, Call) else []
    return made or [value for part in tree.parts() for value in _constants(part)]


def _made(call: Call) -> list[Any]:
    name = call.function.name if isinstance(call.function, Name) else ""
    if name not in _NAMED or not all(isinstance(a, Literal) for a in call.arguments):
        return []
    arguments = [a.value for a in call.arguments if isinstance(a, Literal)]
    written = f'{name}("{arguments[0]}")' if len(arguments) == 1 else ""
    with DecisionRun() as run:
        value = Compiler().compile(parse(written))(Scope({}, None, run)) if written else None
    return [] if value is None else [value]


def _values(named: list[Any], type_name: str) -> Iterator[Any]:
    """Give the values to probe: those named, those beside them, and one not named."""
    if type_name == "boolean" or any(isinstance(value, bool) for value in named):
        yield from (True, False)
    if any(value is None for value in named):
        yield None
    for value in named:
        yield value
        yield from _beside(value, named)
    if type_name == "string" or any(isinstance(value, str) for value in named):
        yield _ANOTHER
    if not named and type_name not in ("boolean", "string"):
        yield None


def _beside(value: Any, named: list[Any]) -> Iterator[Any]:
    """Give what lies just below and above; whole numbers have whole neighbours."""
    whole = all(v == v.to_integral_value() for v in named if isinstance(v, Decimal))
    step = Decimal(1) if whole else Decimal("0.0000001")
    for sign in (-1, 1):
        try:
            if isinstance(value, Decimal):
                yield value + sign * step
            elif isinstance(value, Date):
                yield value.plus_days(sign)
            elif isinstance(value, (DateTime, Time)):
                yield value.plus(sign * SECOND)
            elif isinstance(value, YearsMonthsDuration):
                yield YearsMonthsDuration(value.months + sign)
            elif isinstance(value, DaysTimeDuration):
                yield DaysTimeDuration(value.ns + sign * (SECOND if value.ns % DAY else DAY))
        except NoValue:
            continue
