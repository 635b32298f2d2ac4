"""Which kinds the five operators, the minus sign and the junctions take, and what they give."""

from __future__ import annotations

from ..tree import Arithmetic, Junction, Negation, Node
from .constants import UNKNOWN, constant
from .contradictions import contradictions
from .inference import Inference, rule
from .known import ANY, BOOLEAN, Known, name_of, of_value
from .names import Names

_N, _S, _D, _T, _DT = "number", "string", "date", "time", "date and time"
_DAYS, _MONTHS = "days and time duration", "years and months duration"
_SHIFTS = [(_D, _DAYS), (_D, _MONTHS), (_DT, _DAYS), (_DT, _MONTHS), (_T, _DAYS)]
_POINTS = [(_D, _D), (_DT, _DT), (_D, _DT), (_DT, _D), (_T, _T)]
_RESULTS: dict[str, dict[tuple[str, str], str]] = {
    "+": {(k, k): k for k in (_N, _S, _DAYS, _MONTHS)}
    | {pair: pair[0] for pair in _SHIFTS}
    | {(span, point): point for point, span in _SHIFTS},
    "-": {(k, k): k for k in (_N, _DAYS, _MONTHS)}
    | {pair: pair[0] for pair in _SHIFTS}
    | dict.fromkeys(_POINTS, _DAYS),
    "*": {(_N, _N): _N}
    | {pair: span for span in (_DAYS, _MONTHS) for pair in ((span, _N), (_N, span))},
    "/": {(_N, _N): _N}
    | {(span, _N): span for span in (_DAYS, _MONTHS)}
    | {(span, span): _N for span in (_DAYS, _MONTHS)},
    "**": {(_N, _N): _N},
}


@rule(Arithmetic)
def _arithmetic(look: Inference, node: Arithmetic, names: Names) -> Known:
    left = look.of(node.first, names)
    for operator, side in node.rest:
        right = look.of(side, names)
        so_far = Arithmetic(node.start, side.end, node.first, [])
        left = _joined(look, so_far, operator, left, right)
    return left


def _joined(look: Inference, node: Node, operator: str, left: Known, right: Known) -> Known:
    fitting = {
        result
        for (a, b), result in _RESULTS[operator].items()
        if _may_be(left, a) and _may_be(right, b)
    }
    if not fitting:
        zh = "“{part}”：{left}和{right}不能用 {sign} 计算"
        en = "'{part}': {sign} does not work on {left} and {right}"
        kinds = {"left": name_of(left.kind), "right": name_of(right.kind)}
        look.findings.add("type", node, zh, en, sign=operator, **kinds)
    return Known(fitting.pop()) if len(fitting) == 1 else ANY


def _may_be(found: Known, kind: str) -> bool:
    return not found.is_known or found.kind == kind


@rule(Negation)
def _negation(look: Inference, node: Negation, names: Names) -> Known:
    of = look.of(node.of, names)
    if not of.is_known:
        return ANY
    if of.kind not in (_N, _DAYS, _MONTHS):
        zh, en = "“{part}”：{it}没有负值", "'{part}': {it} has no sign"
        look.findings.add("type", node, zh, en, it=name_of(of.kind))
        return ANY
    value = constant(node, names)
    return Known(of.kind) if value is UNKNOWN or value is None else of_value(value)


@rule(Junction)
def _junction(look: Inference, node: Junction, names: Names) -> Known:
    for item in node.items:
        look.condition(item, look.of(item, names))
    contradictions(look, node, names)
    return BOOLEAN
