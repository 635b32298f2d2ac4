"""Can the server judge this form: reads a form-js schema, refusing all that it could not check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.forms.asking import Inside, Questions
from engine.forms.circles import circles
from engine.forms.components import is_fixed, is_ours, own_of, whole_of
from engine.forms.grammar import misshapen
from engine.forms.parts import Group, Note, Part, Question, Rows
from engine.forms.saying import BadForm

MOST_ROWS = 50
ROWS_AT_ALL = 200
MOST_COMPONENTS = 500
NOTES = frozenset({"text", "separator", "spacer", "button", "image", "table"})
# fmt: off
OWN_PROPERTIES = frozenset({
    "class", "public", "indexed", "purpose", "retention", "source", "check", "checkMessage",
    "requiredIf", "condition", "minItems", "maxItems", "minFiles", "maxFiles", "maxSize", "options",
    "clearance",
    "sealed",
})
# fmt: on


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


class _Loading(Questions):
    """Reads a whole schema."""

    def __init__(self, form: str, schema: Mapping[str, Any], phrases: Mapping[str, str]) -> None:
        super().__init__(form, schema, phrases)
        self.count = 0

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

    # -- containers and notes -----------------------------------------------------------------

    def _note(self, component: dict[str, Any]) -> Note:
        text = self._text(component, "text")
        if component.get("type") == "image" and not is_ours(component.get("source")):
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
        around, self.inside = self.inside, Inside(rows=True, fixed=is_fixed(component))
        parts = self.level(component.get("components") or [])
        self.inside = around
        own = own_of(component)
        shown = max(whole_of(component.get("defaultRepetitions"), 1), 1)
        fixed = is_fixed(component)
        most = shown if fixed else min(whole_of(own.get("maxItems"), MOST_ROWS), ROWS_AT_ALL)
        return Rows(
            component,
            self._steps(component, "path"),
            self._label(component),
            self._hide(component),
            parts=parts,
            least=min(whole_of(own.get("minItems"), 0), most),
            most=most,
            shown=shown,
            fixed=fixed,
        )


def _written(parts: Iterable[Part]) -> Iterable[tuple[tuple[str, ...], Part]]:
    """Yield what writes into one container: questions, lists, and what lies in groups."""
    for part in parts:
        if isinstance(part, Question | Rows):
            yield part.steps, part
        elif isinstance(part, Group) and not part.steps:
            yield from _written(part.parts)
        elif isinstance(part, Group):
            yield from (((*part.steps, *path), one) for path, one in _written(part.parts))
