"""The records of the plugin as they stood in its first release."""

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

    class HandledProblem(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        category = CharField(max_length=8, default="")
        route = CharField(max_length=16, default="")
        ending = CharField(max_length=12)
        counted = BooleanField(default=False)
        contacted_at = UtcDateTimeField(null=True)
        fed_back_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "community_autonomy_handled_problem"

    db.create_tables([HandledProblem])

    class IssueBank(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        problem = CharField(max_length=120)
        category = CharField(max_length=8, default="")
        cause = TextField()
        measure = TextField()
        owner = CharField(max_length=120)
        review_date = DateField()
        state = CharField(max_length=12, default="open")

        class Meta:
            database = db
            table_name = "community_autonomy_issue_bank"

    db.create_tables([IssueBank])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("community_autonomy_issue_bank"))
    migrator.migrate(migrator.drop_table("community_autonomy_handled_problem"))
