"""The records of the demo: rows of `demo/records/<table>.csv` of any plugin."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from peewee import BooleanField, DateField, FloatField, ForeignKeyField, IntegerField

from engine.clock import LOCAL, now, today
from engine.communities import community_of
from engine.database import FenField, JSONField, UtcDateTimeField, transaction
from engine.models import Account, Case, Community, Person
from engine.records import Record
from engine.registry import everything, hooks_for
from engine.scenarios.answers import days_from_today

NAME = "ref"  # the column by which other rows name this one


def load_records(
    folders: list[Path],
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
    only: Collection[str] = (),
) -> int:
    """Put the demo's records into the database, those of one table after another; return how many.

    A row names its community by code, a person by user name, a case by number, another record by
    that one's `ref`; dates may be counted from today (`-3d`, `-3d 09:00`, `+30d`, `today`).
    """
    wanted = [one for one in _records() if not only or one._meta.table_name in only]
    files = [(record, path) for record in wanted for path in _files(folders, record)]
    with transaction():
        named: dict[tuple[str, str], int] = {}
        count = 0
        for number, (record, path) in enumerate(files, 1):
            for row in _rows(path):
                made = _make(record, row, named)
                count += 1
                if row.get(NAME):
                    named[record._meta.table_name, row[NAME]] = made.id
            progress("records", number, len(files))
    return count


def _records() -> list[type[Record]]:
    return [one for some in hooks_for(everything()).records() for one in some]


def _files(folders: list[Path], record: type[Record]) -> list[Path]:
    paths = (folder / "records" / f"{record._meta.table_name}.csv" for folder in folders)
    return [path for path in paths if path.exists()]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if None in row or None in row.values():
                raise ValueError(f"{path.name}: a row has not as many values as there are heads")
            yield row


def _make(
    record: type[Record], row: Mapping[str, str], named: Mapping[tuple[str, str], int]
) -> Record:
    fields = record._meta.fields
    values = {
        name: _value(fields[name], text.strip(), named)
        for name, text in row.items()
        if name != NAME and text.strip()
    }
    made: Record = record.create(**{"data_class": record.DATA_CLASS, **values})
    return made


def _value(field: Any, text: str, named: Mapping[tuple[str, str], int]) -> Any:
    if isinstance(field, ForeignKeyField):
        return _other(field.rel_model, text, named)
    codes = json.loads(text) if isinstance(field, JSONField) else [text]
    if field.choices and not {str(code) for code, _ in field.choices}.issuperset(codes):
        raise ValueError(f"{field.model.__name__}.{field.name} has no code {text!r}")
    return _plain(field, text)


def _other(model: Any, text: str, named: Mapping[tuple[str, str], int]) -> Any:
    if model is Community:
        return community_of(text)
    if model is Person:
        return Account.get(Account.username == text).person_id
    if model is Case:
        return Case.get(Case.number == text)
    return named[model._meta.table_name, text]


def _plain(field: Any, text: str) -> Any:
    if isinstance(field, UtcDateTimeField):
        return _instant(text)
    if isinstance(field, DateField):
        return _instant(text).astimezone(LOCAL).date()
    if isinstance(field, JSONField):
        return json.loads(text)
    if isinstance(field, BooleanField):
        return {"true": True, "false": False}[text]
    if isinstance(field, FenField):
        return round(Decimal(text) * 100)  # written in yuan
    if isinstance(field, IntegerField):
        return int(text)
    return float(text) if isinstance(field, FloatField) else text


def _instant(text: str) -> datetime:
    if text == "now":
        return now()
    if text == "today":
        text = today().isoformat()
    found = days_from_today(text)
    if found is not None:
        return found
    if len(text) == len("2018-11-01"):
        text = f"{date.fromisoformat(text).isoformat()} 09:00"
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
