"""Holds what the static checks say against what evaluation does, on random expressions and data.

    python -m tests.feel.soundness SECONDS [SEED]

What was found of a node must fit each value that the node takes. A part that the checks call
wrong must have no value, what never is true may not be true, what always is must be.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.feel import FeelLimit, FeelSyntaxError
from engine.feel.builtins import BUILTINS
from engine.feel.compiler import Compiler
from engine.feel.expression import deep_enough, parse, parse_tests
from engine.feel.run import Run
from engine.feel.scope import Scope, root
from engine.feel.spans import span
from engine.feel.static import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS,
    MONTHS,
    NUMBER,
    STRING,
    TIME,
    Known,
    check_expression,
    check_tests,
    context,
    known,
    list_of,
    one_of,
)
from engine.feel.static.finding import Finding
from engine.feel.static.inference import Inference
from engine.feel.static.names import Names
from engine.feel.temporal_text import read_temporal
from engine.feel.tree import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    In,
    Junction,
    ListLiteral,
    NamedCall,
    Negation,
    Node,
    Path,
    Tests,
    walk,
)
from engine.feel.values import kind
from tests.feel.fuzz import mutate

NAMES: dict[str, Known] = {
    "n": NUMBER,
    "m": NUMBER,
    "s": STRING,
    "t": STRING,
    "b": BOOLEAN,
    "c": BOOLEAN,
    "day": DATE,
    "at": DATE_TIME,
    "clock": TIME,
    "span": DAYS,
    "age": MONTHS,
    "level": one_of(["I", "II", "III"]),
    "stars": one_of([1, 2, 3]),
    "tags": list_of(one_of(["x", "y"])),
    "ns": list_of(NUMBER),
    "row": context({"k": STRING, "n": NUMBER, "in": context({"d": DATE})}),
    "rows": list_of(context({"k": STRING, "n": NUMBER, "d": DATE})),
    "free": ANY,
    "loose": known("context<k: string>"),
}
_SAMPLES: dict[str, list[Any]] = {
    "number": [Decimal(x) for x in ("0", "1", "2", "3", "-1", "2.5", "100")],
    "string": ["", "a", "b", "I", "x", "2026-03-04", "zz"],
    "boolean": [True, False],
    "date": [read_temporal(t) for t in ("2026-03-04", "2026-02-28", "1999-12-31")],
    "date and time": [
        read_temporal(t) for t in ("2026-03-04T09:00:00+08:00", "2026-03-05T00:00:00@Asia/Shanghai")
    ],
    "time": [read_temporal(t) for t in ("09:30:00", "23:59:59")],
    "days and time duration": [read_temporal(t) for t in ("P1D", "-PT90M", "PT0S")],
    "years and months duration": [read_temporal(t) for t in ("P1M", "P2Y", "-P5M")],
}
LEAVES = [
    *NAMES,
    *("row.k", "row.n", "row.in.d", "rows.n", "rows.k", "rows[1]", "rows[1].n", "ns[1]", "tags[2]"),
    *("1", "2", "0", "-1", "2.5", '"I"', '"V"', '"x"', '"a"', "true", "false", "null", "[]"),
    *('@"2026-03-04"', '@"P1D"', '@"P1M"', 'date("2026-03-04")', 'duration("PT2H")', "today()"),
    *("[1, 2]", '["I", "x"]', "{y: 1}", '{y: "a", z: n}', "now()", "[1..5]", "(> 3)", "day.year"),
    *("span.hours", "at.time offset", "[n..m]", "loose.k", "loose.other", "free.x", "row.nope"),
]
SHAPES = [
    *("{} + {}", "{} - {}", "{} * {}", "{} / {}", "{} ** {}", "-{}", "({})", "not({})"),
    *("{} = {}", "{} != {}", "{} < {}", "{} >= {}", "{} between {} and {}", "{} in {}"),
    *("{} in ({}, {})", "{} in [{}, {}]", "{} and {}", "{} or {}", "{} and {} and {}"),
    *("if {} then {} else {}", "[{}, {}]", "{{y: {}, z: {}}}", "{{y: {}, z: y}}.z", "{}[{}]"),
    *("rows[n > {}]", "rows[k = {}].n", "ns[item > {}]", "for i in {} return i + {}"),
    *("for i in {}..{} return i", "some i in {} satisfies i = {}", "every i in {} satisfies {}"),
    *("count({})", "sum({})", "min({}, {})", "max({})", "mean({})", "abs({})", "string({})"),
    *("string length({})", "substring({}, {})", "contains({}, {})", "upper case({})"),
    *("list contains({}, {})", "append({}, {})", "concatenate({}, {})", "reverse({})"),
    *("distinct values({})", "flatten({})", "sublist({}, {})", "remove({}, {})", "union({}, {})"),
    *("index of({}, {})", "sort({}, function(p, q) p < q)", "get value({}, {})", "get entries({})"),
    *("context put({}, {}, {})", "date({})", "date and time({})", "time({})", "number({})"),
    *("duration({})", "years and months duration({}, {})", "day of week({})", "week of year({})"),
    *("floor({})", "round up({}, {})", "modulo({}, {})", "sqrt({})", "odd({})", "all({})"),
    *("any({}, {})", "is({}, {})", "before({}, {})", "includes({}, {})", "meets({}, {})"),
    *("split({}, {})", "matches({}, {})", "replace({}, {}, {})", "string join({}, {})"),
    *("{{f: function(p) {}, r: f({})}}.r", "{{f: function(p: number) p, r: f({})}}.r"),
    *("[{}..{}]", "{} instance of number", "date({}, {}, {})", "insert before({}, {}, {})"),
    *("list replace({}, {}, {})", "mode({})", "median({})", "stddev({})", "product({})"),
    *("day of year({})", "month of year({})", "starts with({}, {})", "range({})", "{}({})"),
    *("substring(string: {}, start position: {})", "{} in (< {})", "{} in (> {}, {})"),
    *("n > {} and n < {}", "n = {} and n != {}", "level = {} or level = {}", "s = {} and s > {}"),
    *("n < {} or n >= {}", "level != {} or level != {}", "n in [{}..{}] and n < {}"),
]
EMPTY_IS_FINE = ("all", "any", "mode")
CELLS = ["{}", "{}, {}", "not({})", "< {}", "[{}..{}]", "? > {}", "count(?) > {}", "not(< {}, {})"]


def written(rng: random.Random, depth: int) -> str:
    """Return a random expression over the names."""
    if depth <= 0 or rng.random() < 0.15:
        return rng.choice(LEAVES)
    shape = rng.choice(SHAPES)
    parts = [written(rng, depth - 1) for _ in range(shape.count("{}"))]
    return shape.format(*parts)


def sample(rng: random.Random, of: Known, nulls: float, least: int = 0) -> Any:
    """Return a random FEEL value that is as known; lists have so many elements at least."""
    if rng.random() < nulls:
        return None
    if of.values:
        return rng.choice(of.values)
    if of.kind == "list":
        return [sample(rng, of.element, nulls) for _ in range(rng.randint(least, 3))]
    if of.kind == "context":
        made = {key: sample(rng, part, nulls) for key, part in (of.members or {}).items()}
        return {**made, "other": rng.choice([Decimal(1), "q"])} if of.open else made
    samples = _SAMPLES.get(of.kind) or _SAMPLES[rng.choice(list(_SAMPLES))]
    return rng.choice(samples)


def fits(value: Any, of: Known) -> bool:
    """Tell whether a value is what was found of it."""
    if of.kind == "any":
        return True
    if value is None or of.kind == "null":
        return value is None and not of.sure
    if kind(value) != of.kind or (of.values is not None and value not in of.values):
        return False
    if of.kind == "list":
        return all(fits(item, of.element) for item in value)
    if of.kind == "context" and of.members is not None:
        unknown = not of.open and value.keys() - of.members.keys()
        return not unknown and all(
            fits(item, of.members.get(key, ANY)) for key, item in value.items()
        )
    return True


class Watch:
    """Takes down every value of every node."""

    def __init__(self) -> None:
        self.values: dict[int, list[Any]] = {}

    def around(self, node: Node, value: Callable[[Scope], Any]) -> Callable[[Scope], Any]:
        """Return the node's function with an eye on it."""
        seen = self.values.setdefault(id(node), [])

        def watched(scope: Scope) -> Any:
            it = value(scope)
            if len(seen) < 50:
                seen.append(it)
            return it

        return watched


