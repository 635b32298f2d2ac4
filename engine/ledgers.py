"""Which ledgers (台账) a reader finds, and what of each: views of records, never kept by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from peewee import (
    JOIN,
    BooleanField,
    DateField,
    Expression,
    Field,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)
from peewee import CharField as _CharField

from engine.clock import LOCAL
from engine.communities import Node, places_with, tree
from engine.database import FenField, JSONField, UtcDateTimeField
from engine.errors import NotFound
from engine.inbox import Page
from engine.masking import HIDDEN, PERSONAL, mask
from engine.models import Case, Community, Person
from engine.people import Viewer, cleared, homes_of, is_staff
from engine.records import Record, SensitiveField
from engine.registry import brought_by, everything
from engine.scope import visible
from engine.sensitive_columns import Withheld
from engine.text import Text

PAGE = 30
MOST = 50_000  # rows of an export


@dataclass(frozen=True)
class Ledger:
    """A list of a plugin's records as staff read it: `key` is `plugin.name`, `columns` are fields.

    `sort` is a column, `-` before it for the last first; `time` the field that the filter of time
    asks. `clears` names which clearance of a role opens records of class C4. `only` returns the
    condition under which a record stands in it. A `timeline` also stands on the page of figures;
    what concerns the `whole` subdistrict is read by all staff.
    """

    key: str
    title: Text
    record: type[Record]
    columns: tuple[str, ...]
    sort: str = "-created_at"
    time: str = "created_at"
    clears: str = ""
    only: Callable[[], Expression] | None = None
    note: Text | None = None
    timeline: bool = False
    whole: bool = False

    @property
    def plugin(self) -> str:
        return self.key.partition(".")[0]

    @cached_property
    def shown(self) -> list[Column]:
        """Return its columns; a name that is no field of the record is a KeyError."""
        return [column_of(self.record, name) for name in self.columns]

    def column(self, name: str) -> Column | None:
        return next((one for one in self.shown if one.name == name), None)


@dataclass(frozen=True)
class Column:
    """A column of a ledger: a field of its record, with its Chinese head and data class."""

    name: str
    field: Field
    data_class: str

    @property
    def head(self) -> str:
        return str(self.field.verbose_name or self.name)

    @property
    def personal(self) -> bool:
        return self.data_class in PERSONAL

    @property
    def choices(self) -> dict[str, str | Text]:
        """Return what may be filtered by: code → words; yes and no of a switch are "1" and "0"."""
        if isinstance(self.field, BooleanField):
            return {"1": Text("是", "yes"), "0": Text("否", "no")}
        return {str(code): str(words) for code, words in self.field.choices or ()}

    @property
    def filters(self) -> bool:
        is_list = isinstance(self.field, JSONField)  # a list of codes is shown, not filtered by
        return bool(self.choices) and not self.personal and not is_list

    @property
    def sorts(self) -> bool:
        """May it be sorted by? The order of masked values would tell them."""
        return not self.personal and not isinstance(self.field, JSONField | ForeignKeyField)

    @property
    def searched(self) -> bool:
        is_text = isinstance(self.field, _CharField | TextField) and not self.field.choices
        return is_text and not isinstance(self.field, JSONField) and not self.personal

    @property
    def is_number(self) -> bool:
        return isinstance(self.field, IntegerField | FloatField) and not self.field.choices


def column_of(record: type[Record], name: str) -> Column:
    """Return a field of a record as a column; raise KeyError when it has none of that name."""
    found = record._meta.fields[name]
    return Column(name, found, class_of(record, found))


def class_of(record: type[Record], found: Field) -> str:
    """Return the data class of a field: its own, else by what it holds.

    Of a record of class C3 what is coded or counted is C2; of one of class C4 nothing is.
    """
    if isinstance(found, SensitiveField):
        return "C4"
    own = record.CLASSES.get(found.name)
    if own is not None:
        return own
    if found.name in ("created_at", "changed_at", "version", "data_class", "community", "case"):
        return "C2"
    if record.DATA_CLASS == "C3" and (
        found.choices or not isinstance(found, _CharField | TextField)
    ):
        return "C2"
    return record.DATA_CLASS


@dataclass(frozen=True)
class Wanted:
    """Which rows of a ledger are asked for; days are those of the subdistrict, both included."""

    community: str = ""  # a code: rows of it and of what lies inside
    since: date | None = None
    until: date | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)  # column → code
    words: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class Cell:
    """One value of a ledger's row as pages show it: typed, an option's words, or a mask."""

    column: Column
    value: Any
    masked: bool = False


@dataclass(frozen=True)
class LedgerRow:
    """One record of a ledger, with its case when the reader may open that."""

    record: Any
    cells: list[Cell]
    place: Node
    opens: bool  # may its case be opened?


def ledgers_for(viewer: Viewer) -> list[Ledger]:
    """Return the ledgers that a person may open: staff, of plugins that are on where it looks."""
    if not is_staff(viewer):
        return []
    known = brought_by(everything()).ledgers
    return [one for one in known.values() if _may_open(viewer, one)]


def find_ledger(key: str, viewer: Viewer) -> Ledger:
    """Return a ledger that a person may open; NotFound for all others."""
    found: Ledger | None = brought_by(everything()).ledgers.get(key)
    if found is None or not is_staff(viewer) or not _may_open(viewer, found):
        raise NotFound
    return found


def _may_open(viewer: Viewer, ledger: Ledger) -> bool:
    places = places_with(ledger.plugin)
    if ledger.record.DATA_CLASS == "C4":
        return bool(cleared(viewer, ledger.clears) & places)
    homes = homes_of(viewer)
    return not homes or bool(homes & places)


def ledger_page(viewer: Viewer, ledger: Ledger, wanted: Wanted) -> tuple[Page, int]:
    """Return one page of a ledger's rows, and how many rows there are on all."""
    query = matching(viewer, ledger, wanted)
    number = max(1, wanted.page)
    found = list(_sorted(query, ledger, wanted).limit(PAGE + 1).offset((number - 1) * PAGE))
    rows = list(shown_rows(viewer, ledger, found[:PAGE]))
    return Page(rows, number, len(found) > PAGE), query.count()


