"""The records of consultation."""

from engine import (
    BigAutoField,
    BooleanField,
    CharField,
    DateField,
    FenField,
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

    class Topic(Model):
        id = BigAutoField()
        title = CharField(max_length=120)
        category = CharField(max_length=16, index=True)
        proposer = CharField(max_length=16)
        supporters = JSONField(default=list)
        body = CharField(max_length=40, default="")
        origin_case = CharField(max_length=80, default="")
        status = CharField(max_length=24, default="open")
        score_hundredths = IntegerField(null=True)
        due_at = UtcDateTimeField(null=True)
        fed_back_at = UtcDateTimeField(null=True)
        closed_at = UtcDateTimeField(null=True)
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "community_autonomy_topic"

    db.create_tables([Topic])

    class Meeting(Model):
        id = BigAutoField()
        topic = ForeignKeyField(Topic, field=Topic.id, on_delete="RESTRICT")
        number = IntegerField(default=1)
        meets_at = UtcDateTimeField()
        place = CharField(max_length=120)
        agenda = TextField(default="")
        noticed_at = UtcDateTimeField(null=True)
        invited = JSONField(default=list)
        present = JSONField(default=list)
        recused = JSONField(default=list)
        quorum_ok = BooleanField(null=True)
        third_committee = CharField(max_length=20, default="")
        method = CharField(max_length=12, default="")
        yes = IntegerField(null=True)
        no = IntegerField(null=True)
        abstain = IntegerField(null=True)
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "community_autonomy_meeting"

    db.create_tables([Meeting])

    class Vote(Model):
        id = BigAutoField()
        meeting = ForeignKeyField(Meeting, field=Meeting.id, on_delete="RESTRICT")
        seat = CharField(max_length=8)
        voter = CharField(max_length=60)
        option = CharField(max_length=12)
        method = CharField(max_length=12)
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "community_autonomy_vote"
            indexes = ((("meeting", "seat"), True),)

    db.create_tables([Vote])

    class Resolution(Model):
        id = BigAutoField()
        topic = ForeignKeyField(Topic, field=Topic.id, on_delete="RESTRICT")
        resolution_no = CharField(max_length=80)
        text = TextField()
        signed_by = JSONField(default=list)
        proof = CharField(max_length=64, default="")
        published_until = UtcDateTimeField(null=True)
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "community_autonomy_resolution"

    db.create_tables([Resolution])

    class Action(Model):
        id = BigAutoField()
        resolution = ForeignKeyField(Resolution, field=Resolution.id, on_delete="RESTRICT")
        number = IntegerField()
        what = CharField(max_length=200)
        owner = CharField(max_length=60)
        due = DateField()
        cost = FenField(default=0)
        evidence = TextField(default="")
        status = CharField(max_length=12, default="open")
        score_hundredths = IntegerField(null=True)
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "community_autonomy_action"

    db.create_tables([Action])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("community_autonomy_action"))
    migrator.migrate(migrator.drop_table("community_autonomy_resolution"))
    migrator.migrate(migrator.drop_table("community_autonomy_vote"))
    migrator.migrate(migrator.drop_table("community_autonomy_meeting"))
    migrator.migrate(migrator.drop_table("community_autonomy_topic"))
