"""The table of notes."""

from engine import BigAutoField, CharField, ForeignKeyField, IntegerField, Model, UtcDateTimeField


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

    class Note(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        mark = CharField(max_length=80, index=True)

        class Meta:
            database = db
            table_name = "drill_note"

    db.create_tables([Note])