def ledger_rows(
    viewer: Viewer, ledger: Ledger, wanted: Wanted, clear: frozenset[str] = frozenset()
) -> Iterator[LedgerRow]:
    """Yield all rows that were asked for, for an export: masked as on the page, but for values of
    the classes that are to stand `clear`."""
    found = list(_sorted(matching(viewer, ledger, wanted), ledger, wanted).limit(MOST))
    yield from shown_rows(viewer, ledger, found, clear)


def matching(viewer: Viewer, ledger: Ledger, wanted: Wanted) -> Any:
    """Return the query of the records of a ledger that a person may find and asked for."""
    record: Any = ledger.record
    query = record.select(record, Case.id, Case.number, Case.title)
    query = query.join_from(record, Case, JOIN.LEFT_OUTER)
    for one in ledger.shown:
        if isinstance(one.field, ForeignKeyField) and one.name not in ("case", "community"):
            other = one.field.rel_model.alias()
            query = query.select_extend(other).join_from(
                record, other, JOIN.LEFT_OUTER, on=(one.field == other.id), attr=one.name
            )
    return query.where(may_find(viewer, ledger), *_conditions(ledger, wanted))


def may_find(viewer: Viewer, ledger: Ledger) -> Expression:
    """Return the condition under which a person finds a record in a ledger."""
    record: Any = ledger.record
    condition: Expression = record.community.in_(places_with(ledger.plugin))
    if not ledger.whole:
        condition = condition & visible(viewer, record)
    if ledger.only is not None:
        condition = condition & ledger.only()
    if ledger.record.DATA_CLASS == "C4":
        condition = condition & record.community.in_(cleared(viewer, ledger.clears))
    return condition


def _conditions(ledger: Ledger, wanted: Wanted) -> Iterator[Any]:
    record: Any = ledger.record
    if wanted.community:
        node = tree().by_code.get(wanted.community)
        if node is None:
            raise NotFound
        yield record.community.in_(tree().below(node.id))
    yield from _in_time(record._meta.fields[ledger.time], wanted)
    for name, code in wanted.chosen.items():
        column = ledger.column(name)
        if column is not None and column.filters and code in column.choices:
            yield column.field == (code == "1" if isinstance(column.field, BooleanField) else code)
    for word in wanted.words.split():
        yield _contains(ledger, word)


