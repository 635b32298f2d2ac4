"""Whether joins still get what they wait for after a token has been put elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from engine.bpmn.specs.base import FlowNode
from engine.bpmn.specs.scope import ScopeSpec
from engine.bpmn.tokens import Token
from engine.bpmn.workflow import Scope
from engine.errors import Refused

Ways = dict[str, frozenset[str]]  # a join's way in → whence a token can come by it
Place = tuple[str, str | None]  # the node a token stands at, and the flow it waits on at a join


def balanced(scope: Scope, moved: Token, target: FlowNode) -> list[Token]:
    """Return the tokens to take away so that `moved` can stand at `target`: itself, and the
    branches beside it that would starve or crowd a join.

    A join starves when some tokens can still reach it but by one of its ways none can; it is
    crowded when two can come by the same way. What was so before the move is not its fault. Raises
    Refused where taking branches away does not help.
    """
    joins = {node: _ways(scope.spec, node) for node in _joins(scope.spec)}
    here = [token for token in scope.tasks.values() if token.body is None]
    before = [_place(token) for token in here]
    takes = [moved]
    while True:
        stay = [token for token in here if token not in takes]
        after = [*(_place(token) for token in stay), (target.name, None)]
        bad = [join for join, ways in joins.items() if _worse(join, ways, before, after)]
        if not bad:
            return takes
        beside = [
            token for token in stay if any(_came(join, joins[join], _place(token)) for join in bad)
        ]
        if not beside:
            raise Refused(
                "移动之后“{join}”将永远等不到其他分支，不能这样移动。",
                "After this move “{join}” would wait for ever for its other branches.",
                join=bad[0].bpmn_name or bad[0].bpmn_id,
            )
        takes += beside


def _joins(spec: ScopeSpec) -> Iterable[FlowNode]:
    return [
        node
        for node in spec.task_specs.values()
        if node.kind == "parallelGateway" and len(node.incoming) > 1
    ]


def _place(token: Token) -> Place:
    return token.task_spec.name, token.flow


def _worse(join: FlowNode, ways: Ways, before: list[Place], after: list[Place]) -> bool:
    starved = _starved(join, ways, after) and not _starved(join, ways, before)
    return starved or _crowd(join, ways, after) > _crowd(join, ways, before)


def _starved(join: FlowNode, ways: Ways, places: list[Place]) -> bool:
    came = [_came(join, ways, place) for place in places]
    reached = frozenset().union(*came)
    return bool(reached) and reached != frozenset(ways)


def _crowd(join: FlowNode, ways: Ways, places: list[Place]) -> int:
    """Return how many pairs of tokens can come by one way."""
    came = [found for place in places if (found := _came(join, ways, place))]
    return sum(1 for n, one in enumerate(came) for other in came[n + 1 :] if one & other)


def _came(join: FlowNode, ways: Ways, place: Place) -> frozenset[str]:
    """Return the ways by which a token at a place comes, or can come, to a join."""
    name, flow = place
    if name == join.name:
        return frozenset((flow,)) if flow in ways else frozenset()
    return frozenset(way for way, sources in ways.items() if name in sources)


def _ways(spec: ScopeSpec, join: FlowNode) -> Ways:
    return spec.reaching(join)
