"""What a list reads: all of it in one statement, whatever the address says."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

from flask import abort, flash, request
from flask_admin.model.base import ViewArgs
from flask_babel import gettext
from peewee import JOIN, DataError, Field

from admin.console.filters import BIGGEST

LAST_PAGE = 1_000_000


class Queries:
    """Lists without a query a row, without a second join of one table, and without a 500.

    `reads`: the columns of its own that a list needs (all, when empty); `joined`: foreign keys
    whose rows are read along; `along`: tables that an own `get_query` reads along.
    """

    reads: ClassVar[tuple[Any, ...]] = ()
    joined: ClassVar[tuple[Any, ...]] = ()
    along: ClassVar[tuple[Any, ...]] = ()

    def get_query(self: Any) -> Any:
        """Return the list's rows with those they refer to."""
        own = self.reads or (self.model,)
        query = self.model.select(*own, *[key.rel_model for key in self.joined])
        for key in self.joined:
            query = query.join_from(self.model, key.rel_model, JOIN.LEFT_OUTER, on=key)
        return query

    def _handle_join(self: Any, query: Any, field: Any, joins: set[str]) -> Any:
        model = field.model
        known = {self.model, *self.along, *(key.rel_model for key in self.joined)}
        if model not in known and model.__name__ not in joins:
            query = query.join_from(self.model, model, JOIN.LEFT_OUTER)
            joins.add(model.__name__)
        return query

    def _order_by(self: Any, query: Any, joins: set[str], order: Any) -> Any:
        """Sort as asked and by the key last: pages of equal values must not overlap."""
        query, joins = super()._order_by(query, joins, order)  # type: ignore[misc]
        return query.order_by_extend(*_keys(self.model)), joins

    def get_one(self: Any, id: Any) -> Any:
        """Return the row of an address; no such row, or nothing that could be a key: not found."""
        with suppress(TypeError, ValueError, OverflowError, DataError):
            if abs(int(id)) <= BIGGEST:
                found = self.model.get_or_none(self.model._meta.primary_key == int(id))
                if found is not None:
                    return found
        return abort(404)

    def _get_list_extra_args(self: Any) -> ViewArgs:
        """Read page, order and search from the address; nothing else of it reaches our links."""
        asked = super()._get_list_extra_args()  # type: ignore[misc]
        column = self._get_column_by_idx(asked.sort)
        return ViewArgs(
            page=min(max(asked.page or 0, 0), LAST_PAGE),
            page_size=asked.page_size,
            sort=asked.sort if column and column[0] in self._sortable_columns else None,
            sort_desc=asked.sort_desc,
            search=(asked.search or "").replace("\0", "").strip() or None,
            filters=asked.filters,
            extra_args={},
        )

    def _get_list_filter_args(self: Any) -> list[tuple[int, Any, str]]:
        """Read the filters from the address; an empty control does not narrow the list."""
        asked = []
        for index, chosen in enumerate(self._filters or ()):
            value = request.args.get(self.control_name(index), "").replace("\0", "").strip()
            if not value:
                continue
            if chosen.validate(value):
                asked.append((index, str(chosen.name), value))
            else:
                flash(self.unusable(chosen, value), "warning")
        return asked

    def unusable(self, chosen: Any, value: str) -> str:
        return str(
            gettext("“%(value)s” says nothing for “%(name)s”.", value=value, name=chosen.name)
        )

    def control_name(self, index: int) -> str:
        return f"flt_{index}"

    def _get_filters(self: Any, asked: Any) -> dict[str, str]:
        return {self.control_name(index): value for index, _, value in asked or ()}

    def controls(self: Any, active: Any) -> list[dict[str, Any]]:
        """Return what the list's form shows for each filter, with the value it has now."""
        values = {index: value for index, _, value in active or ()}
        return [
            {
                "name": self.control_name(index),
                "label": each.name,
                "says": each.operation(),
                "type": getattr(each, "input_type", "text"),
                "options": each.choices() if getattr(each, "choices", None) else None,
                "value": values.get(index, ""),
            }
            for index, each in enumerate(self._filters or ())
        ]

    def search_placeholder(self: Any) -> str:
        """Return what the search looks in, in words."""
        names = [
            str(self.get_column_name(one if isinstance(one, str) else one.name))
            for one in self.column_searchable_list or ()
        ]
        return " / ".join(names)


def _keys(model: Any) -> list[Field]:
    key = model._meta.primary_key
    return [model._meta.fields[name] for name in getattr(key, "field_names", [key.name])]
