"""The records of the plugin as they stood in its first release."""

from engine import (
    BigAutoField,
    CharField,
    FenField,
    ForeignKeyField,
    IntegerField,
    Model,
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

    class Request(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        matter = CharField(max_length=120)
        applicant = CharField(max_length=60, default="")
        amount = FenField(default=0)
        approver = CharField(max_length=12, default="")

        class Meta:
            database = db
            table_name = "_template_request"

    db.create_tables([Request])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("_template_request"))
