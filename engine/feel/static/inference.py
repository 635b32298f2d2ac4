"""Of which kind each part of an expression is, from what is known of the names it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from ..builtins import BUILTINS
from ..tree import (
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    If,
    InstanceOf,
    ListLiteral,
    Literal,
    Name,
    Node,
    Path,
    Quantified,
    Round,
)
from . import members
from .finding import Findings
from .known import (
    ANY,
    BOOLEAN,
    FUNCTION,
    Known,
    context,
    either,
    function,
    join,
    list_of,
    name_of,
    of_type,
    of_value,
)
from .names import Names, suggestion

Rule: TypeAlias = "Callable[[Inference, Any, Names], Known]"
RULES: dict[type[Node], Rule] = {}


class Inference:
    """Goes once through a tree; what it finds wrong is in `findings`."""

    def __init__(self, source: str) -> None:
        self.findings = Findings(source)
        self._seen: dict[int, Known] = {}

    def of(self, node: Node, names: Names) -> Known:
        """Return what is known of a node's value."""
        rule = RULES.get(type(node))
        found = rule(self, node, names) if rule else ANY
        self._seen[id(node)] = found
        return found

    def seen(self, node: Node) -> Known:
        """Return what was found of a node before."""
        return self._seen.get(id(node), ANY)

    def condition(self, node: Node, found: Known) -> None:
        """Note a condition that is neither true nor false."""
        if found.is_known and found.kind != "boolean":
            self.findings.add(
                "condition",
                node,
                "“{part}”是{it}，不能作条件",
                "'{part}' is {it} and cannot be a condition",
                it=name_of(found.kind),
            )


def rule(kind: type[Node]) -> Callable[[Rule], Rule]:
    """Register how one kind of node is judged."""

    def register(made: Rule) -> Rule:
        RULES[kind] = made
        return made

    return register


@rule(Literal)
def _literal(look: Inference, node: Literal, names: Names) -> Known:
    if node.value is None and look.findings.source[node.start : node.start + 1] == "@":
        zh, en = "“{part}”不是有效的日期、时间或时长", "'{part}' is no date, time or duration"
        look.findings.add("value", node, zh, en)
        return ANY
    return of_value(node.value)


@rule(Name)
def _name(look: Inference, node: Name, names: Names) -> Known:
    found = names.find(node.name)
    if found is not None:
        return found
    if node.name in BUILTINS:
        return FUNCTION
    look.findings.add(
        "name",
        node,
        "没有名为“{name}”的数据{suggestion}",
        "there is nothing named '{name}'{suggestion}",
        name=node.name,
        suggestion=suggestion(node.name, names.all()),
    )
    return ANY


@rule(Path)
def _path(look: Inference, node: Path, names: Names) -> Known:
    of = look.of(node.of, names)
    found = members.member(of, node.name)
    if found is not None:
        return found
    look.findings.add(
        "member",
        node,
        "{it}里没有“{name}”{suggestion}",
        "{it} has no '{name}'{suggestion}",
        it=name_of(members.holder(of).kind),
        name=node.name,
        suggestion=suggestion(node.name, members.names(of)),
    )
    return ANY


@rule(If)
def _if(look: Inference, node: If, names: Names) -> Known:
    look.condition(node.condition, look.of(node.condition, names))
    return either(look.of(node.yes, names), look.of(node.no, names))


@rule(InstanceOf)
def _instance_of(look: Inference, node: InstanceOf, names: Names) -> Known:
    look.of(node.value, names)
    return BOOLEAN


@rule(ListLiteral)
def _list(look: Inference, node: ListLiteral, names: Names) -> Known:
    return list_of(join([look.of(item, names) for item in node.items]))


@rule(ContextLiteral)
def _context(look: Inference, node: ContextLiteral, names: Names) -> Known:
    entries: dict[str, Known] = {}
    twice = False
    inner = Names(entries, names, later=[key for key, _ in node.entries])
    for key, value in node.entries:
        found = look.of(value, inner)
        if key in entries:
            zh, en = "“{name}”给出了两次", "'{name}' is given twice"
            look.findings.add("value", value, zh, en, name=key)
            twice = True
        entries[key] = found
    return ANY if twice else replace(context(entries), sure=True)


# -- loops, filters and functions


def _bound(look: Inference, iterators: list[Round], names: Names) -> Names:
    for iterator in iterators:
        names = Names({iterator.name: _element(look, iterator, names)}, names)
    return names


def _element(look: Inference, iterator: Round, names: Names) -> Known:
    source = look.of(iterator.source, names)
    if iterator.to is not None:
        return _counted(look, iterator, [source, look.of(iterator.to, names)])
    if source.kind == "range":
        return _counted(look, iterator, [source.element])
    return source.element if source.kind == "list" else source


def _counted(look: Inference, iterator: Round, ends: list[Known]) -> Known:
    for end in ends:
        if end.is_known and end.kind not in ("number", "date"):
            zh = "“{part}”不能逐个数：只有整数和日期可以"
            en = "'{part}' cannot be counted through: only whole numbers and dates can"
            look.findings.add("type", iterator, zh, en)
    kinds = {end.kind for end in ends}
    return Known(kinds.pop()) if len(kinds) == 1 else ANY


@rule(For)
def _for(look: Inference, node: For, names: Names) -> Known:
    inner = Names({"partial": list_of(ANY)}, _bound(look, node.iterators, names))
    return list_of(look.of(node.body, inner))


@rule(Quantified)
def _quantified(look: Inference, node: Quantified, names: Names) -> Known:
    inner = _bound(look, node.iterators, names)
    look.condition(node.body, look.of(node.body, inner))
    return BOOLEAN


@rule(Filter)
def _filter(look: Inference, node: Filter, names: Names) -> Known:
    of = look.of(node.of, names)
    element = of.element if of.kind == "list" else of
    by = look.of(node.by, _inside(element, names))
    if by.kind == "boolean":
        return list_of(element)
    if by.kind == "number":
        # Without a number at run time the position becomes a condition that nothing passes.
        return members.nullable(element) if by.sure else ANY
    if by.is_known:
        zh = "“{part}”既不是条件也不是位置"
        look.findings.add("condition", node.by, zh, "'{part}' is neither condition nor position")
    return ANY


def _inside(element: Known, names: Names) -> Names:
    own = {"item": element, **(element.members or {})}
    could_be_context = element.kind in ("context", "any", "null")
    more = could_be_context and (element.members is None or element.open)
    return Names(own, names, more=more)


@rule(FunctionLiteral)
def _function(look: Inference, node: FunctionLiteral, names: Names) -> Known:
    declared = [of_type(type_) if type_ else ANY for type_ in node.types]
    return function_of(look, node, declared, names)


def function_of(
    look: Inference, node: FunctionLiteral, parameters: list[Known], names: Names
) -> Known:
    """Return what is known of a function whose parameters are known."""
    own = dict(zip(node.parameters, parameters, strict=True))
    result = look.of(node.body, Names(own, names, in_function=True)) if node.body else ANY
    return function(len(own), len(own), members.nullable(result))
