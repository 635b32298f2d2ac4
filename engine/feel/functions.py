"""What can be called: built-ins, functions written in FEEL, functions of the host."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .errors import FeelLimit, NoValue
from .natives import from_feel, to_feel
from .run import CHARACTERS_A_STEP, MAX_CALLS, Run, why_null
from .scope import Scope
from .values import kind

if TYPE_CHECKING:
    from .types import Type

FAILURES = (NoValue, ArithmeticError, ValueError)
"""What a built-in may raise to mean null: no value, decimal overflow, a bad conversion."""


class Callee:
    """Anything that stands before parentheses."""

    name: str = "function"

    def call(self, arguments: list[Any], run: Run) -> Any:
        """Return the function's value; null when the arguments do not suit it."""
        raise NotImplementedError

    def call_named(self, arguments: Mapping[str, Any], run: Run) -> Any:
        """Return the function's value for arguments given by parameter name."""
        raise NotImplementedError


class Function(Callee):
    """A function written in FEEL, together with the names it closes over."""

    __slots__ = ("body", "cost", "parameters", "scope", "types")

    def __init__(
        self,
        parameters: Sequence[str],
        types: Sequence[Type | None],
        body: Callable[[Scope], Any],
        scope: Scope,
        cost: int = 1,
    ) -> None:
        self.parameters, self.types, self.body = list(parameters), list(types), body
        self.scope, self.cost = scope, cost

    def call(self, arguments: list[Any], run: Run) -> Any:
        """Return the body's value; null when the number of arguments is wrong."""
        if len(arguments) != len(self.parameters):
            why_null("the function takes {count} arguments", count=len(self.parameters))
            return None
        run.spend(5 + self.cost)
        if run.calls >= MAX_CALLS:
            raise FeelLimit("函数嵌套调用过深", "functions call each other too deeply")
        run.calls += 1
        try:
            return self.body(self.scope.inner(self._bind(arguments)))
        finally:
            run.calls -= 1

    def _bind(self, arguments: list[Any]) -> dict[str, Any]:
        from .types import coerce

        bound: dict[str, Any] = {}
        for name, type_, value in zip(self.parameters, self.types, arguments, strict=True):
            bound[name] = value if type_ is None else coerce(value, type_)
            if bound[name] is None and value is not None:
                why_null("{kind} is no value for {name}", kind=kind(value), name=name)
        return bound

    def call_named(self, arguments: Mapping[str, Any], run: Run) -> Any:
        """Return the body's value; null unless exactly the parameters are named."""
        if arguments.keys() != set(self.parameters):
            why_null("no such parameters")
            return None
        return self.call([arguments[name] for name in self.parameters], run)


class Builtin(Callee):
    """A function of the language itself.

    Its signatures name the parameters; `?` marks optional ones, `key=string` restricts the kind.
    """

    __slots__ = ("function", "least", "most", "name", "signatures")

    def __init__(
        self,
        name: str,
        signatures: Sequence[str],
        function: Callable[..., Any],
        arity: tuple[int, int | None],
    ) -> None:
        self.name, self.function = name, function
        self.signatures = [tuple(s.split(",")) if s else () for s in signatures]
        self.least, self.most = arity

    def call(self, arguments: list[Any], run: Run) -> Any:
        """Return the value; null when the arguments have the wrong number or kinds."""
        run.spend(2 + sum(_weight(argument) for argument in arguments))
        count = len(arguments)
        if count < self.least or (self.most is not None and count > self.most):
            why_null("wrong number of arguments")
            return None
        try:
            return self.function(*arguments)
        except FAILURES as error:
            return self._once_more(arguments, error)

    def _once_more(self, arguments: list[Any], error: Exception) -> Any:
        # A list of one element stands for the element (DMN 1.5, 10.3.2.9.4).
        if any(type(a) is list and len(a) == 1 for a in arguments):
            try:
                return self.function(
                    *(a[0] if type(a) is list and len(a) == 1 else a for a in arguments)
                )
            except FAILURES as second:
                error = second
        why_null(error)
        return None

    def call_named(self, arguments: Mapping[str, Any], run: Run) -> Any:
        """Return the value for the first signature that has these parameters."""
        for signature in self.signatures:
            names = [_parameter(name) for name in signature]
            if arguments.keys() <= set(names) and _suit(arguments, signature):
                while names and names[-1] not in arguments:
                    names.pop()
                return self.call([arguments.get(name) for name in names], run)
        why_null("no such parameters")
        return None


def _weight(argument: Any) -> int:
    if type(argument) is list:
        return len(argument) // 2
    return len(argument) // CHARACTERS_A_STEP if type(argument) is str else 0


def _parameter(written: str) -> str:
    return written.rstrip("?").partition("=")[0]


def _suit(arguments: Mapping[str, Any], signature: Sequence[str]) -> bool:
    for written in signature:
        name, (_, _, wanted) = _parameter(written), written.partition("=")
        if name not in arguments:
            if not written.endswith("?"):
                return False
        elif wanted and kind(arguments[name]) != wanted:
            return False
    return True


class HostFunction(Callee):
    """A function that the host lends: Python values in, a Python value out."""

    __slots__ = ("function", "name")

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name, self.function = name, function

    def call(self, arguments: list[Any], run: Run) -> Any:
        """Return the value; null when the host refuses the arguments by Type- or ValueError."""
        return self._answer([from_feel(a) for a in arguments], {}, run)

    def call_named(self, arguments: Mapping[str, Any], run: Run) -> Any:
        """Return the value; blanks in parameter names are underscores in Python."""
        named = {name.replace(" ", "_"): from_feel(a) for name, a in arguments.items()}
        return self._answer([], named, run)

    def _answer(self, arguments: list[Any], named: dict[str, Any], run: Run) -> Any:
        run.spend(50)
        try:
            return to_feel(self.function(*arguments, **named))
        except (*FAILURES, TypeError, LookupError) as error:
            why_null(error)
            return None
