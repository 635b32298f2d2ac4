"""Whether the conditions and computations of a form make sense for its own fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.feel import Expression
from engine.feel.static import ANY, NUMBER, Finding, Known, check_expression, list_of
from engine.forms.known import known_answers
from engine.forms.parts import Group, Note, Part, Question
from engine.text import Text


@dataclass(frozen=True)
class Around:
    """What is seen where a part stands: the case's names, the data, the answers around it."""

    names: Mapping[str, Known]
    data: Mapping[str, Known]
    complete: bool

    def inside(self, group: Group) -> Around:
        """Return what the parts of a group or list see: its own answers before all others."""
        inner = known_answers(group.parts) if group.steps else {}
        return Around(self.names, {**self.data, **inner}, self.complete)

    @property
    def all(self) -> dict[str, Known]:
        """Every name; `this`, `parent` and `i` are the row's or group's own."""
        own = {"this": ANY, "parent": ANY, "i": list_of(NUMBER)}
        return {**self.data, **own, **self.names}


def misread(
    parts: tuple[Part, ...],
    names: Mapping[str, Known] | None = None,
    data: Mapping[str, Known] | None = None,
) -> Iterator[Text]:
    """Yield what is wrong with the expressions of a form, with the field it stands at.

    `names` are those that are no data, `data` what the case knows besides the answers; when they
    are not given, names that the form does not hold may come from there.
    """
    complete = data is not None
    around = Around(names or {}, {**(data or {}), **known_answers(parts)}, complete)
    yield from _level(parts, around)


def _level(parts: tuple[Part, ...], around: Around) -> Iterator[Text]:
    for part in parts:
        yield from _of(part, around)
        if isinstance(part, Group):
            yield from _level(part.parts, around.inside(part))


def _of(part: Part, around: Around) -> Iterator[Text]:
    for expression, is_condition in _expressions(part):
        for found in check_expression(
            expression.text, around.all, complete=around.complete, condition=is_condition
        ):
            yield _told(part, expression, found)


def _expressions(part: Part) -> Iterator[tuple[Expression, bool]]:
    """Yield the expressions of a part, and whether each must be true or false."""
    if part.hide is not None:
        yield part.hide, True
    if isinstance(part, Note) and part.rows_from is not None:
        yield part.rows_from, False
    if isinstance(part, Question):
        asked = (part.required_if, part.readonly, part.check)
        for expression in part.expressions:
            yield expression, any(expression is one for one in asked)


def _told(part: Part, expression: Expression, found: Finding) -> Text:
    return Text(
        "{field}：表达式“{text}”第 {column} 个字符起：{what}",
        "{field}: the expression “{text}”, from character {column}: {what}",
        field=part.label if part.label.zh else part.id,
        text=expression.text.strip(),
        column=found.column,
        what=found.text,
    )
