"""Closures of conditions, loops, filters, functions and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..compare import and3, or3
from ..errors import FeelLimit, NoValue
from ..functions import Callee, Function
from ..iteration import filtered, over
from ..run import MAX_LIST, spend_list, why_null
from ..scope import Scope
from ..tree import (
    Call,
    Filter,
    For,
    FunctionLiteral,
    If,
    Name,
    NamedCall,
    Quantified,
    Round,
    walk,
)
from ..values import kind
from .closure import Closures, Value
from .operators import WANT_YES_OR_NO

if TYPE_CHECKING:
    from ..compiler import Compiler


def _if(compiler: Compiler, node: If) -> Value:
    condition, yes, no = compiler.all([node.condition, node.yes, node.no])
    return lambda scope: yes(scope) if condition(scope) is True else no(scope)


def _sources(compiler: Compiler, iterators: list[Round]) -> list[tuple[str, Value, Value | None]]:
    return [
        (it.name, compiler.compile(it.source), compiler.compile(it.to) if it.to else None)
        for it in iterators
    ]


def _for(compiler: Compiler, node: For) -> Value:
    sources = _sources(compiler, node.iterators)
    body, price = compiler.priced(node.body)
    partial = any(isinstance(part, Name) and part.name == "partial" for part in walk(node.body))

    def loop(scope: Scope) -> list[Any] | None:
        results: list[Any] = []
        try:
            for inner in over(sources, scope, price):
                if partial:
                    spend_list(len(results))
                    inner.names["partial"] = list(results)
                if len(results) >= MAX_LIST:
                    raise FeelLimit("列表过长", "the list would be too long")
                results.append(body(inner))
        except NoValue as error:
            why_null(error)
            return None
        return results

    return loop


def _quantified(compiler: Compiler, node: Quantified) -> Value:
    sources = _sources(compiler, node.iterators)
    body, price = compiler.priced(node.body)
    join = and3 if node.every else or3

    def quantified(scope: Scope) -> bool | None:
        result: bool | None = node.every
        try:
            for inner in over(sources, scope, price):
                answer = body(inner)
                if answer is not None and type(answer) is not bool:
                    why_null(WANT_YES_OR_NO, kind=kind(answer))
                result = join(result, answer)
        except NoValue as error:
            why_null(error)
            return None
        return result

    return quantified


def _external(_: Scope) -> None:
    why_null("functions of other machines are not run")


def _function(compiler: Compiler, node: FunctionLiteral) -> Value:
    if node.body is None:
        # Java and PMML functions are another machine's code: they have no value here.
        return _external
    body, price = compiler.priced(node.body)
    return lambda scope: Function(node.parameters, node.types, body, scope, price)


def _filter(compiler: Compiler, node: Filter) -> Value:
    of = compiler.compile(node.of)
    by, price = compiler.priced(node.by)
    return lambda scope: filtered(of(scope), by, scope, price)


def _call(compiler: Compiler, node: Call) -> Value:
    function, arguments = compiler.compile(node.function), compiler.all(node.arguments)

    def call(scope: Scope) -> Any:
        callee = function(scope)
        if not isinstance(callee, Callee):
            if callee is not None:
                why_null("this is {kind}, not a function", kind=kind(callee))
            return None
        return callee.call([argument(scope) for argument in arguments], scope.run)

    return call


def _named_call(compiler: Compiler, node: NamedCall) -> Value:
    function = compiler.compile(node.function)
    arguments = [(name, compiler.compile(argument)) for name, argument in node.arguments]

    def call(scope: Scope) -> Any:
        callee = function(scope)
        if not isinstance(callee, Callee):
            if callee is not None:
                why_null("this is {kind}, not a function", kind=kind(callee))
            return None
        return callee.call_named({name: value(scope) for name, value in arguments}, scope.run)

    return call


CLOSURES: Closures = {
    If: _if,
    For: _for,
    Quantified: _quantified,
    FunctionLiteral: _function,
    Filter: _filter,
    Call: _call,
    NamedCall: _named_call,
}
