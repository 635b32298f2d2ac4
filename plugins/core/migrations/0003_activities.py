"""Activities that communities hold."""

from engine import (
    BigAutoField,
    CharField,
    DateField,
    FenField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
    UtcDateTimeField,
)


def up(migrator, db):
    class Case(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "cases"

    class Community(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "communities"

    class Activity(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        theme = CharField(max_length=60)
        kind = CharField(max_length=12)
        date_from = DateField()
        date_to = DateField()
        place = CharField(max_length=120)
        budget = FenField(default=0)
        spent = FenField(null=True)
        organiser = CharField(max_length=60)
        expected_n = IntegerField(default=0)
        participants_n = IntegerField(null=True)
        actual_n = IntegerField(null=True)
        evaluation = IntegerField(null=True)
        state = CharField(max_length=12, default="planned")
        note = TextField(default="")

        class Meta:
            database = db
            table_name = "core_activity"

    db.create_tables([Activity])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("core_activity"))
