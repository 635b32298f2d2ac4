"""A community's secrets: a row in every table that holds something of a community or a person.

Real deeds make the first of them; what they leave empty is filled from the tables themselves, so
that a new table is there as soon as it is declared. Every text of a row holds the word `密语` and
the name of its table, by which a page that shows it gives itself away.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from peewee import (
    BlobField,
    BooleanField,
    CompositeKey,
    DateField,
    DateTimeField,
    DecimalField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
    UUIDField,
)
from peewee import CharField as _CharField

from engine import everything, hooks_for, now
from engine.database import JSONField
from engine.models import TABLES, Case, Community, Person

WORD = "密语"
PLACE = "CM-08"  # whose secrets they are
# tables that hold nothing of a community, a person or a case, and why nobody need keep them
OPEN_TABLES = {
    "procedures": "the catalogue of procedures, which is published",
    "procedure_versions": "the diagrams of published versions",
    "terms": "settings as they held for cases, of no community by name",
    "counters": "how many cases a plugin has numbered in a month",
    "file_contents": "bytes by their hash, reached through the file alone",
    "legal_limits": "limits of law",
    "chain_heads": "hashes and counts of chains",
    "seals": "hashes of all heads of a day",
    "deed_values": "reached by the line of the house's journal alone, which says whose it is",
    "draws": "draws by lot, published so that anybody draws again",
    "proofs": "texts bound by a hash, shown to whoever has the hash",
    "core_baseline": "the published figures that the reform began with, shown to all",
}
# columns that other code reads by a grammar, with a value that it can read
SHAPED: dict[tuple[str, str], Any] = {
    ("calendar_days", "kind"): "off",
    ("calendar_days", "hours"): "",
    ("calendar_edits", "year"): 2026,
    ("calendar_edits", "before"): {"rows": [], "published": False, "source": ""},
    ("calendar_edits", "after"): {"rows": []},
    ("own_limits", "value"): "10",
    ("own_limits", "unit"): "D",
}


def tables() -> list[Any]:
    """Return every table of the engine and every record of the installed plugins."""
    brought = hooks_for(everything()).records()
    return [*TABLES, *(table for some in brought for table in some)]


def name_of(table: Any) -> str:
    return str(table._meta.table_name)


def word_of(table: Any) -> str:
    """Return the word by which a text of this table is known again."""
    return f"{WORD}{name_of(table)}"


def private_tables() -> list[Any]:
    """Return the tables that lead, by their foreign keys, to a community, a person or a case."""
    return [
        table
        for table in tables()
        if name_of(table) not in OPEN_TABLES and _leads_home(table, set())
    ]


def _leads_home(table: Any, met: set[Any]) -> bool:
    if table in (Community, Person, Case):
        return True
    met.add(table)
    keys = [key.rel_model for key in table._meta.refs]
    return any(_leads_home(one, met) for one in keys if one not in met)


class Secrets:
    """The secret rows of one community: found where deeds made them, filled where they did not."""

    def __init__(self, case: Any, person: Any) -> None:
        self.case, self.person = case, person
        self.place = Community.get(Community.code == PLACE)

    def rows(self, table: Any) -> list[Any]:
        """Return the rows of a table that belong to the community, its case or its person."""
        mine = {Community: self.place.id, Person: self.person.id, Case: self.case.id}
        if table in mine:
            return [table.get_by_id(mine[table])]
        homes = [key == mine[key.rel_model] for key in table._meta.refs if key.rel_model in mine]
        if not homes:
            return self._by_way_of_others(table)
        condition = homes[0]
        for one in homes[1:]:
            condition = condition | one
        return list(table.select().where(condition))

    def _by_way_of_others(self, table: Any) -> list[Any]:
        for key in table._meta.refs:
            near = [row._pk for row in self.rows(key.rel_model)]
            if near:
                return list(table.select().where(key.in_(near)))
        return []

    def fill(self) -> None:
        """Put a row into every private table that has none of this community yet."""
        for table in private_tables():
            self.one(table)

    def one(self, table: Any) -> Any:
        """Return a secret row of a table, made when there is none."""
        known = self.rows(table)
        return known[0] if known else self._made(table)

    def _made(self, table: Any) -> Any:
        values = {
            field.name: self._value(table, field)
            for field in table._meta.sorted_fields
            if not _is_its_number(table, field)
        }
        row = table(**{key: value for key, value in values.items() if value is not None})
        row.save(force_insert=True)
        return row

    def _value(self, table: Any, field: Any) -> Any:
        if (name_of(table), field.name) in SHAPED:
            return SHAPED[name_of(table), field.name]
        if isinstance(field, ForeignKeyField):
            return None if field.rel_model is table else self._near(field)
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, JSONField):
            return None if field.null else {"zh": word_of(table), "en": word_of(table)}
        if isinstance(field, _CharField | TextField):
            return _text(table, field)
        if field.default is not None or field.null:
            return None
        return next(value for kind, value in _PLAIN if isinstance(field, kind))

    def _near(self, key: Any) -> Any:
        if key.rel_model in (Community, Person, Case):
            return {Community: self.place, Person: self.person, Case: self.case}[key.rel_model]
        if key.rel_model in private_tables():
            return self.one(key.rel_model)
        return key.rel_model.select().first()


_PLAIN: list[tuple[type, Any]] = [
    (BooleanField, True),
    (DateTimeField, now() + timedelta(days=2)),
    (DateField, date(2026, 11, 24)),
    (DecimalField, 1),
    (FloatField, 1.0),
    (IntegerField, 1),
    (BlobField, WORD.encode()),
    (UUIDField, "8a4f1d9e-0000-4000-8000-000000000008"),
]


def _text(table: Any, field: Any) -> str | None:
    """Return the secret of a text column; codes too short for it stay as they are by themselves."""
    if field.default:
        return None
    if (getattr(field, "max_length", None) or 1000) < len(word_of(table)):
        return None if field.null or field.default == "" else "x"
    return word_of(table)


def _is_its_number(table: Any, field: Any) -> bool:
    return not isinstance(table._meta.primary_key, CompositeKey) and field.primary_key
