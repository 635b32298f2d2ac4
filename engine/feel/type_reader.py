"""Reading types: `list<number>`, `context<a: string>`, `function<number> -> string`, own names."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import FeelLimit
from .run import MAX_NESTING
from .scanner import Scanner
from .types import BASIC, Type
from .words import pattern_of


def read_type(scan: Scanner, types: Mapping[str, Type], depth: int = 0) -> Type:
    """Return the type that comes next in the text."""
    if depth > MAX_NESTING:
        raise FeelLimit("类型嵌套过深", "the type is nested too deeply")
    for name in BASIC:
        if scan.matches(pattern_of(name)):
            return Type(name)
    for name in ("list", "range"):
        if scan.takes_word(name):
            scan.needs("<")
            of = read_type(scan, types, depth + 1)
            scan.needs(">")
            return Type(name, of)
    if scan.takes_word("context"):
        return _context(scan, types, depth)
    if scan.takes_word("function"):
        return _function(scan, types, depth)
    return _own(scan, types)


def _context(scan: Scanner, types: Mapping[str, Type], depth: int) -> Type:
    scan.needs("<")
    fields: dict[str, Type] = {}
    while True:
        name = scan.label()
        scan.needs(":")
        fields[name] = read_type(scan, types, depth + 1)
        if not scan.takes(","):
            break
    scan.needs(">")
    return Type("context", fields=fields)


def _function(scan: Scanner, types: Mapping[str, Type], depth: int) -> Type:
    scan.needs("<")
    parameters: list[Type] = []
    if not scan.takes(">"):
        while True:
            parameters.append(read_type(scan, types, depth + 1))
            if not scan.takes(","):
                break
        scan.needs(">")
    scan.needs("->")
    result = read_type(scan, types, depth + 1)
    return Type("function", result, parameters=tuple(parameters))


def _own(scan: Scanner, types: Mapping[str, Type]) -> Type:
    scan.skip()
    for name in sorted(types, key=len, reverse=True):
        if scan.text.startswith(name, scan.at):
            scan.at += len(name)
            return types[name]
    return scan.fail_here("类型名", "the name of a type")
