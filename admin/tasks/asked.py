"""What a task's page needs to ask: the schema for form-js, the plain fields, answers so far, problems."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from markupsafe import Markup

from admin.formfields import anchor, plain_fields
from admin.language import language
from admin.say import phrases, say
from admin.tasks.answers import file_keys
from engine import Form, OpenedTask, Problem, browser_data, shown_schema


class Asked:
    """A form as one person sees it now, with what is already known or was just typed."""

    def __init__(
        self, opened: OpenedTask, typed: Mapping[str, Any] | None, problems: list[Problem]
    ) -> None:
        assert opened.form is not None
        self.form: Form = opened.form
        self.access: Mapping[str, str] = opened.task.access
        self.known = opened.known
        self.typed = typed if typed is not None else opened.draft
        self.problems = problems

    @cached_property
    def answers(self) -> dict[str, Any]:
        """Return the value of each field: what was typed, else what earlier steps say."""
        return {**browser_data(self.form, self.known, self.access), **self.typed}

    @cached_property
    def files(self) -> dict[str, list[dict[str, Any]]]:
        """Return, by field, the files that were sent already and stay unless somebody unticks them."""
        held = {key: self.answers.get(key) for key in file_keys(self.form)}
        return {key: list(files) for key, files in held.items() if files and not isinstance(files, str)}

    @cached_property
    def spec(self) -> dict[str, Any]:
        """Return what the browser's form viewer reads."""
        schema = shown_schema(self.form, language(), phrases(), self.access)
        for component in schema["components"]:
            if component.get("key") in self.files:  # those that stay count as an answer
                component.get("validate", {}).pop("required", None)
        files = file_keys(self.form)
        return {
            "schema": schema,
            "data": {key: value for key, value in self.answers.items() if key not in files},
            "problems": [{"field": one.field, "text": say(one.text)} for one in self.problems],
        }

    @cached_property
    def plain(self) -> Markup:
        """Return the fields as plain HTML, for who has no JavaScript."""
        return plain_fields(
            self.form,
            self.answers,
            self.problems,
            language=language(),
            access=self.access,
            say=say,
        )

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return the words of each field, for the list of problems."""
        return {field.key: field.label for field in self.form.fields}

    def label(self, field: str) -> str:
        """Return the words of the field that a problem names; rows count as their list's field."""
        bare = ".".join(step for step in field.split(".") if not step.isdigit())
        return self.labels.get(bare, "")

    def anchor(self, field: str) -> str:
        """Return the id of a plain field."""
        return anchor(field)
