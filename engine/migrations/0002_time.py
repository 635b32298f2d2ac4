"""Calendar days and years, their changes, the register of legal limits and own stricter ones."""

from peewee import BigAutoField, BooleanField, CharField, DateField, IntegerField, Model, TextField
from peewee import ForeignKeyField as Key

from engine.database import JSONField, UtcDateTimeField


class Community(Model):
    id = BigAutoField()

    class Meta:
        table_name = "communities"


class Person(Model):
    id = BigAutoField()

    class Meta:
        table_name = "people"


def up(migrator, db):
    class Bound(Model):
        id = BigAutoField()

        class Meta:
            database = db

    class CalendarDay(Bound):
        community = Key(Community, null=True, on_delete="CASCADE")
        day = DateField()
        kind = CharField(max_length=4)
        hours = CharField(max_length=80, default="")
        name = CharField(max_length=80, default="")
        name_en = CharField(max_length=200, default="")
        source = CharField(max_length=200, default="")
        changed_at = UtcDateTimeField()
        changed_by = Key(Person, null=True, on_delete="RESTRICT")

        class Meta:
            table_name = "calendar_days"
            indexes = ((("community", "day"), True),)

    class CalendarYear(Bound):
        year = IntegerField(unique=True)
        published = BooleanField()
        source = CharField(max_length=200, default="")
        confirmed_at = UtcDateTimeField()
        confirmed_by = Key(Person, null=True, on_delete="RESTRICT")

        class Meta:
            table_name = "calendar_years"

    class CalendarEdit(Bound):
        community = Key(Community, null=True, on_delete="CASCADE")
        year = IntegerField(null=True)
        reason = TextField(default="")
        before = JSONField(default=list)
        after = JSONField(default=list)
        moved = IntegerField(default=0)
        at = UtcDateTimeField()
        by = Key(Person, null=True, column_name="by_id", on_delete="RESTRICT")
        undone = BooleanField(default=False)

        class Meta:
            table_name = "calendar_edits"
            indexes = ((("community", "at"), False),)

    class LimitRow(Bound):
        code = CharField(max_length=40)
        value = CharField(max_length=20, default="")
        unit = CharField(max_length=10, default="")
        bound = CharField(max_length=5)
        matter = CharField(max_length=200)
        matter_en = CharField(max_length=200)
        start = CharField(max_length=200)
        start_en = CharField(max_length=200)
        basis = CharField(max_length=200)
        basis_en = CharField(max_length=200)
        valid_from = DateField()
        valid_to = DateField(null=True)
        roll = BooleanField()
        source = CharField(max_length=2)
        plugin = CharField(max_length=60)
        sha256 = CharField(max_length=64)
        stored_at = UtcDateTimeField()

        class Meta:
            table_name = "legal_limits"
            indexes = ((("code", "valid_from"), True),)

    class OwnLimit(Bound):
        code = CharField(max_length=40)
        value = CharField(max_length=20)
        unit = CharField(max_length=10)
        reason = TextField()
        valid_from = DateField()
        valid_to = DateField(null=True)
        set_at = UtcDateTimeField()
        set_by = Key(Person, on_delete="RESTRICT", backref="set")
        ended_at = UtcDateTimeField(null=True)
        ended_by = Key(Person, null=True, on_delete="RESTRICT", backref="ended")

        class Meta:
            table_name = "own_limits"
            indexes = ((("code", "valid_from"), False),)

    CalendarDay.add_index(
        CalendarDay.index(
            CalendarDay.day,
            unique=True,
            where=CalendarDay.community.is_null(),
            name="calendar_days_everywhere",
        )
    )
    db.create_tables([CalendarDay, CalendarYear, CalendarEdit, LimitRow, OwnLimit])


def down(migrator, db):
    for table in ("own_limits", "legal_limits", "calendar_edits", "calendar_years"):
        migrator.migrate(migrator.drop_table(table))
    migrator.migrate(migrator.drop_table("calendar_days"))
