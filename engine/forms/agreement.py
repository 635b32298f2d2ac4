"""Which expressions of a form browser and server may disagree about, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.feel import Expression
from engine.forms.dialect import sort_of
from engine.forms.names import Names, Steps, level, levels, names_of, read_by
from engine.forms.outside import Outside, because
from engine.forms.parts import Group, Note, Part, Question
from engine.forms.sorts import Sort, answer_sort, rows_sort
from engine.text import Text

BOUNDS = ("min", "max", "minLength", "maxLength")
"""The limits that the browser evaluates; all others are the server's alone."""
BEYOND_DATA = frozenset({"case", "setting", "legal", "done_by", "this", "parent", "i"})
"""Names that mean something only while a case moves, or only inside rows."""


@dataclass(frozen=True)
class Asked:
    """An expression that the browser evaluates, and where it stands."""

    part: Part
    name: str
    expression: Expression
    around: Steps
    gives: tuple[str, ...]


def asked(parts: tuple[Part, ...], around: Steps = ()) -> Iterator[Asked]:
    """Yield the expressions that the browser evaluates, but for computed fields."""
    for part in parts:
        if part.hide is not None:
            yield Asked(part, "hide", part.hide, around, ("yes_no",))
        if isinstance(part, Note) and part.rows_from is not None:
            yield Asked(part, "dataSource", part.rows_from, around, ("rows",))
        if isinstance(part, Question):
            yield from _of_question(part, around)
        if isinstance(part, Group):
            yield from asked(part.parts, (*around, *part.steps))


def _of_question(question: Question, around: Steps) -> Iterator[Asked]:
    if isinstance(question.readonly, Expression):
        yield Asked(question, "readonly", question.readonly, around, ("yes_no",))
    for name in BOUNDS:
        bound = question.bounds.get(name)
        if isinstance(bound, Expression):
            yield Asked(question, name, bound, around, ("number",))
    if isinstance(question.options_from, Expression):
        yield Asked(question, "valuesExpression", question.options_from, around, ("list",))


class Agreement:
    """The sorts of a form's fields and expressions, each found once."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts, self.names = parts, names_of(parts)
        self._sorts: dict[Question, Sort | Outside] = {}
        self._around = dict(_places(parts))

    def problems(self) -> Iterator[tuple[Asked, Outside]]:
        """Yield the expressions that are no part of the dialect."""
        for one in asked(self.parts):
            if not self.reads(one.expression, one.around):
                yield from self._beyond_data(one)
                continue
            try:
                found = self.sort(one.expression, one.around)
                if found.name not in one.gives:
                    wanted = Sort(one.gives[0]).said  # type: ignore[arg-type]
                    yield one, Outside(0, _should_give(wanted, found.said))
            except Outside as outside:
                yield one, outside

    def _beyond_data(self, one: Asked) -> Iterator[tuple[Asked, Outside]]:
        """Refuse what the server decides for the page, but from more than the case's data."""
        beyond = sorted(one.expression.names & BEYOND_DATA)
        if beyond:
            yield one, Outside(one.expression.text.index(beyond[0]), _no_field(beyond[0]))

    def reads(self, expression: Expression, around: Steps) -> set[Question]:
        """Return the fields of the form that an expression looks at.

        One that looks at none is decided by the server when the form is shown.
        """
        return set(read_by(expression.tree, self.names, around))

    def sort(self, expression: Expression, around: Steps) -> Sort:
        """Return the sort of an expression that stands at a place; raises Outside."""
        return sort_of(expression, lambda steps, at: self._meant(steps, around, at))

    def is_for_browser(self, question: Question) -> bool:
        """Tell whether the browser may compute a field too, so that conditions look at it."""
        return isinstance(self.answers(question), Sort)

    def around(self, question: Question) -> Steps:
        """Return the path of what a question lies in."""
        return self._around[question]

    def _meant(self, steps: Steps, around: Steps, at: int) -> Sort:
        found = self._find(steps, around, at)
        if isinstance(found, Names):
            if found.rows is None:
                raise Outside(at, because("这是一组字段，不是一个值", "a group is no value"))
            return rows_sort(found.rows)
        sort = self.answers(found)
        if isinstance(sort, Outside):
            raise Outside(at, sort.text)
        return sort

    def _find(self, steps: Steps, around: Steps, at: int) -> Question | Names:
        first, rest = steps[0], steps[1:]
        if not all(_NAME.fullmatch(step) for step in steps):
            raise Outside(at, because("名称里有不能使用的字符", "the name has odd characters"))
        if first in ("this", "parent"):
            inside = level(self.names, around if first == "this" else around[:-1])
            found, rest = (inside.get(rest[0]) if rest else None), rest[1:]
        else:
            found = next((one[first] for one in levels(self.names, around) if first in one), None)
        for step in rest:
            found = found.get(step) if isinstance(found, Names) and found.rows is None else None
        if found is None:
            raise Outside(at, _no_field(".".join(steps)))
        return found

    def answers(self, question: Question) -> Sort | Outside:
        """Return the sort of a field's answers, or why expressions cannot look at it."""
        if question not in self._sorts:
            self._sorts[question] = Outside(0, _LOOKS_AT_ITSELF)
            self._sorts[question] = self._found(question)
        return self._sorts[question]

    def _found(self, question: Question) -> Sort | Outside:
        if question.compute is not None:
            return self._computed(question, question.compute)
        try:
            sort = answer_sort(question, self._options(question))
        except Outside as outside:
            return outside
        return sort or Outside(0, because(*_HELD_OTHERWISE, label=question.label))

    def _options(self, question: Question) -> Sort | None:
        found, around = question.options_from, self._around[question]
        if not isinstance(found, Expression) or not self.reads(found, around):
            return None
        return self.sort(found, around)

    def _computed(self, question: Question, compute: Expression) -> Sort | Outside:
        try:
            sort = self.sort(compute, self._around[question])
        except Outside as outside:
            return Outside(0, _by_the_server(question, outside.text))
        if sort.name in ("number", "text", "yes_no", "date"):
            return sort
        return Outside(0, _by_the_server(question, sort.said))


def _places(parts: tuple[Part, ...], around: Steps = ()) -> Iterator[tuple[Question, Steps]]:
    """Yield the questions with the path of what they lie in."""
    for part in parts:
        if isinstance(part, Question):
            yield part, around
        elif isinstance(part, Group):
            yield from _places(part.parts, (*around, *part.steps))


_NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*")
_LOOKS_AT_ITSELF = Text("它依赖自身", "it depends on itself")
_HELD_OTHERWISE = (
    "“{label}”在浏览器中的写法不同，不能用于表达式",
    "“{label}” is written otherwise in browsers and cannot stand in an expression",
)


def _no_field(name: str) -> Text:
    return because(
        "本表单没有字段“{name}”；前面步骤的数据请作为只读字段放进本表单",
        "the form has no field “{name}”; put data of an earlier step on it as a read-only field",
        name=name,
    )


def _should_give(wanted: Text, found: Text) -> Text:
    return because(
        "应得到{wanted}，而不是{found}",
        "it must give {wanted}, not {found}",
        wanted=wanted,
        found=found,
    )


def _by_the_server(question: Question, why: Text) -> Text:
    return because(
        "“{label}”只由服务器计算（{why}）",
        "“{label}” is computed by the server alone ({why})",
        label=question.label,
        why=why,
    )
