"""The records of persuasion."""

from engine import (
    BigAutoField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
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

    class Persuasion(Model):
        id = BigAutoField()
        title = CharField(max_length=120)
        violation = CharField(max_length=16, index=True)
        structure = BooleanField(default=False)
        in_progress = BooleanField(default=False)
        place = CharField(max_length=200, default="")
        visits = IntegerField(default=0)
        outcome = CharField(max_length=24, default="")
        counted_removed = BooleanField(default=False)
        closed_at = UtcDateTimeField(null=True)
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "community_autonomy_persuasion"

    db.create_tables([Persuasion])

    class Visit(Model):
        id = BigAutoField()
        persuasion = ForeignKeyField(Persuasion, field=Persuasion.id, on_delete="RESTRICT")
        visit_no = IntegerField()
        kind = CharField(max_length=12)
        persuaders = JSONField(default=list)
        attitude = CharField(max_length=12)
        promise_date = DateField(null=True)
        hardship_seen = BooleanField(default=False)
        consent = BooleanField(default=False)
        visited_at = UtcDateTimeField(null=True)
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "community_autonomy_visit"

    db.create_tables([Visit])

    class PersuasionTeam(Model):
        id = BigAutoField()
        code = CharField(max_length=20, unique=True)
        name = CharField(max_length=60)
        captain = CharField(max_length=60, default="")
        size = IntegerField()
        approx = BooleanField(default=False)
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "community_autonomy_persuasion_team"

    db.create_tables([PersuasionTeam])

    class Persuader(Model):
        id = BigAutoField()
        team = CharField(max_length=20, index=True)
        badge_no = CharField(max_length=20, unique=True)
        name = CharField(max_length=60)
        trained_at = DateField(null=True)
        minutes = IntegerField(default=0)
        insured_until = DateField(null=True)
        last_active = DateField(null=True)
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "community_autonomy_persuader"

    db.create_tables([Persuader])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("community_autonomy_persuader"))
    migrator.migrate(migrator.drop_table("community_autonomy_persuasion_team"))
    migrator.migrate(migrator.drop_table("community_autonomy_visit"))
    migrator.migrate(migrator.drop_table("community_autonomy_persuasion"))
