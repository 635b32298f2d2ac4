"""How a table's columns are asked for: one CSRF token, plain controls, every key converted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_admin.contrib.peewee.form import (
    CustomModelConverter,
    InlineModelConverter,
    InlineModelFormList,
)
from flask_admin.form.widgets import RenderTemplateWidget
from flask_admin.model.fields import InlineModelFormField
from flask_babel import gettext
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from markupsafe import Markup
from peewee import AutoField, IntegerField, JSONField, Model
from wtforms import DateField as DayInput
from wtforms import Field, TextAreaField
from wtforms import TimeField as TimeInput
from wtforms.utils import unset_value
from wtforms.widgets import DateTimeLocalInput

from engine import LOCAL

VERSION = "version"


class ConsoleForm(FlaskForm):
    """A form under the one CSRF token of the application, as Flask-Admin wants to make it."""

    def __init__(
        self, formdata: Any = _Auto, obj: Any = None, prefix: str = "", **options: Any
    ) -> None:
        self._obj = obj
        super().__init__(formdata=formdata, obj=obj, prefix=prefix, **options)


class InstantField(Field):
    """An instant, typed and shown on the subdistrict's clock."""

    widget = DateTimeLocalInput()
    SHOWN = "%Y-%m-%dT%H:%M"

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.astimezone(LOCAL).strftime(self.SHOWN) if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if valuelist and valuelist[0]:
            try:
                self.data = datetime.fromisoformat(valuelist[0]).replace(tzinfo=LOCAL)
            except ValueError:
                raise ValueError(gettext("This is no date and time.")) from None


class JsonArea(TextAreaField):
    """A value as JSON text in which Chinese stays readable."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else json.dumps(self.data, ensure_ascii=False, indent=1)

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = json.loads(text) if text else None
        except ValueError:
            raise ValueError(gettext("This is no JSON.")) from None


class Converter(CustomModelConverter):
    """Columns to fields: also the keys of our tables, and the browser's own date controls."""

    def __init__(self, view: Any, additional: Any = None) -> None:
        super().__init__(view, additional)
        # BigAutoField, too, derives from it; without this a new inline row would need a number
        self.converters[AutoField] = self.handle_pk
        self.converters[JSONField] = self.handle_json

    def handle_json(self, model: Any, field: Any, **options: Any) -> tuple[str, Any]:
        return field.name, JsonArea(**options)

    def handle_datetime(self, model: Any, field: Any, **options: Any) -> tuple[str, Any]:
        return field.name, InstantField(**options)

    def handle_date(self, model: Any, field: Any, **options: Any) -> tuple[str, Any]:
        return field.name, DayInput(**options)

    def handle_time(self, model: Any, field: Any, **options: Any) -> tuple[str, Any]:
        return field.name, TimeInput(**options)


class Template(RenderTemplateWidget):
    """A field drawn by a template of ours."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        return Markup(super().__call__(field, **options))  # noqa: S704  (our own template)


class InlineRow(InlineModelFormField):
    """One row of a table within a form."""

    widget = Template("console/inline_row.html")

    @property
    def blank(self) -> bool:
        """Was nothing typed into this row? Then it is the spare one."""
        return not any(
            field.raw_data and any(part not in ("", "__None") for part in field.raw_data)
            for field in self.form
        )


class InlineRows(InlineModelFormList):
    """Rows of a table within a form; one spare row stands ready, so that adding needs no script."""

    entries: list[Any]
    widget = Template("console/inline_rows.html")
    form_field_type = InlineRow

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data)
        if formdata:
            self.entries = [row for row in self.entries if not row.blank]

    def __call__(self, **options: Any) -> Markup:
        self.append_entry()
        drawn = Markup(super().__call__(**options))  # noqa: S704  (our own template)
        self.pop_entry()
        return drawn

    def save_related(self, obj: Any) -> None:
        """Store the rows; one that is to go is deleted alone, and only if nothing refers to it."""
        stored = {
            str(getattr(row, self._pk)): row
            for row in self.model.select().where(getattr(self.model, self.prop) == obj)
        }
        for entry in self.entries:
            row = stored.get(str(entry.get_pk() or ""))
            if row is not None and self.should_delete(entry):
                row.delete_instance()
                continue
            kept: Model = row or self.model()
            entry.populate_obj(kept, None)
            setattr(kept, self.prop, obj)
            kept.save()


def save_inline(form: Any, row: Any) -> None:
    """Store the inline rows of a form; Flask-Admin finds only its own class of them, by name."""
    for field in form:
        if isinstance(field, InlineRows):
            field.save_related(row)


class InlineConverter(InlineModelConverter):
    inline_field_list_type = InlineRows


def version_field(model: type[Model]) -> Any:
    """Return the column that counts a row's changes, if its table has one."""
    found = model._meta.fields.get(VERSION)
    return found if isinstance(found, IntegerField) else None


def labelled(arguments: Mapping[str, Any] | None, labels: Mapping[Any, Any]) -> dict[str, Any]:
    """Return Flask-Admin's form arguments with the columns' labels, which forms else do not get."""
    given = {name: dict(values) for name, values in (arguments or {}).items()}
    for name, label in labels.items():
        given.setdefault(name, {}).setdefault("label", label)
    return given
