"""Whether a call suits its function: the number, the names and the kinds of its arguments."""

from __future__ import annotations

from collections.abc import Sequence

from engine.text import Text

from ..builtins import BUILTINS, patterns
from ..errors import NoValue
from ..tree import Call, FunctionLiteral, Literal, Name, NamedCall, Node
from .constants import UNKNOWN, constant
from .inference import Inference, function_of, rule
from .known import ANY, Known, join, list_of, name_of, of_value
from .members import member, nullable
from .names import Names, suggestion
from .signatures import Parameter, Signature, known_result, signatures_of

_MADE_FROM_TEXT = frozenset(("date", "time", "date and time", "duration", "number"))
_WITH_PATTERN = frozenset(("matches", "replace", "split"))
_PATTERN = 1


@rule(Call)
def _call(look: Inference, node: Call, names: Names) -> Known:
    name = node.function.name if isinstance(node.function, Name) else ""
    if not names.is_builtin(name):
        callee = look.of(node.function, names)
        for argument in node.arguments:
            look.of(argument, names)
        return _own(look, node, callee, len(node.arguments))
    found = _arguments(look, name, node.arguments, names)
    return _built_in(look, node, name, found, names)


@rule(NamedCall)
def _named_call(look: Inference, node: NamedCall, names: Names) -> Known:
    name = node.function.name if isinstance(node.function, Name) else ""
    found = {key: look.of(argument, names) for key, argument in node.arguments}
    if not names.is_builtin(name):
        return _own(look, node, look.of(node.function, names), len(found))
    fitting = [one for one in signatures_of(name) if _named(one, found.keys())]
    if not fitting:
        zh = "函数“{name}”没有这样的参数{suggestion}"
        en = "the function '{name}' has no such parameters{suggestion}"
        hint = _parameter_hint(name, found.keys())
        look.findings.add("arguments", node, zh, en, name=name, suggestion=hint)
    return ANY


def _named(signature: Signature, given: object) -> bool:
    wanted = set(signature.names)
    assert hasattr(given, "__iter__")
    return set(given) <= wanted and all(
        name in set(given) or one.optional
        for name, one in zip(signature.names, signature.parameters, strict=False)
    )


def _parameter_hint(name: str, given: object) -> Text:
    known_names = [one for signature in signatures_of(name) for one in signature.names]
    assert hasattr(given, "__iter__")
    wrong = next((one for one in given if one not in known_names), None)
    return suggestion(wrong, known_names) if wrong else Text("")


def _own(look: Inference, node: Call | NamedCall, callee: Known, count: int) -> Known:
    """Judge a call of a function that is no built-in."""
    if callee.is_known and callee.kind != "function":
        zh, en = "“{part}”不是函数", "'{part}' is no function"
        look.findings.add("call", node.function, zh, en)
        return ANY
    least, most = callee.parameters or (0, None)
    if count < least or (most is not None and count > most):
        _wrong_count(look, node)
    return nullable(callee.element)


def _wrong_count(look: Inference, node: Node) -> None:
    zh, en = "“{part}”的参数个数不对", "'{part}' has a wrong number of arguments"
    look.findings.add("arguments", node, zh, en)


# -- built-in functions


def _arguments(look: Inference, name: str, nodes: list[Node], names: Names) -> list[Known]:
    found: list[Known] = []
    for place, node in enumerate(nodes):
        if name in ("sort", "list replace") and place == 1 and isinstance(node, FunctionLiteral):
            found.append(_on_elements(look, node, found[0], names))
        else:
            found.append(look.of(node, names))
    return found


def _on_elements(look: Inference, node: FunctionLiteral, of: Known, names: Names) -> Known:
    """Judge a function whose arguments are elements of a list."""
    element = of.element if of.kind == "list" else ANY
    parameters = [ANY if type_ else element for type_ in node.types]
    return function_of(look, node, parameters, names)


