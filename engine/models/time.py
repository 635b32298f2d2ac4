"""Days off and made-up days, the years whose lists are known, and the register of legal limits."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, TextField

from engine.clock import now
from engine.database import JSONField, UtcDateTimeField
from engine.models.organisation import Community
from engine.models.people import Person
from engine.models.table import Table


class CalendarDay(Table):
    """A day that differs from its weekday, in the whole subdistrict or in one community."""

    community_id: Any
    community: Any = ForeignKeyField(Community, null=True, on_delete="CASCADE")  # null: everywhere
    day: Any = DateField()
    kind = CharField(max_length=4)  # off on half
    hours = CharField(max_length=80, default="")  # of a half day: 09:00-12:00
    name = CharField(max_length=80, default="")
    name_en = CharField(max_length=200, default="")
    source = CharField(max_length=200, default="")
    changed_at = UtcDateTimeField(default=now)
    changed_by_id: Any
    changed_by: Any = ForeignKeyField(Person, null=True, on_delete="RESTRICT")

    class Meta:
        table_name = "calendar_days"
        indexes = ((("community", "day"), True),)


# a unique index lets any number of nulls in
CalendarDay.add_index(
    CalendarDay.index(
        CalendarDay.day,
        unique=True,
        where=CalendarDay.community.is_null(),
        name="calendar_days_everywhere",
    )
)


class CalendarYear(Table):
    """A year whose days are known: by the published list, or only by the holiday regulation."""

    year = IntegerField(unique=True)
    published = BooleanField()
    source = CharField(max_length=200, default="")
    confirmed_at = UtcDateTimeField(default=now)
    confirmed_by_id: Any
    confirmed_by: Any = ForeignKeyField(Person, null=True, on_delete="RESTRICT")

    class Meta:
        table_name = "calendar_years"


class CalendarEdit(Table):
    """A change of the calendar: what stood there before and after, so that it can be undone."""

    community_id: Any
    community: Any = ForeignKeyField(Community, null=True, on_delete="CASCADE")
    year = IntegerField(null=True)  # the whole list of this year was replaced
    reason = TextField(default="")
    before: Any = JSONField(default=list)
    after: Any = JSONField(default=list)
    moved = IntegerField(default=0)  # how many due dates moved with it
    at = UtcDateTimeField(default=now)
    by_id: Any
    by: Any = ForeignKeyField(Person, null=True, column_name="by_id", on_delete="RESTRICT")
    undone = BooleanField(default=False)

    class Meta:
        table_name = "calendar_edits"
        indexes = ((("community", "at"), False),)


class LimitRow(Table):
    """A row of the register of legal limits; a changed law closes it and opens another."""

    code = CharField(max_length=40)
    value = CharField(max_length=20, default="")  # empty: the law commands without a number
    unit = CharField(max_length=10, default="")
    bound = CharField(max_length=5)  # most least over
    matter = CharField(max_length=200)
    matter_en = CharField(max_length=200)
    start = CharField(max_length=200)
    start_en = CharField(max_length=200)
    basis = CharField(max_length=200)
    basis_en = CharField(max_length=200)
    valid_from: Any = DateField()
    valid_to: Any = DateField(null=True)
    roll = BooleanField()
    source = CharField(max_length=2)  # L P ?
    plugin = CharField(max_length=60)
    sha256 = CharField(max_length=64)  # of the row in the plugin's file
    stored_at = UtcDateTimeField(default=now)

    class Meta:
        table_name = "legal_limits"
        indexes = ((("code", "valid_from"), True),)


class OwnLimit(Table):
    """A stricter amount that the subdistrict sets itself; rows are only added and closed."""

    code = CharField(max_length=40)
    value = CharField(max_length=20)
    unit = CharField(max_length=10)
    reason = TextField()
    valid_from: Any = DateField()
    valid_to: Any = DateField(null=True)
    set_at = UtcDateTimeField(default=now)
    set_by_id: Any
    set_by: Any = ForeignKeyField(Person, on_delete="RESTRICT", backref="own_limits")
    ended_at = UtcDateTimeField(null=True)
    ended_by_id: Any
    ended_by: Any = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="ended_limits")

    class Meta:
        table_name = "own_limits"
        indexes = ((("code", "valid_from"), False),)
