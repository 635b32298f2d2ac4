"""Can the server judge this form: reads a form-js schema, refusing all that it could not check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.feel import Expression, FeelLimit, FeelSyntaxError, compile_expression
from engine.forms.agreement import BOUNDS, Agreement
from engine.forms.circles import circles
from engine.forms.grammar import misshapen
from engine.forms.kinds import Option, Options, written
from engine.forms.parts import Bound, Group, Kind, Note, Part, Question, Rows
from engine.forms.patterns import BadPattern, Pattern, compile_pattern
from engine.forms.shapes import KINDS, MOBILE
from engine.forms.words import BAD_MOBILE
from engine.text import Text

MOST_ROWS = 50
ROWS_AT_ALL = 200
MOST_COMPONENTS = 500
NOTES = frozenset({"text", "separator", "spacer", "button", "image", "table"})
NOT_YET = frozenset({"signature", "record", "html", "iframe", "documentPreview"})
# fmt: off
OWN_PROPERTIES = frozenset({
    "class", "public", "indexed", "purpose", "retention", "source", "check", "checkMessage",
    "requiredIf", "condition", "minItems", "maxItems", "minFiles", "maxFiles", "maxSize", "options",
})
RESERVED = frozenset({
    "case", "setting", "legal", "now", "today", "this", "parent", "i", "done_by", "results", "done",
    "count", "contains",
    "total", "and", "or", "not", "if", "then", "else", "for", "in", "return", "some", "every",
    "satisfies", "between", "instance", "of", "function", "null", "true", "false",
})
# fmt: on
_NO_TEMPLATES = (
    "label",
    "description",
    "dateLabel",
    "timeLabel",
    "text",
    "alt",
    "title",
    "source",
    "accept",
    "placeholder",
    "url",
    "content",
    "columnsExpression",
)  # fmt: skip
CLASSES = ("C1", "C2", "C3", "C4")
_KEY = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_UNLIKE = re.compile(r"/[/*]|[^\S \t\r\n]|[\u180e\u200b-\u200f\ufeff]")
"""Outside of quotes, what one FEEL skips and the other may not."""


class BadForm(ValueError):
    """The form cannot be used; `problems` says everything that is wrong, in both languages."""

    def __init__(self, problems: list[Text]) -> None:
        super().__init__("; ".join(problem.say("en") for problem in problems))
        self.problems = problems


def read_parts(
    form: str, schema: Mapping[str, Any], phrases: Mapping[str, str]
) -> tuple[Part, ...]:
    """Return what a schema asks; raises BadForm naming every component that cannot be judged."""
    if problems := list(misshapen(form, schema)):
        raise BadForm(problems)
    loading = _Loading(form, schema, phrases)
    parts = loading.level(schema["components"])
    loading.whole(parts)
    if loading.problems:
        raise BadForm(loading.problems)
    return parts


class _Loading:
    """One reading of a schema; goes on after a problem so that all are told at once."""

    def __init__(self, form: str, schema: Mapping[str, Any], phrases: Mapping[str, str]) -> None:
        self.form, self.schema, self.phrases = form, schema, phrases
        self.problems: list[Text] = []
        self.count = 0
        self.inside = Inside()

    def say(self, component: Mapping[str, Any], zh: str, en: str) -> None:
        self.tell(component, Text(zh, en))

    def tell(self, component: Mapping[str, Any], what: Text) -> None:
        where = component.get("key") or component.get("path") or component.get("id") or "-"
        place = f"{self.form}/{where}"
        self.problems.append(Text("{place}：{what}", "{place}: {what}", place=place, what=what))

    def whole(self, parts: tuple[Part, ...]) -> None:
        """Look at what only shows in the whole form."""
        if self.count > MOST_COMPONENTS:
            self.say({}, "组件太多", "it has too many components")
        rings = circles(parts)
        for names in rings:
            chain = "、".join(names)
            self.say({}, f"{chain} 的条件互相依赖", f"the conditions of {chain} form a circle")
        if not rings:
            self._agree(parts)

    def _agree(self, parts: tuple[Part, ...]) -> None:
        """Refuse expressions that the browser could read otherwise than the server."""
        for one, outside in Agreement(parts).problems():
            text = one.expression.text
            self.tell(
                one.part.component,
                Text(
                    "{name} 第 {column} 个字符“{near}”：{why}",
                    "{name}, character {column} “{near}”: {why}",
                    name=one.name,
                    column=outside.position + 1,
                    near=text[outside.position :][:20],
                    why=outside.text,
                ),
            )

    def level(self, components: list[dict[str, Any]]) -> tuple[Part, ...]:
        """Read the components of one container."""
        found = [self._part(one) for one in components]
        parts = tuple(part for part in found if part is not None)
        self._unique(parts)
        return parts

    def _unique(self, parts: tuple[Part, ...]) -> None:
        seen: set[tuple[str, ...]] = set()
        for path, part in _written(parts):
            if any(path[:n] in seen for n in range(1, len(path) + 1)) or any(
                path == other[: len(path)] for other in seen
            ):
                self.say(part.component, "与另一字段写入同一处", "writes where another field does")
            seen.add(path)

    def _part(self, component: dict[str, Any]) -> Part | None:
        self.count += 1
        self._no_templates(component)
        kind = component.get("type")
        if kind in NOTES:
            return self._note(component)
        if kind == "group":
            return self._group(component)
        if kind == "dynamiclist":
            return self._rows(component)
        found = self._kind(component)
        return self._question(component, found) if found else None

    def _kind(self, component: dict[str, Any]) -> Kind | None:
        name = component.get("type")
        if name == "datetime":
            name = component.get("subtype", "date")
        if name == "person" and component.get("multiple"):
            name = "persons"
        if name in KINDS:
            return KINDS[name]
        why = ("尚不支持", "is not supported yet") if name in NOT_YET else ("未知", "is unknown")
        self.say(component, f"组件类型“{name}”{why[0]}", f"component type {name!r} {why[1]}")
        return None

    # -- containers and notes -----------------------------------------------------------------

    def _note(self, component: dict[str, Any]) -> Note:
        text = self._text(component, "text")
        if component.get("type") == "image" and not _is_ours(component.get("source")):
            self.say(component, "图片应为本站路径", "a picture must be a path on this server")
        rows = component.get("dataSource")
        is_feel = isinstance(rows, str) and rows.startswith("=")
        return Note(
            component,
            (),
            self._label(component),
            self._hide(component),
            text=text,
            rows_from=self._shared(component, rows, "dataSource") if is_feel else None,
        )

    def _group(self, component: dict[str, Any]) -> Group:
        parts = self.level(component.get("components") or [])
        steps = self._steps(component, "path") if component.get("path") else ()
        return Group(component, steps, self._label(component), self._hide(component), parts=parts)

    def _rows(self, component: dict[str, Any]) -> Rows:
        around, self.inside = self.inside, Inside(rows=True, fixed=_is_fixed(component))
        parts = self.level(component.get("components") or [])
        self.inside = around
        own = _own(component)
        shown = max(_whole(component.get("defaultRepetitions"), 1), 1)
        fixed = _is_fixed(component)
        most = shown if fixed else min(_whole(own.get("maxItems"), MOST_ROWS), ROWS_AT_ALL)
        return Rows(
            component,
            self._steps(component, "path"),
            self._label(component),
            self._hide(component),
            parts=parts,
            least=min(_whole(own.get("minItems"), 0), most),
            most=most,
            shown=shown,
            fixed=fixed,
        )

    # -- questions ----------------------------------------------------------------------------

    def _question(self, component: dict[str, Any], kind: Kind) -> Question:
        own = {**self._of_form(), **_own(component)}
        validate = component.get("validate") or {}
        question = Question(
            component,
            self._steps(component, "key"),
            self._label(component),
            self._hide(component),
            kind=kind,
            help=self._text(component, "description"),
            required=bool(validate.get("required")),
            required_if=self._feel(component, own.get("requiredIf"), "requiredIf"),
            readonly=self._readonly(component),
            compute=self._shared(component, component.get("expression"), "expression"),
            check=self._feel(component, own.get("check"), "check"),
            check_message=self._phrase(own.get("checkMessage")),
            bounds=self._bounds(component, {**own, **validate}),
            pattern=self._pattern(component, validate),
            pattern_message=self._pattern_message(validate),
            not_passed=bool(component.get("disallowPassedDates")),
            options=self._options(component),
            options_from=self._options_from(component),
            data_class=str(own.get("class") or "C2"),
            public=_is_true(own.get("public")),
            indexed=_is_true(own.get("indexed")),
            purpose=str(own.get("purpose") or ""),
            retention=str(own.get("retention") or ""),
            source=str(own.get("source") or ""),
            condition=self._phrase(own.get("condition")),
        )
        self._judge(question)
        return question

    def _judge(self, question: Question) -> None:
        """Refuse combinations whose meaning the server could not hold to."""
        component, name = question.component, question.kind.name
        if question.data_class not in CLASSES:
            self.say(component, "class 应为 C1 至 C4", "class must be C1 to C4")
        if question.kind.chooses and not (question.options or question.options_from):
            self.say(component, "没有选项", "there is nothing to choose from")
        if name == "expression" and question.compute is None:
            self.say(component, "缺少表达式", "the expression is missing")
        at_top = not self.inside.rows and len(question.steps) == 1
        if (name == "filepicker" or question.indexed) and not at_top:
            self.say(
                component,
                "文件字段和索引字段只能放在最外层",
                "files and indexed fields stand at the top level",
            )
        if self.inside.rows and not self.inside.fixed and question.readonly:
            self.say(
                component,
                "可增减的列表中不能有只读字段",
                "a list that grows cannot hold a read-only field",
            )

    def _steps(self, component: dict[str, Any], name: str) -> tuple[str, ...]:
        key = component.get(name)
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            self.say(component, f"{name} 应为标识符", f"{name} must be an identifier")
            return (str(component.get("id") or key or "_"),)
        steps = tuple(key.split("."))
        if any(step in RESERVED for step in steps):
            self.say(component, f"{key} 是保留名", f"{key} is a reserved name")
        return steps

    def _readonly(self, component: dict[str, Any]) -> bool | Expression:
        if component.get("disabled") is True:
            return True
        found = component.get("readonly")
        if isinstance(found, str):
            return self._shared(component, found, "readonly") or False
        return bool(found)

    def _bounds(self, component: dict[str, Any], written: Mapping[str, Any]) -> dict[str, Bound]:
        names = ("min", "max", "minLength", "maxLength")
        own = ("minItems", "maxItems", "minFiles", "maxFiles", "maxSize")
        bounds: dict[str, Bound] = {}
        for name in (*names, *own):
            bound = written.get(name)
            if isinstance(bound, str) and bound.startswith("="):
                read = self._shared if name in BOUNDS else self._feel
                bound = read(component, bound, name)
            if isinstance(bound, int | float | str | Expression) and bound != "":
                bounds[name] = bound
        return bounds

    def _pattern(self, component: dict[str, Any], validate: Mapping[str, Any]) -> Pattern | None:
        phone = validate.get("validationType") == "phone"
        found = MOBILE if phone else validate.get("pattern")
        if not found:
            return None
        try:
            return compile_pattern(str(found))
        except BadPattern as bad:
            self.say(component, bad.text.say("zh"), bad.text.say("en"))
            return None

    def _pattern_message(self, validate: Mapping[str, Any]) -> Text | None:
        if validate.get("validationType") == "phone":
            return BAD_MOBILE
        return self._phrase(validate.get("patternErrorMessage"))

    # -- options ------------------------------------------------------------------------------

    def _options(self, component: dict[str, Any]) -> Options:
        found = component.get("values")
        if not isinstance(found, list):
            return ()
        options = tuple(self._tree(found, component.get("type") == "tree"))
        values = [option.written for option in options]
        if len(values) != len(set(values)):
            self.say(component, "选项的值有重复", "two options have one value")
        return options

    def _tree(self, found: list[Any], is_tree: bool, family: tuple[Text, ...] = ()) -> list[Option]:
        options = []
        for one in found:
            row = one if isinstance(one, dict) else {"value": one, "label": one}
            children = row.get("children") if is_tree else None
            label = self._option_label(row, is_tree and not children)
            options.append(Option(row.get("value"), _under(family, label), bool(children)))
            if children:
                options += self._tree(children, is_tree, (*family, label))
        return options

    def _option_label(self, row: Mapping[str, Any], with_code: bool) -> Text:
        value, label = written(row.get("value")), str(row.get("label") or row.get("value"))
        text = self._phrase(label) or Text(label)
        if not with_code or label.startswith(value):
            return text
        return Text(f"{value} {text.zh}", f"{value} {text.en}")

    def _options_from(self, component: dict[str, Any]) -> Expression | tuple[str, ...] | None:
        if component.get("valuesExpression"):
            return self._shared(component, component["valuesExpression"], "valuesExpression")
        if component.get("valuesKey"):
            return tuple(str(component["valuesKey"]).split("."))
        return None

    # -- words and expressions ----------------------------------------------------------------

    def _of_form(self) -> dict[str, Any]:
        """Return the properties that a form gives to all its fields."""
        own = _own(self.schema)
        return {
            name: own[name] for name in ("class", "purpose", "retention", "source") if name in own
        }

    def _hide(self, component: dict[str, Any]) -> Expression | None:
        return self._shared(component, (component.get("conditional") or {}).get("hide"), "hide")

    def _feel(self, component: Mapping[str, Any], text: Any, name: str) -> Expression | None:
        if text is None or text == "" or text is False:
            return None
        try:
            return compile_expression(str(text).strip().removeprefix("="))
        except (FeelSyntaxError, FeelLimit) as wrong:
            self.tell(component, _not_feel(name, wrong))
            return None

    def _shared(self, component: Mapping[str, Any], text: Any, name: str) -> Expression | None:
        """Read FEEL that the browser evaluates too, which must begin with “=” there."""
        found = self._feel(component, text, name)
        if found is not None and not str(text).startswith("="):
            self.say(component, f"{name} 应以“=”开头", f"{name} must begin with “=”")
        elif found is not None and _UNLIKE.search(_QUOTED.sub("", found.text)):
            self.say(
                component,
                f"{name} 中不能有注释或特殊空白",
                f"{name} must hold neither comments nor odd blanks",
            )
        return found

    def _label(self, component: dict[str, Any]) -> Text:
        for name in ("label", "dateLabel", "timeLabel"):
            if component.get(name):
                return self._text(component, name)
        return Text(str(component.get("key") or ""))

    def _text(self, component: dict[str, Any], name: str) -> Text:
        return self._phrase(component.get(name)) or Text("")

    def _phrase(self, phrase: Any) -> Text | None:
        return Text(phrase, self.phrases.get(phrase, "")) if isinstance(phrase, str) else None

    def _no_templates(self, component: Mapping[str, Any]) -> None:
        """Refuse expressions and templates where people read: form-js would fill them in."""
        for name, text in _read_by_people(component):
            if isinstance(text, str) and (text.startswith("=") or "{{" in text):
                self.say(component, f"{name} 不能是表达式", f"{name} must not be an expression")


def _not_feel(name: str, wrong: FeelSyntaxError | FeelLimit) -> Text:
    where = f" {wrong.line}:{wrong.column}" if isinstance(wrong, FeelSyntaxError) else ""
    return Text(
        "{name} 有语法错误{where}：{why}",
        "{name} is not good FEEL{where}: {why}",
        name=name,
        where=where,
        why=wrong.text,
    )


class Inside:
    """What stands around the component that is being read."""

    def __init__(self, rows: bool = False, fixed: bool = False) -> None:
        self.rows, self.fixed = rows, fixed


def _read_by_people(component: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in _NO_TEMPLATES:
        yield name, component.get(name)
    for name, text in (component.get("appearance") or {}).items():
        yield name, text
    for name in ("values", "columns"):
        for one in component.get(name) or []:
            yield name, one.get("label") if isinstance(one, Mapping) else one


def _written(parts: Iterable[Part]) -> Iterable[tuple[tuple[str, ...], Part]]:
    """Yield what writes into one container: questions, lists, and what lies in groups."""
    for part in parts:
        if isinstance(part, Question | Rows):
            yield part.steps, part
        elif isinstance(part, Group) and not part.steps:
            yield from _written(part.parts)
        elif isinstance(part, Group):
            yield from (((*part.steps, *path), one) for path, one in _written(part.parts))


def _own(component: Mapping[str, Any]) -> Mapping[str, Any]:
    found = component.get("properties")
    return found if isinstance(found, Mapping) else {}


def _is_fixed(component: Mapping[str, Any]) -> bool:
    return not component.get("allowAddRemove")


def _is_true(value: Any) -> bool:
    return value is True or value == "true"


def _is_ours(source: Any) -> bool:
    return isinstance(source, str) and re.fullmatch(r"/(?!/)[\w./-]*", source) is not None


def _whole(value: Any, usual: int) -> int:
    return int(value) if str(value).isascii() and str(value).isdigit() else usual


def _under(family: tuple[Text, ...], label: Text) -> Text:
    """Return a label with the families above it: 市容 / A01 占道经营."""
    parts = (*family, label)
    return Text(" / ".join(part.zh for part in parts), " / ".join(part.en for part in parts))
