"""Which values of a case inboxes and filters can search: those its forms mark as indexed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.bpmn import Definition
from engine.models import Case, CaseField
from engine.registry import brought_by


def index(case: Case, data: Mapping[str, Any], keys: frozenset[str]) -> None:
    """Copy the indexed ones among new data to where inboxes and filters find them."""
    rows = [{"case": case.id, "key": key, **_column(data[key])} for key in sorted(keys & set(data))]
    if rows:
        CaseField.insert_many(rows).on_conflict(
            conflict_target=[CaseField.case, CaseField.key],
            preserve=[CaseField.text, CaseField.number, CaseField.instant],
        ).execute()


def _column(value: Any) -> dict[str, Any]:
    """Return a value in the column of its kind; the others are empty."""
    row: dict[str, Any] = {"text": None, "number": None, "instant": None}
    if value is None:
        return row
    if isinstance(value, bool):
        row["text"] = "true" if value else "false"
    elif isinstance(value, int | Decimal):
        row["number"] = value
    elif isinstance(value, datetime):
        row["instant"] = value
    elif hasattr(value, "isoformat"):
        row["text"] = value.isoformat()
    elif isinstance(value, Mapping):
        row["text"] = str(value.get("place") or value.get("name") or "")[:200]
    elif isinstance(value, list):
        row["text"] = "、".join(str(each) for each in value)[:200]
    else:
        row["text"] = str(value)[:200]
    return row


def indexed_keys(definition: Definition, case: Case) -> frozenset[str]:
    """Return the keys of a procedure's data that its forms mark as indexed."""
    forms = brought_by(frozenset(case.plugins)).forms
    return frozenset(
        field.key
        for name in definition.forms
        if name in forms
        for field in forms[name].fields
        if field.indexed
    )
