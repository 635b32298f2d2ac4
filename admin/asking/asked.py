"""What a page needs to ask by a form: schema, plain fields, answers so far, problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from markupsafe import Markup

from admin.asking.sent import file_keys
from admin.formfields import anchor, plain_fields
from admin.language import language
from admin.say import phrases, say
from engine import Form, Problem, browser_data, shown_schema


class Asked:
    """A form as one person sees it now, with what is already known or was just typed."""

    def __init__(
        self,
        form: Form,
        *,
        known: Mapping[str, Any] | None = None,
        typed: Mapping[str, Any] | None = None,
        problems: Sequence[Problem] = (),
        access: Mapping[str, str] | None = None,
    ) -> None:
        self.form, self.problems, self.access = form, problems, access or {}
        self.data = known or {}
        self.known = browser_data(form, self.data, self.access)
        self.answers = {**self.known, **(typed or {})}

    @cached_property
    def files(self) -> dict[str, list[dict[str, Any]]]:
        """Return, by field, the files sent already; they stay unless somebody unticks them."""
        held = {key: self.answers.get(key) for key in file_keys(self.form)}
        return {key: files for key, files in held.items() if isinstance(files, list) and files}

    @cached_property
    def spec(self) -> dict[str, Any]:
        """Return what the browser's form viewer reads."""
        schema = shown_schema(self.form, language(), phrases(), self.access, self.data)
        for component in schema["components"]:
            if component.get("key") in self.files:  # those that stay count as an answer
                component.get("validate", {}).pop("required", None)
        files = file_keys(self.form)
        return {
            "schema": schema,
            "data": {key: value for key, value in self.answers.items() if key not in files},
            "known": {key: value for key, value in self.known.items() if key not in files},
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
            known=self.data,
            say=say,
        )

    def label(self, field: str) -> str:
        """Return the words of the field that a problem names; a row's counts as its list's."""
        bare = ".".join(step for step in field.split(".") if not step.isdigit())
        return next((one.label for one in self.form.fields if one.key == bare), "")

    def anchor(self, field: str) -> str:
        """Return the id of a plain field."""
        return anchor(field)