def judge(
    text: str, tree: Node, data: Mapping[str, Any], tested: Known | None, *, whole: bool
) -> str | None:
    """Return in what the checks and an evaluation of one text contradict each other."""
    look, watch = Inference(text), Watch()
    names = {**NAMES, "?": tested} if tested else NAMES
    with Run(data) as run, deep_enough():
        run.notes = []
        run.seen["?"] = data.get("?")
        value = Compiler(watch.around).compile(tree)
        look.of(tree, Names(names))
        value(root(run))
        notes = [note.say("en") for note in run.notes]
    findings = look.findings.in_order
    if whole and not any(f.kind in ("name", "member") for f in findings):
        unread = [
            note
            for note in notes
            if note.startswith("there is no ") and not note.endswith(" in it")
        ]
        unread = [
            name for note in unread if (name := note[12:]) not in BUILTINS and name[:5] != "flag "
        ]
        if unread:
            return f"silent, but there is no {unread[0]}"
    for node in walk(tree):
        for it in watch.values.get(id(node), ()):
            if not fits(it, look.seen(node)):
                return f"{text[node.start : node.end]!r} is {it!r}, not {look.seen(node)}"
    for finding in findings:
        problem = contradicted(text, tree, finding, watch)
        if problem:
            return f"{finding.kind} {finding.part!r}: {problem}"
    return None


