"""Figures and milestones that the source states."""

from engine import (
    BigAutoField,
    BooleanField,
    CharField,
    DateField,
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

    class Baseline(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        code = CharField(max_length=20, index=True)
        title = CharField(max_length=120)
        title_en = CharField(max_length=160, default="")
        value = IntegerField(null=True)
        unit = CharField(max_length=12, default="")
        approx = BooleanField(default=False)
        as_of = DateField()
        source = TextField(default="")

        class Meta:
            database = db
            table_name = "core_baseline"

    db.create_tables([Baseline])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("core_baseline"))
