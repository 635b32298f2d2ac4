"""Why an expression is no part of what a form may hold, in words."""

from __future__ import annotations

from collections.abc import Iterable

from engine.feel.tree import (
    Between,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    InstanceOf,
    NamedCall,
    Node,
    OpenRange,
    Quantified,
    RangeLiteral,
)
from engine.forms.sorts import Sort
from engine.text import Text


class Outside(ValueError):
    """The expression is no part of the dialect; `position` counts characters from 0."""

    def __init__(self, position: int, text: Text) -> None:
        self.position, self.text = position, text
        super().__init__(text.say("en"))


def because(zh: str, en: str, **values: object) -> Text:
    return Text(zh, en, **values)


_RANGE = Text(
    "不能用 between 和区间，请写 x >= 1 and x <= 9",
    "between and ranges differ in browsers: write x >= 1 and x <= 9",
)
_LOOP = Text(
    "不能用循环、some、every 和筛选，请由服务器在 check 中核对",
    "loops, some, every and filters differ in browsers: let the server look in a check",
)
_OTHER = Text("表单的表达式不能这样写", "a form's expression cannot hold this")
_CONSTRUCTS: dict[type[Node], Text] = {
    Between: _RANGE,
    RangeLiteral: _RANGE,
    OpenRange: _RANGE,
    For: _LOOP,
    Quantified: _LOOP,
    Filter: _LOOP,
    FunctionLiteral: _OTHER,
    InstanceOf: _OTHER,
    NamedCall: Text("参数不能写名称", "arguments must not be named"),
    ContextLiteral: _OTHER,
}


def construct(node: Node) -> Text:
    return _CONSTRUCTS.get(type(node), _OTHER)


def not_fixed(node: Node) -> Text:
    return _CONSTRUCTS.get(type(node)) or _FIXED


_FIXED = Text("此处只能是固定值", "only a fixed value can stand here")


def function(name: str, known: Iterable[str]) -> Text:
    return Text(
        "“{name}”不能用于表单，或参数个数不对；可用：{known}",
        "“{name}” is no function for forms, or has other arguments; there are {known}",
        name=name,
        known=Text("、".join(known), ", ".join(known)),
    )


def either(names: Iterable[str]) -> Text:
    """Name sorts: text or a number."""
    said = [Sort(name).said for name in names]  # type: ignore[arg-type]
    return Text("或".join(one.zh for one in said), " or ".join(one.en for one in said))
