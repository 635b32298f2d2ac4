"""What a form is: a form-js schema, read once and refused when the server could not judge it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.forms.agreement import Agreement
from engine.forms.grammar import misshapen
from engine.forms.kinds import Option
from engine.forms.loading import read_parts
from engine.forms.parts import Part, questions
from engine.forms.saying import BadForm


@dataclass(frozen=True)
class Field:
    """One question as lists, tables and privacy rules see it; `key` is its dotted path."""

    key: str
    label: str
    kind: str
    data_class: str
    public: bool
    indexed: bool
    required: bool
    options: tuple[Option, ...]
    purpose: str = ""
    retention: str = ""
    source: str = ""
    clearance: str = ""


@dataclass(frozen=True, eq=False)
class Form:
    """A form by its id (`community_autonomy.topic`); `phrases` are its Chinese texts in English."""

    id: str
    schema: Mapping[str, Any]
    plugin: str
    phrases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What it asks. Raises BadForm with everything that is wrong with the schema."""
        return read_parts(self.id, self.schema, self.phrases)

    @cached_property
    def agreement(self) -> Agreement:
        """The sorts of its fields and of what the browser evaluates."""
        return Agreement(self.parts)

    @cached_property
    def fields(self) -> list[Field]:
        """List the questions in their order; those inside a list have its path before theirs."""
        return list(self._fields())

    @cached_property
    def sensitive(self) -> tuple[str, ...]:
        """The keys of its questions of class C4."""
        return tuple(field.key for field in self.fields if field.data_class == "C4")

    @cached_property
    def sealed(self) -> frozenset[str]:
        """The keys whose answers go to the plugin alone."""
        return frozenset(
            ".".join(path) for path, question in questions(self.parts) if question.sealed
        )

    def _fields(self) -> Iterator[Field]:
        for path, question in questions(self.parts):
            yield Field(
                ".".join(path),
                question.label.say("zh"),
                question.kind.name,
                question.data_class,
                question.public,
                question.indexed,
                question.required,
                question.options,
                question.purpose,
                question.retention,
                question.source,
                question.clearance,
            )


def load_forms(plugin_file: str) -> list[Form]:
    """Read forms/*.form beside a plugin's own file; raises BadForm with all that is wrong.

    A component whose property `options` names a CSV file (value, label, parent) in the same folder
    gets its values from there.
    """
    folder = Path(plugin_file).parent
    phrases = _phrases(folder / "locale" / "en.json")
    forms = [
        _load(path, folder.name, phrases) for path in sorted((folder / "forms").glob("*.form"))
    ]
    problems = [text for form in forms for text in _problems(form)]
    if problems:
        raise BadForm(problems)
    return forms


def _load(path: Path, plugin: str, phrases: Mapping[str, str]) -> Form:
    schema = json.loads(path.read_text("utf-8"))
    if problems := list(misshapen(f"{plugin}.{path.stem}", schema)):
        raise BadForm(problems)
    for component in _components(schema):
        named = (component.get("properties") or {}).get("options")
        if isinstance(named, str):
            component["values"] = read_options(path.parent, named)
    return Form(f"{plugin}.{path.stem}", schema, plugin, phrases)


def _problems(form: Form) -> list[Any]:
    try:
        _ = form.parts
    except BadForm as bad:
        return bad.problems
    return []


def _phrases(path: Path) -> dict[str, str]:
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def _components(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for component in schema.get("components") or []:
        yield component
        yield from _components(component)


def read_options(folder: Path, name: str) -> list[dict[str, Any]]:
    """Read options from CSV with the columns value, label and parent, as nested values."""
    if Path(name).name != name:
        raise ValueError(f"options come from a file beside the form, not from {name!r}")
    nodes: dict[str, dict[str, Any]] = {}
    roots: list[dict[str, Any]] = []
    with (folder / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            node = {"value": row["value"], "label": row["label"]}
            nodes[row["value"]] = node
            if row.get("parent"):
                nodes[row["parent"]].setdefault("children", []).append(node)
            else:
                roots.append(node)
    return roots
