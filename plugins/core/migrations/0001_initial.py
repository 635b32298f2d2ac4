"""The records of the plugin as they stood in its first release."""

from engine import (
    BigAutoField,
    BooleanField,
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

    class Issue(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        title = CharField(max_length=120)
        category = CharField(index=True, max_length=8)
        description = TextField(default="")
        place = CharField(max_length=200, default="")
        point = JSONField(null=True)
        channel = CharField(max_length=20)
        hotline_order_no = CharField(max_length=60, default="")
        anonymous = BooleanField(default=False)
        complainant = CharField(max_length=60, default="")
        contact = CharField(index=True, max_length=80, default="")
        level = CharField(max_length=4, default="")
        route = CharField(max_length=12, default="")
        escalate_to = CharField(max_length=60, default="")
        due_at = UtcDateTimeField(null=True)
        repeat_count = IntegerField(default=0)
        merged_into = CharField(max_length=80, default="")
        state = CharField(max_length=12, default="registered")
        resolved = CharField(max_length=12, default="")
        satisfied = CharField(max_length=16, default="")
        contacted_at = UtcDateTimeField(null=True)
        fed_back_at = UtcDateTimeField(null=True)
        closed_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "core_issue"

    db.create_tables([Issue])

    class Notice(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        kind = CharField(max_length=24)
        title = CharField(max_length=120)
        body = TextField()
        place = CharField(max_length=120, default="")
        period = CharField(max_length=8)
        limit_code = CharField(max_length=20, default="")
        posted_at = UtcDateTimeField()
        ends_at = UtcDateTimeField()
        objections = JSONField(default=list)
        state = CharField(max_length=12, default="posted")
        closed_at = UtcDateTimeField(null=True)
        snapshot = TextField(default="")
        snapshot_hash = CharField(max_length=64, default="")

        class Meta:
            database = db
            table_name = "core_notice"

    db.create_tables([Notice])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("core_notice"))
    migrator.migrate(migrator.drop_table("core_issue"))
