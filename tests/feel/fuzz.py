"""Mutates expressions for a while: out comes a value, null, a syntax error or a limit, in time.

Half of them are mutated from the corpus, half are calls of all built-ins with arguments of every
kind. Each text is evaluated, explained, checked and used as a cell for a value of another kind.

    python -m tests.feel.fuzz SECONDS [FILE] [SEED]

The corpus is the table of expressions of these tests, or a FILE with one expression a line.
"""

from __future__ import annotations

import random
import signal
import sys
from collections import Counter
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic, process_time
from types import FrameType
from typing import Any

from engine.clock import LOCAL
from engine.feel import FeelLimit, FeelSyntaxError, compile_unary_tests, evaluate, explain
from engine.feel.static import ANY, NUMBER, STRING, check_expression, check_tests, list_of
from tests.feel.calls import call
from tests.feel.expressions import EXPRESSIONS

SECONDS_EACH = 1.0
"""Of processor time: a busy machine is no hang."""
FRAGMENTS = (
    *"()[]{}.,:\"@?-*/+<>=' \\",
    *(
        " in ",
        " and ",
        " or ",
        " between ",
        " instance of ",
        "null",
        "true",
        "**",
        "..",
        "//",
        "/*",
    ),
    *(
        "1e999",
        "-0",
        ".5",
        "0.1",
        "1..100000",
        "1e6144",
        "*/",
        "\x00",
        "é",
        "中文",
        "“",
        "，",
        "\\u",
    ),
    *(
        "for i in ",
        " return ",
        " satisfies ",
        "some x in ",
        "function(a) ",
        "if ",
        " then ",
        " else ",
    ),
    *(
        'date("',
        'duration("',
        '@"P1D"',
        "not(",
        "string(",
        "sort(",
        "partial",
        "item",
        "[item > 1]",
    ),
    *('matches("', 'replace("', "flatten(", "list<", "context<", ".x", "[1]", "(a+)+$", "a-b"),
)
DATA = {"a": 1, "b": [1, {"x": 2}], "中文": "街道", "a-b": None, "c": {"x": {"y": "z"}}}


NOW = datetime(2026, 3, 4, 9, 30, tzinfo=LOCAL)
TESTED = (
    None,
    3,
    Decimal("0.5"),
    "街道",
    True,
    [1, 2],
    {"x": 1},
    date(2026, 3, 4),
    time(9, 30),
    datetime(2026, 3, 4, 9, tzinfo=LOCAL),
    timedelta(days=1),
)


class Hang(BaseException):
    """An expression took longer than it may."""


def _too_long(_: int, __: FrameType | None) -> None:
    raise Hang


def mutate(rng: random.Random, corpus: list[str]) -> str:
    """Return an expression of the corpus with a few pieces put in, out, twice or from another."""
    text = rng.choice(corpus)
    for _ in range(rng.randint(1, 3)):
        i, j = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
        kind = rng.random()
        if kind < 0.35:
            text = text[:i] + rng.choice(FRAGMENTS) + text[i:]
        elif kind < 0.5:
            text = text[:i] + text[j:]
        elif kind < 0.65:
            text = text[:i] + text[i:j] * rng.randint(1, 4) + text[j:]
        else:
            other = rng.choice(corpus)
            a, b = sorted((rng.randrange(len(other) + 1), rng.randrange(len(other) + 1)))
            text = text[:i] + other[a:b] + text[j if rng.random() < 0.5 else i :]
    return text[:4000]


def answer(text: str, tested: Any = 3) -> str:
    """Use a text in every way there is; return what kind of answer came."""
    with suppress(FeelSyntaxError, FeelLimit):
        compile_unary_tests(text, DATA).matches(tested, DATA, now=NOW)
    for known in (NUMBER, list_of(STRING)):
        check_tests(text, known, {"a": NUMBER})
    found = check_expression(text, dict.fromkeys(DATA, ANY))
    try:
        value = evaluate(text, DATA, now=NOW)
    except (FeelSyntaxError, FeelLimit) as refusal:
        return type(refusal).__name__
    assert not any(one.kind == "syntax" for one in found)
    repr(value)
    with suppress(FeelLimit):
        told = explain(text, DATA, now=NOW)
        assert told.value == value or not _is_plain(value)
        assert value is not None or told.nulls
        repr([note.text.say("zh") + note.text.say("en") for note in told.nulls])
    return "null" if value is None else "value"


def _is_plain(value: Any) -> bool:
    return isinstance(value, (bool, int, Decimal, str))


def fuzz(seconds: float, corpus: list[str], seed: int) -> tuple[Counter[str], tuple[float, str]]:
    """Return how often each answer came, escapes among them, and the slowest expression."""
    rng = random.Random(seed)
    counts: Counter[str] = Counter()
    slowest = (0.0, "")
    before = signal.signal(signal.SIGVTALRM, _too_long)
    end = monotonic() + seconds
    while monotonic() < end:
        text = mutate(rng, corpus) if rng.random() < 0.5 else call(rng, rng.randint(1, 3))
        if rng.random() < 0.2:
            text = mutate(rng, [text, *corpus[:20]])
        started = process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_EACH)
        try:
            counts[answer(text, rng.choice(TESTED))] += 1
        except (Hang, Exception) as escape:  # noqa: BLE001 - this is what is looked for
            counts[f"ESCAPED {type(escape).__name__}"] += 1
            print(type(escape).__name__, escape, repr(text[:300]))
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        slowest = max(slowest, (process_time() - started, text[:300]))
    signal.signal(signal.SIGVTALRM, before)
    return counts, slowest


def main(arguments: list[str]) -> int:
    """Fuzz and report; returns 1 when something escaped or hung."""
    seconds = float(arguments[0]) if arguments else 60
    corpus = Path(arguments[1]).read_text().splitlines() if len(arguments) > 1 else EXPRESSIONS
    counts, slowest = fuzz(seconds, corpus, int(arguments[2]) if len(arguments) > 2 else 7)
    print(sum(counts.values()), dict(counts))
    print(f"slowest {slowest[0] * 1000:.0f} ms: {slowest[1]!r}")
    return int(any(kind.startswith("ESCAPED") for kind in counts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