def contradicted(text: str, tree: Node, finding: Finding, watch: Watch) -> str | None:
    """Return a value that a finding denies."""
    place, tests = (finding.start, finding.end), set(_tests_of(tree))
    for node in walk(tree):
        values = watch.values.get(id(node), [])
        if id(node) in tests and finding.kind in ("type", "never"):
            continue  # what is told of a test is how it goes with the value, not what it is worth
        if span(text, node) == place:
            wrong = [it for it in _told(finding, node, watch) if not _allowed(finding, node, it)]
        elif isinstance(node, (Call, NamedCall)) and finding.kind in ("arguments", "call", "value"):
            wrong = [it for it in values if it is not None and _caused(text, node, place, watch)]
        else:
            continue
        if wrong:
            return repr(wrong[0])
    return None


def _tests_of(tree: Node) -> Iterator[int]:
    """Yield what values are tested against, and what stands in lists of tests."""
    for node in walk(tree):
        items = (
            node.tests if isinstance(node, In) else node.items if isinstance(node, Tests) else ()
        )
        for item in items:
            yield id(item)
            yield from (id(one) for one in (item.items if isinstance(item, ListLiteral) else ()))


def _told(finding: Finding, node: Node, watch: Watch) -> list[Any]:
    """Return the values that count: null equals null, whatever kinds they would be."""
    values = watch.values.get(id(node), [])
    if not (isinstance(node, Comparison) and finding.kind == "type"):
        return values
    sides = zip(values, watch.values[id(node.left)], watch.values[id(node.right)], strict=True)
    return [it for it, left, right in sides if left is not None and right is not None]


def _caused(text: str, node: Call | NamedCall, place: tuple[int, int], watch: Watch) -> bool:
    """Tell whether a finding about a part of a call says that the call has no value."""
    # all([]), any([]) and mode([]) have a value, whatever the list would hold.
    if text[node.start : node.end].partition("(")[0] in EMPTY_IS_FINE:
        return False
    parts = [part for part in node.parts() if span(text, part) == place]
    return any(
        not isinstance(part, Call) and None not in watch.values.get(id(part), ()) for part in parts
    )


def _allowed(finding: Finding, node: Node, it: Any) -> bool:
    """Tell whether a value is one that the finding allows."""
    if finding.kind == "never" and isinstance(node, (Comparison, Junction, Between)):
        return it is not True
    if finding.kind == "always" and isinstance(node, (Comparison, Junction)):
        return it is True
    if finding.kind == "condition":
        return not isinstance(it, bool)
    if finding.kind == "member" and isinstance(node, Path):
        return it is None or isinstance(it, list)
    if finding.kind == "type" and isinstance(node, (Comparison, Between)):
        return it is not True or getattr(node, "operator", "") == "!="
    if finding.kind == "type" and isinstance(node, Negation):
        return it is None or "sign" not in finding.text.en
    if finding.kind == "type" and isinstance(node, Arithmetic) and "work" in finding.text.en:
        return it is None
    return finding.kind != "value" or not isinstance(node, Call) or it is None


def fuzz(seconds: float, seed: int) -> tuple[Counter[str], list[str]]:
    """Return how many texts were judged how, and every contradiction or escape."""
    rng, counts, problems = random.Random(seed), Counter[str](), []
    corpus: list[str] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(problems) < 20:
        is_cell = rng.random() < 0.2
        if is_cell:
            shape = rng.choice(CELLS)
            text = shape.format(*(written(rng, 1) for _ in range(shape.count("{}"))))
        else:
            text = written(rng, rng.randint(1, 3))
        corpus = [*corpus[-500:], text]
        if rng.random() < 0.2:
            text = mutate(rng, corpus)
        tested = rng.choice(list(NAMES.values())) if is_cell else None
        try:
            found = check_tests(text, tested, NAMES) if tested else check_expression(text, NAMES)
            counts["wrong" if found else "silent"] += 1
            tree = parse_tests(text) if tested else parse(text)
        except (FeelSyntaxError, FeelLimit):
            counts["unread"] += 1
            continue
        except Exception as escape:  # noqa: BLE001 - this is what is looked for
            problems.append(f"ESCAPED {escape!r} from {text!r}")
            continue
        for nulls, least in ((0.0, 1), (0.0, 0), (0.2, 0)):
            data = {name: sample(rng, of, nulls, least) for name, of in NAMES.items()}
            data["?"] = sample(rng, tested, nulls, least) if tested else None
            try:
                problem = judge(text, tree, data, tested, whole=least > 0)
            except FeelLimit:
                continue
            if problem:
                problems.append(f"{text!r}: {problem}")
                break
    return counts, problems


def main(arguments: list[str]) -> int:
    """Fuzz and report; returns 1 when something was contradicted."""
    seconds, seed = float((arguments or ["60"])[0]), int((arguments[1:] or ["7"])[0])
    counts, problems = fuzz(seconds, seed)
    print(sum(counts.values()), dict(counts), len(problems), "contradictions")
    for problem in problems:
        print(problem)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