def _built_in(look: Inference, node: Call, name: str, found: list[Known], names: Names) -> Known:
    signatures = [one for one in signatures_of(name) if one.takes(len(found))]
    callee = BUILTINS[name]
    too_many = callee.most is not None and len(found) > callee.most
    if not signatures or len(found) < callee.least or too_many:
        _wrong_count(look, node)
        return ANY
    wrong = [_first_wrong(signature, found) for signature in signatures]
    if None not in wrong:
        place, parameter = max((one for one in wrong if one), key=lambda one: one[0])
        _wrong_kind(look, node.arguments[place], name, parameter, found[place])
        return ANY
    chosen = signatures[wrong.index(None)]
    return _value(look, node, name, names) or _result(chosen, name, found, node)


def _first_wrong(signature: Signature, found: Sequence[Known]) -> tuple[int, Parameter] | None:
    for place, argument in enumerate(found):
        parameter = signature.parameter(place)
        if not _fits(argument, parameter):
            return place, parameter
    return None


def _fits(argument: Known, parameter: Parameter) -> bool:
    kinds = parameter.kinds
    if not argument.is_known or not kinds or argument.kind in kinds or "list" in kinds:
        return True
    if argument.kind != "list":
        return False
    # A list of one element stands for the element.
    element = argument.element
    return not element.is_known or element.kind == "list" or element.kind in kinds


def _wrong_kind(look: Inference, node: Node, name: str, parameter: Parameter, found: Known) -> None:
    wanted = sorted(parameter.kinds)
    look.findings.add(
        "arguments",
        node,
        "函数“{name}”要的是{wanted}，而“{part}”是{it}",
        "the function '{name}' wants {wanted}, but '{part}' is {it}",
        name=name,
        wanted=_either(wanted),
        it=name_of(found.kind),
    )


def _either(kinds: list[str]) -> Text:
    words = [name_of(kind) for kind in kinds]
    places = {f"kind{number}": word for number, word in enumerate(words)}
    zh, en = ("或".join(f"{{{p}}}" for p in places), " or ".join(f"{{{p}}}" for p in places))
    return Text(zh, en, **places)


def _value(look: Inference, node: Call, name: str, names: Names) -> Known | None:
    """Judge a call whose value is known already: `date("2026-02-30")` has none."""
    if name in _WITH_PATTERN and not _is_pattern(node.arguments[_PATTERN]):
        zh, en = "“{part}”不是正则表达式", "'{part}' is no regular expression"
        look.findings.add("value", node.arguments[_PATTERN], zh, en)
    if name not in _MADE_FROM_TEXT:
        return None
    value = constant(node, names)
    if value is UNKNOWN:
        return None
    if value is None and not any(_is_null(argument) for argument in node.arguments):
        zh, en = "“{part}”没有值：写法不对", "'{part}' has no value: it is badly written"
        look.findings.add("value", node, zh, en)
        return ANY
    return of_value(value)


def _is_null(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None


def _is_pattern(node: Node) -> bool:
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        return True
    try:
        patterns.compiled(node.value, "")
    except NoValue:
        return False
    return True


def _result(signature: Signature, name: str, found: list[Known], node: Call) -> Known:
    few = known_result(name)
    if few is not None:
        return few
    if signature.result == "same":
        return found[0] if found[0].kind == "list" else list_of(ANY)
    if signature.result == "element":
        return nullable(_element(found))
    if name == "get value" and len(found) == 2:
        return _entry(found[0], node.arguments[1])
    return signature.gives


def _element(found: list[Known]) -> Known:
    if len(found) > 1:
        result = join(found)
    else:
        result = found[0].element if found[0].kind == "list" else found[0]
    return Known(result.kind) if result.is_known and result.kind != "list" else ANY


def _entry(of: Known, key: Node) -> Known:
    if not isinstance(key, Literal) or not isinstance(key.value, str) or of.kind != "context":
        return ANY
    return nullable(member(of, key.value) or ANY)
