"""Random calls of every built-in, with arguments at the edges of every kind."""

from __future__ import annotations

import random

from engine.feel.builtins import BUILTINS

ARGUMENTS = (
    *("0", "1", "-1", "2.5", "1e6144", "-1e-6143", "1e30", "0.1", "null", "true", "false"),
    *('""', '"a"', '"社区"', '"a,b"', '"(a|b)*c"', '"[a-"', '"$1"', '"\\\\d"', '"\\uD83D"', '"i"'),
    *('"2026-03-04"', '"P1D"', '"[1..5]"', '"1 000,5"', '"09:00:00@Asia/Shanghai"', '"sx"'),
    *('@"2026-03-04"', '@"-999999999-01-01"', '@"999999999-12-31"', '@"2026-02-28T23:59:59"'),
    *('@"2026-03-04T24:00:00@Asia/Shanghai"', '@"09:30:00"', '@"23:59:59.999999999+14:00"'),
    *('@"PT0S"', '@"P1D"', '@"-PT1.5S"', '@"P1Y2M"', '@"P999999999Y"', '@"P99999999999D"'),
    *("[1..5]", "(1..5]", "[1..null]", "(< 3)", '(= "a")', '["a".."b"]', "[9..1]"),
    *('[@"2026-03-04"..@"2026-03-09"]', "[]", "[null]", "[1, 2, 3]", '["b", "a"]'),
    "[[1], [2, [3]]]",
    *("[true, null]", "[{k: 1}, {k: 2}]", '[@"P1D", @"P2D"]', "{}", "{a: {b: 1}}", '{"a-b": null}'),
    *('[{key: "a", value: 1}]', "function(a, b) a < b", "function() 1", "function(x: number) x"),
    *("a", "b", "中文", "a-b", "c.x", "nobody", "now()", "today()", "count", "item"),
    *("for i in 1..300 return i", "1..3", "if a > 1 then b", "not(a)", "? > 1", "b[item > 1]"),
)  # fmt: skip
SIGNS = ("+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in", "instance of")
TYPES = ("number", "list<string>", "context<a: number>", "range<date>", "date and time")
WRAPS = (
    *("{}[{}]", "{}.{}", "{} between {} and {}", "if {} then {} else {}", "[{}, {}]"),
    *("for x in {} return {}", "some x in {} satisfies {}", "{{k: {}, r: {}}}", "{} in ({}, {})"),
    *("not({}, {})", "[{}..{}]", "(< {})", "-{}", "{{f: function(x) {}, r: f({})}}.r", "({})"),
)
MEMBERS = ("a", "year", "days", "start", "time offset", "k", "weekday", "start included")


def call(rng: random.Random, depth: int = 2) -> str:
    """Return an expression: a call, an operator or a construct around others."""
    kind = rng.random()
    if depth <= 0 or kind < 0.2:
        return rng.choice(ARGUMENTS)
    if kind < 0.7:
        return _called(rng, depth)
    if kind < 0.85:
        sign = rng.choice(SIGNS)
        right = rng.choice(TYPES) if sign == "instance of" else call(rng, depth - 1)
        return f"{call(rng, depth - 1)} {sign} {right}"
    return _wrapped(rng, depth)


def _called(rng: random.Random, depth: int) -> str:
    name = rng.choice(sorted(BUILTINS))
    signature = rng.choice(BUILTINS[name].signatures)
    names = [one.rstrip("?").partition("=")[0] for one in signature]
    if names and rng.random() < 0.2:
        given = rng.sample(names, rng.randint(1, len(names)))
        return f"{name}({', '.join(f'{one}: {call(rng, depth - 1)}' for one in given)})"
    count = len(names) if rng.random() < 0.8 else rng.randint(0, 5)
    return f"{name}({', '.join(call(rng, depth - 1) for _ in range(count))})"


def _wrapped(rng: random.Random, depth: int) -> str:
    shape = rng.choice(WRAPS)
    parts = [call(rng, depth - 1) for _ in range(shape.count("{}"))]
    if shape == "{}.{}":
        parts[1] = rng.choice(MEMBERS)
    return shape.format(*parts)
