"""The page of one table: list, details, and a form that stores all of it or nothing."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, ClassVar

from flask import flash, redirect, request
from flask_admin import expose
from flask_admin.babel import gettext as _g
from flask_admin.contrib.peewee import ModelView
from flask_admin.helpers import get_redirect_target, is_form_submitted
from flask_babel import gettext
from peewee import IntegrityError
from wtforms import HiddenField

from admin.console.access import Guarded, by_now
from admin.console.deeds import Deletes
from admin.console.exports import Exports
from admin.console.filters import Filters
from admin.console.forms import (
    VERSION,
    ConsoleForm,
    Converter,
    InlineConverter,
    labelled,
    save_inline,
    version_field,
)
from admin.console.queries import Queries
from admin.console.words import deed_done, when, yes_no
from admin.say import say
from engine import Refused, Text, note_deed, transaction

FORMATS = {
    bool: lambda view, value, name: yes_no(value),
    datetime: lambda view, value, name: when(value),
    date: lambda view, value, name: value.isoformat(),
    Text: lambda view, value, name: say(value),
    type(None): lambda view, value, name: "",
}


class ConsoleView(Guarded, Queries, Deletes, Exports, ModelView):
    """A table for administrators. Nothing may be changed unless a view says so.

    Every row is stored in one transaction with what belongs to it; where the table has a column
    `version`, the second of two who edit one row is told so instead of undoing the first's work.
    """

    list_template = "console/list.html"
    details_template = "console/details.html"
    create_template = "console/form.html"
    edit_template = "console/form.html"
    form_base_class = ConsoleForm
    model_form_converter = Converter
    inline_model_form_converter = InlineConverter
    filter_converter = Filters()
    column_type_formatters = FORMATS
    column_type_formatters_detail = FORMATS
    column_type_formatters_export = FORMATS
    column_display_actions = True
    can_create = can_edit = can_delete = can_view_details = can_export = False
    can_set_page_size = False
    page_size = 30
    unsaid: ClassVar[tuple[str, ...]] = ()  # columns whose values stay out of the journal
    noun: ClassVar[Any] = ""  # what one row is called, in the middle of a sentence
    explains: ClassVar[Any] = ""  # a sentence under the title

    def __init__(self, model: Any, name: Any, endpoint: str, **options: Any) -> None:
        if self.column_editable_list:
            raise ValueError("lists are not edited in place: that needs x-editable and inline code")
        chosen = {each.name: each.choices for each in model._meta.sorted_fields if each.choices}
        self.__dict__.update(  # Flask-Admin makes lists and forms of these at once
            form_args=labelled(self.form_args, self.column_labels or {}),
            column_choices={**chosen, **(self.column_choices or {})},
        )
        super().__init__(model, name, endpoint=f"console_{endpoint}", url=endpoint, **options)

    # -- forms

    def get_edit_form(self) -> Any:
        """Return the form for an existing row, with the version that is being edited."""
        form = super().get_edit_form()
        if version_field(self.model) is None:
            return form
        return type(form.__name__, (form,), {VERSION: HiddenField()})

    def get_create_form(self) -> Any:
        form = super().get_create_form()
        if version_field(self.model) is not None:
            form = type(form.__name__, (form,), {VERSION: None})
        return form

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """Ask for a new row, store it, say so."""
        form = self.create_form()
        if self.validate_form(form) and (row := self.create_model(form)):
            flash(self.said("created", row), "success")
            return redirect(self.get_save_return_url(row, is_created=True))
        return self.show_form(self.create_template, form)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """Show a row in its form, store what was changed, say so."""
        row = self.get_one(request.args.get("id"))
        form = self.edit_form(obj=row)
        if self.validate_form(form) and self.update_model(form, row):
            flash(self.said("changed", row), "success")
            return redirect(self.get_save_return_url(row, is_created=False))
        return self.show_form(self.edit_template, form, row)

    @expose("/details/")
    def details_view(self) -> Any:
        """Show a row with all that its view tells of it."""
        row = self.get_one(request.args.get("id"))
        back = get_redirect_target() or self.get_url(".index_view")
        return self.render(
            self.details_template,
            model=row,
            details_columns=self._details_columns,
            get_value=self.get_detail_value,
            return_url=back,
            **self.details_of(row),
        )

    def details_of(self, row: Any) -> dict[str, Any]:
        """Return what else the page of a row shows."""
        return {}

    def show_form(self, template: str, form: Any, row: Any = None) -> Any:
        back = get_redirect_target() or self.get_url(".index_view")
        failed = is_form_submitted() and bool(form.errors)
        return self.render(template, form=form, model=row, return_url=back, failed=failed)

    # -- storing

    def create_model(self, form: Any) -> Any:
        """Store a new row with its inline rows; False, and a message, when it cannot be."""
        return self.stored(lambda: self.add(form))

    def update_model(self, form: Any, row: Any) -> bool:
        """Store a changed row with its inline rows; False, and a message, when it cannot be."""
        return bool(self.stored(lambda: self.change(form, row)))

    def stored(self, deed: Any) -> Any:
        """Do a deed in one transaction; a refusal becomes a message, anything else is a bug."""
        try:
            with transaction():
                return deed()
        except Refused as refusal:
            flash(say(refusal.text), "danger")
        except IntegrityError:
            flash(gettext("This cannot be stored: there is such a record already."), "danger")
        return False

    def add(self, form: Any) -> Any:
        """Make the row that a form describes."""
        row = self.model()
        form.populate_obj(row)
        self.on_model_change(form, row, True)
        row.save(force_insert=True)
        save_inline(form, row)
        self.after_model_change(form, row, True)
        self.note("row_added", row, {}, dict(row.__data__))
        return row

    def change(self, form: Any, row: Any) -> bool:
        """Change a row as a form says, unless somebody else did meanwhile."""
        column = version_field(self.model)
        if column is not None:
            self.take_turn(column, form, row)
            del form[VERSION]
        before = dict(row.__data__)
        form.populate_obj(row)
        self.on_model_change(form, row, False)
        row.save()
        save_inline(form, row)
        self.after_model_change(form, row, False)
        self.note("row_changed", row, before, dict(row.__data__))
        return True

    def note(self, deed: str, row: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Write into the house's journal which values of a row changed; some only that they did."""
        changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        said = sorted(changed - {VERSION, *self.unsaid})
        note_deed(
            deed,
            by_now(),
            f"{self.model._meta.table_name}:{row._pk}",
            before={name: before.get(name) for name in said},
            after={name: after.get(name) for name in said},
            unsaid=sorted(changed & set(self.unsaid)),
        )

    def take_turn(self, column: Any, form: Any, row: Any) -> None:
        """Count the change of a row whose version is still the one that was shown, else refuse."""
        shown = str(form[VERSION].data or "")
        key = self.model._meta.primary_key
        seen = int(shown) if re.fullmatch("[0-9]{1,9}", shown) else -1
        mine = (key == row._pk) & (column == seen)
        if self.model.update({column: column + 1}).where(mine).execute() != 1:
            raise Refused(
                "别人刚刚改过这条记录，请重新打开再改。",
                "Someone else changed this record meanwhile; open it again.",
            )
        setattr(row, VERSION, seen + 1)

    # -- words

    def name_of(self, row: Any) -> str:
        """Return what a row is called in messages."""
        return str(row)

    def said(self, deed: str, row: Any) -> str:
        """Return what was done to a row, as a sentence."""
        return deed_done(deed, self.noun or self.name, self.name_of(row))

    def row_links(self, row: Any, back: str, *, here: bool = False) -> list[tuple[Any, str]]:
        """Return what can be done with a row: (words, address); `here` on the row's own page."""
        number = self.get_pk_value(row)
        links = []
        if self.can_view_details and not here:
            links.append((_g("Details"), self.get_url(".details_view", id=number, url=back)))
        if self.can_edit and self.may_change():
            links.append((_g("Edit"), self.get_url(".edit_view", id=number, url=back)))
        if self.can_delete and self.may_change():
            links.append((_g("Delete"), self.get_url(".delete_view", id=number, url=back)))
        return links

    def export_url(self, kind: str, listed: str) -> str:
        """Return the address under which the list as it stands is exported."""
        query = listed.partition("?")[2]
        address: str = self.get_url(".export", export_type=kind)
        return f"{address}?{query}" if query else address
