"""The records of nominations."""

from engine import (
    BigAutoField,
    CharField,
    ForeignKeyField,
    IntegerField,
    JSONField,
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

    class Nomination(Model):
        id = BigAutoField()
        body = CharField(max_length=12)
        post = CharField(max_length=60)
        nominees = JSONField(default=list)
        source = CharField(max_length=12, default="party")
        review = TextField(default="")
        result = CharField(max_length=16, default="")
        elected = JSONField(default=list)
        decided_at = UtcDateTimeField(null=True)
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "community_autonomy_nomination"

    db.create_tables([Nomination])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("community_autonomy_nomination"))
