"""Whether an expression or a table's cell makes sense before there is data."""

from __future__ import annotations

from collections.abc import Mapping

from ..compiler import Compiler
from ..errors import FeelLimit, FeelSyntaxError
from ..expression import deep_enough, odd_names, parse, parse_tests
from ..tree import Literal, Node, Tests
from ..types import Type
from . import calls, comparing, operators
from .finding import Finding, refused
from .inference import Inference, rule
from .known import ANY, BOOLEAN, Known
from .names import Names

Types = Mapping[str, Type]

# the imported modules register how each kind of node is judged
__all__ = ["calls", "check_expression", "check_tests", "known_of", "operators"]


def check_expression(
    text: str,
    names: Mapping[str, Known],
    *,
    complete: bool = True,
    condition: bool = False,
    types: Types | None = None,
) -> list[Finding]:
    """Return what is wrong with an expression, in the order of the text; it never raises.

    `names` are what it can read, functions of the host among them; with `complete` off there may
    be others. `condition` says that it must be true or false. `types` are those of a model.
    """
    look = Inference(text)
    try:
        tree = parse(text, odd_names(names), types)
        found = _inferred(look, tree, names, complete)
    except (FeelSyntaxError, FeelLimit) as error:
        return [refused(text, error)]
    if condition:
        look.condition(tree, found)
    return look.findings.in_order


def known_of(
    text: str,
    names: Mapping[str, Known],
    *,
    complete: bool = True,
    types: Types | None = None,
) -> Known:
    """Return what is known of an expression's value; nothing of a text that cannot be read."""
    try:
        tree = parse(text, odd_names(names), types)
        return _inferred(Inference(text), tree, names, complete)
    except (FeelSyntaxError, FeelLimit):
        return ANY


def check_tests(
    text: str,
    tested: Known,
    names: Mapping[str, Known],
    *,
    complete: bool = True,
    types: Types | None = None,
) -> list[Finding]:
    """Return what is wrong with a table's cell that tests such a value; it never raises."""
    look = Inference(text)
    try:
        tree = parse_tests(text, odd_names(names), types)
        _inferred(look, tree, {**names, "?": tested}, complete)
    except (FeelSyntaxError, FeelLimit) as error:
        return [refused(text, error)]
    return look.findings.in_order


def _inferred(look: Inference, tree: Node, names: Mapping[str, Known], complete: bool) -> Known:
    with deep_enough():
        Compiler().compile(tree)  # refuses what is nested too deeply to go through
        return look.of(tree, Names(names, more=not complete))


@rule(Tests)
def _tests(look: Inference, node: Tests, names: Names) -> Known:
    tested = names.find("?") or ANY
    for item in node.items:
        found = look.of(item, names)
        is_condition = found.kind == "boolean" and not isinstance(item, Literal)
        if not is_condition or tested.kind == "boolean":
            comparing.tested(look, item, tested, found, names)
    return BOOLEAN
