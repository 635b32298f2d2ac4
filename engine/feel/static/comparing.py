"""Which kinds compare, and which comparisons and tests can never or always be true."""

from __future__ import annotations

from itertools import product
from typing import Any

from engine.text import Text

from ..compare import compare, passes
from ..errors import FeelLimit
from ..run import Run
from ..show import show
from ..tree import Between, Comparison, In, ListLiteral, Node, OpenRange, RangeLiteral
from .constants import UNKNOWN, constant
from .inference import Inference, rule
from .known import ANY, BOOLEAN, Known, either, name_of, range_of
from .members import nullable
from .names import Names

MOST_PAIRS = 2_000
_SHOWN = 8
_D, _DT = "date", "date and time"
_DAYS, _MONTHS = "days and time duration", "years and months duration"
ORDERED = frozenset(("number", "string", _D, "time", _DT, _DAYS, _MONTHS))


@rule(Comparison)
def _comparison(look: Inference, node: Comparison, names: Names) -> Known:
    left, right = look.of(node.left, names), look.of(node.right, names)
    if not comparable(node.operator, left, right):
        _do_not_compare(look, node, left, right)
    else:
        _outcomes(look, node, left, right)
    return BOOLEAN


def comparable(operator: str, left: Known, right: Known) -> bool:
    """Tell whether two kinds can be compared by an operator, as far as they are known."""
    if operator in ("=", "!="):
        pair = {left.kind, right.kind}
        both = left.is_known and right.is_known
        return not both or len(pair) == 1 or pair == {_DAYS, _MONTHS}
    if any(found.is_known and found.kind not in ORDERED for found in (left, right)):
        return False
    return not (left.is_known and right.is_known) or left.kind == right.kind


def _do_not_compare(look: Inference, node: Node, left: Known, right: Known) -> None:
    look.findings.add(
        "type",
        node,
        "“{part}”：{left}和{right}不能这样比较{hint}",
        "'{part}': {left} and {right} do not compare like this{hint}",
        left=name_of(left.kind),
        right=name_of(right.kind),
        hint=_hint(left, right),
    )


def _hint(left: Known, right: Known) -> Text:
    kinds = {left.kind, right.kind}
    if "list" in kinds and len(kinds) == 2:
        return Text(
            "；是否包含请用 list contains()", "; to ask if it holds one use list contains()"
        )
    if kinds == {_D, _DT}:
        return Text("；请先用 date() 取日期", "; take its day with date() first")
    return Text("")


def _outcomes(look: Inference, node: Comparison, left: Known, right: Known) -> None:
    found = _all_outcomes(node.operator, left, right)
    if found is None:
        return
    if True not in found:
        zh, en = "“{part}”永远不成立{values}", "'{part}' is never true{values}"
        look.findings.add("never", node, zh, en, values=allowed_words(left, right))
    elif found == {True}:
        zh, en = "“{part}”永远成立{values}", "'{part}' is always true{values}"
        look.findings.add("always", node, zh, en, values=allowed_words(left, right))


def _all_outcomes(operator: str, left: Known, right: Known) -> set[bool | None] | None:
    a, b = left.domain, right.domain
    if a is None or b is None or len(a) * len(b) > MOST_PAIRS:
        return None
    return {compare(operator, x, y) for x, y in product(a, b)}


def allowed_words(*sides: Known) -> Text:
    """Return the values that the side with several may have, in words."""
    several = [side.values for side in sides if side.values is not None and not side.sure]
    if not several or not several[0]:
        return Text("")
    shown = [show(value) for value in several[0][:_SHOWN]]
    more = ["…"] if len(several[0]) > _SHOWN else []
    words = Text("、".join([*shown, *more]), ", ".join([*shown, *more]))
    return Text("：只可能是 {all}", ": it can only be {all}", all=words)


@rule(Between)
def _between(look: Inference, node: Between, names: Names) -> Known:
    value, *ends = (look.of(part, names) for part in (node.value, node.low, node.high))
    for end in ends:
        if not comparable("<", value, end):
            _do_not_compare(look, node, value, end)
            return BOOLEAN
    _not_reversed(look, node, node.low, node.high, names)
    return BOOLEAN


def _not_reversed(look: Inference, node: Node, low: Node, high: Node, names: Names) -> None:
    a, b = constant(low, names), constant(high, names)
    if a is not UNKNOWN and b is not UNKNOWN and compare("<=", a, b) is False:
        zh, en = "“{part}”的终点在起点之前", "'{part}' ends before it starts"
        look.findings.add("never", node, zh, en)


# -- ranges and tests


@rule(RangeLiteral)
def _range(look: Inference, node: RangeLiteral, names: Names) -> Known:
    low, high = look.of(node.low, names), look.of(node.high, names)
    if not comparable("<", low, high):
        _do_not_compare(look, node, low, high)
        return ANY
    _not_reversed(look, node, node.low, node.high, names)
    return range_of(nullable(either(low, high)))


@rule(OpenRange)
def _open_range(look: Inference, node: OpenRange, names: Names) -> Known:
    return range_of(nullable(look.of(node.limit, names)))


@rule(In)
def _in(look: Inference, node: In, names: Names) -> Known:
    value = look.of(node.value, names)
    for test in node.tests:
        tested(look, test, value, look.of(test, names), names)
    return BOOLEAN


def tested(look: Inference, node: Node, value: Known, test: Known, names: Names) -> None:
    """Note a test that no value can pass: of another kind, or for values that do not occur."""
    if isinstance(node, ListLiteral) and value.kind != "list":
        for item in node.items:
            _one_test(look, item, value, look.seen(item), names)
    else:
        _one_test(look, node, value, test, names)


def _one_test(look: Inference, node: Node, value: Known, test: Known, names: Names) -> None:
    if not _suits(value, test):
        _do_not_compare(look, node, value, _compared(test))
        return
    it = constant(node, names)
    domain = value.domain
    if it is UNKNOWN or domain is None:
        return
    if not any(_passes(one, it) for one in domain):
        zh, en = "“{part}”不会出现{values}", "'{part}' never occurs{values}"
        look.findings.add("never", node, zh, en, values=allowed_words(value))


def _passes(value: Any, test: Any) -> bool:
    try:
        with Run({}):
            return passes(value, test) is True
    except FeelLimit:
        return True


def _suits(value: Known, test: Known) -> bool:
    """Tell whether a value of one kind may pass a test of another, as far as both are known."""
    if test.kind == "range":
        return comparable("=", value, test.element)
    if test.kind == "list":
        return value.kind == "list" or _suits_element(value, test.element)
    return comparable("=", value, test)


def _suits_element(value: Known, element: Known) -> bool:
    other = element.element if element.kind == "range" else element
    return comparable("=", value, other)


def _compared(test: Known) -> Known:
    while test.kind in ("range", "list") and test.of is not None:
        test = test.of
    return test