def _in_time(column: Field, wanted: Wanted) -> Iterator[Any]:
    by_instant = isinstance(column, UtcDateTimeField)
    if wanted.since:
        yield column >= (_midnight(wanted.since) if by_instant else wanted.since)
    if wanted.until:
        after = wanted.until + timedelta(days=1)
        yield column < (_midnight(after) if by_instant else after)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _contains(ledger: Ledger, word: str) -> Any:
    found: Any = Case.number.contains(word) | Case.title.contains(word)
    for column in ledger.shown:
        if column.searched:
            found = found | column.field.contains(word)
    return found


def _sorted(query: Any, ledger: Ledger, wanted: Wanted) -> Any:
    by = wanted.sort if _sorts(ledger, wanted.sort) else ledger.sort
    column = ledger.record._meta.fields[by.lstrip("-")]
    last_first = by.startswith("-")
    first = column.desc(nulls="last") if last_first else column.asc(nulls="last")
    number = ledger.record.id
    return query.order_by(first, number.desc() if last_first else number)


def _sorts(ledger: Ledger, by: str) -> bool:
    column = ledger.column(by.lstrip("-"))
    return by.lstrip("-") == "created_at" or (column is not None and column.sorts)


def shown_rows(
    viewer: Viewer, ledger: Ledger, found: Sequence[Any], clear: frozenset[str] = frozenset()
) -> Iterator[LedgerRow]:
    """Yield records as rows of a ledger: personal values masked, secret ones hidden."""
    open_ = _openable(viewer, [row.case_id for row in found if row.case_id])
    secrets = cleared(viewer, ledger.clears)
    here = tree()
    for row in found:
        hidden = row.data_class == "C4" and row.community_id not in secrets
        shown = clear if row.data_class != "C4" or "C4" in clear else frozenset()
        cells = [_cell(one, row, hidden=hidden, clear=shown) for one in ledger.shown]
        yield LedgerRow(row, cells, here.by_id[row.community_id], row.case_id in open_)


def _openable(viewer: Viewer, cases: list[int]) -> set[int]:
    ids: Any = Case.select(Case.id).where(Case.id.in_(cases), visible(viewer)).tuples()
    return {number for (number,) in ids} if cases else set()


def _cell(column: Column, row: Any, *, hidden: bool, clear: frozenset[str]) -> Cell:
    value = getattr(row, column.name)
    if value is None or value == "":
        return Cell(column, None)
    if column.personal and column.data_class in clear and not hidden:
        return Cell(column, _read(_plain(column, value)))
    if column.personal:
        return Cell(column, HIDDEN if hidden else mask(_plain(column, value)), masked=True)
    english = getattr(row, f"{column.name}_en", "")
    return Cell(column, Text(value, english) if english else _plain(column, value))


def _read(value: Any) -> Any:
    return value.read() if isinstance(value, Withheld) else value


def _plain(column: Column, value: Any) -> Any:
    """Return a value as people read it: the words of a code, yuan, a name."""
    if isinstance(value, Person):
        return Text(value.name, value.name_en)
    if isinstance(value, Community):
        return Text(value.name, value.name_en)
    if isinstance(value, Case | Record):
        return str(value)
    if isinstance(column.field, FenField):
        return Decimal(value) / 100
    if isinstance(value, list) and column.field.choices:
        return [column.choices.get(str(one), one) for one in value]
    if column.field.choices:
        return column.choices.get(str(value), value)
    if isinstance(column.field, DateField) and isinstance(value, datetime):
        return value.date()
    return value


def places_in(viewer: Viewer, ledger: Ledger) -> list[Node]:
    """Return the communities and blocks that a person may narrow a ledger down to."""
    seen = viewer.all_sees & places_with(ledger.plugin)
    nodes = [tree().by_id[one] for one in seen if one in tree().by_id]
    return sorted((one for one in nodes if one.level in ("CM", "BL")), key=lambda one: one.code)


def wrong_ledgers() -> Iterator[str]:
    """Yield what is wrong with the ledgers that plugins bring, each beginning with which."""
    for key, ledger in brought_by(everything()).ledgers.items():
        fields = ledger.record._meta.fields
        names = {*ledger.columns, ledger.time, ledger.sort.lstrip("-")}
        yield from (f"ledger {key}: no field {name}" for name in sorted(names - set(fields)))
        for name in ledger.columns:
            if name in fields and not fields[name].verbose_name:
                yield f"ledger {key}: {name} has no verbose_name"
        if ledger.record.DATA_CLASS == "C4" and not ledger.clears:
            yield f"ledger {key}: class C4 needs `clears`"
