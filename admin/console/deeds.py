"""What is asked again before it is done: deleting a row, and a deed on several rows."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from flask_admin.actions import action
from flask_admin.babel import gettext as _g
from flask_admin.babel import lazy_gettext as _gl
from flask_admin.babel import ngettext as _gn
from flask_admin.helpers import get_redirect_target
from flask_babel import gettext
from peewee import IntegrityError

from engine import transaction

SURE = "sure"  # what the page that asks sends along


class Deletes:
    """Deletes one row and nothing with it, after a page has asked; works without any script."""

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self: Any) -> Any:
        """Ask, and delete when the answer is yes."""
        row = self.get_one(request.values.get("id"))
        back = get_redirect_target() or self.get_url(".index_view")
        form = self.delete_form()
        if request.method == "POST" and form.validate() and request.form.get(SURE):
            if self.delete_model(row):
                flash(self.said("deleted", row), "success")
            return redirect(back)
        form.id.data, form.url.data = self.get_pk_value(row), back
        return self.asks(
            _g("Are you sure you want to delete this record?"),
            [row],
            form,
            self.get_url(".delete_view"),
            back,
            danger=True,
        )

    def delete_model(self: Any, row: Any) -> bool:
        """Delete a row; one that others refer to is kept, and the person is told."""
        try:
            with transaction():
                self.on_model_delete(row)
                row.delete_instance()
                self.note("row_deleted", row, dict(row.__data__), {})
        except IntegrityError:
            kept = gettext("“%(row)s” is kept: other records refer to it.", row=self.name_of(row))
            flash(kept, "danger")
            return False
        self.after_model_delete(row)
        return True

    @action("delete", _gl("Delete"), _gl("Are you sure you want to delete selected records?"))
    def action_delete(self: Any, numbers: list[str]) -> None:
        rows = [self.get_one(number) for number in numbers]
        done = sum(self.delete_model(row) for row in rows)
        if done:
            many = "%(count)s records were successfully deleted."
            flash(_gn("Record was successfully deleted.", many, done, count=done), "success")

    @expose("/action/", methods=("POST",))
    def action_view(self: Any) -> Any:
        """Do a deed on the chosen rows; ask first where it asks for that."""
        form, back = self.action_form(), get_redirect_target() or self.get_url(".index_view")
        deed = self._actions_data.get(form.action.data)
        numbers = request.form.getlist("rowid")
        if not form.validate() or deed is None or not self.is_action_allowed(form.action.data):
            return redirect(back)
        if not numbers:
            flash(_g("Please select at least one record."), "warning")
            return redirect(back)
        handler, _, question = deed
        if question and not request.form.get(SURE):
            rows = [self.get_one(number) for number in numbers]
            form.url.data = back
            where = self.get_url(".action_view")
            return self.asks(question, rows, form, where, back, danger=form.action.data == "delete")
        return handler(numbers) or redirect(back)

    def asks(
        self: Any, question: Any, rows: list[Any], form: Any, where: str, back: str, danger: bool
    ) -> Any:
        """Show the page that asks whether this is really meant."""
        return self.render(
            "console/ask.html",
            question=question,
            rows=rows,
            form=form,
            where=where,
            return_url=back,
            danger=danger,
            sure=SURE,
        )
