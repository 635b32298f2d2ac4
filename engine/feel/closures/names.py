"""Closures of names, paths and values written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..builtins import BUILTINS
from ..members import member_of
from ..natives import to_feel
from ..run import MAX_TREE, MISSING, why_null
from ..scope import Scope, fetch
from ..tree import (
    Literal,
    Name,
    Node,
    Path,
)
from ..values import kind
from .closure import Closures, Value

if TYPE_CHECKING:
    from ..compiler import Compiler


def _literal(_: Compiler, node: Literal) -> Value:
    value = node.value
    return lambda scope: value


def _name(_: Compiler, node: Name) -> Value:
    name = node.name
    builtin = BUILTINS.get(name)

    def read(scope: Scope) -> Any:
        value = scope.read(name)
        if value is None:
            why_null("{name} is empty", name=name)
        if value is MISSING:
            if builtin is None:
                why_null("there is no {name}", name=name)
            return builtin
        return value

    return read


def _path(compiler: Compiler, node: Path) -> Value:
    trail = None if compiler.traces else _trail(node)
    if trail is not None:
        return _data_path(trail)
    of, name = compiler.compile(node.of), node.name

    def path(scope: Scope) -> Any:
        value = of(scope)
        found = member_of(value, name)
        if found is None and value is not None and scope.run.notes is not None:
            _why_not_there(value, name)
        return found

    return path


def _why_not_there(value: Any, name: str) -> None:
    if not isinstance(value, dict):
        why_null("{kind} has no {name}", kind=kind(value), name=name)
    elif name in value:
        why_null("{name} is empty", name=name)
    else:
        why_null("there is no {name} in it", name=name)


def _trail(node: Node) -> list[str] | None:
    names: list[str] = []
    while isinstance(node, Path) and len(names) < MAX_TREE:
        names.append(node.name)
        node = node.of
    return [node.name, *reversed(names)] if isinstance(node, Name) else None


def _data_path(trail: list[str]) -> Value:
    """Read `a.b.c` from the data without converting all of `a`."""
    first, *rest = trail
    key = tuple(trail)

    def read(scope: Scope) -> Any:
        value = scope.bound(first)
        if value is MISSING:
            run = scope.run
            if key in run.seen:
                return run.seen[key]
            raw = run.data.get(first, MISSING)
            if isinstance(raw, Mapping):
                value = run.seen[key] = _dig(raw, rest)
                return value
            value = fetch(run, first, raw)
            if value is MISSING:
                why_null("there is no {name}", name=first)
                return None
        for name in rest:
            if value is None:
                return None
            value = member_of(value, name)
        return value

    return read


def _dig(raw: Any, names: list[str]) -> Any:
    for number, name in enumerate(names):
        if not isinstance(raw, Mapping):
            value = to_feel(raw)
            for rest in names[number:]:
                value = None if value is None else member_of(value, rest)
            return value
        raw = raw.get(name)
    return to_feel(raw)


CLOSURES: Closures = {
    Literal: _literal,
    Name: _name,
    Path: _path,
}
