"""The records of the plugin as they stood in its first release."""

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

    class Block(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        block_code = CharField(max_length=40, unique=True)
        name = CharField(max_length=60)
        boundary = TextField()
        pilot = BooleanField(default=False)
        merchants = IntegerField(default=0)
        health_index = IntegerField(null=True)
        registered_on = DateField()

        class Meta:
            database = db
            table_name = "block_selfgov_block"

    db.create_tables([Block])

    class Merchant(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        block_code = CharField(max_length=40, index=True)
        merchant_code = CharField(max_length=20)
        name = CharField(max_length=80)
        uscc = CharField(max_length=18, unique=True)
        operator = CharField(max_length=40, default="")
        phone = CharField(max_length=30, default="")
        address = CharField(max_length=120, default="")
        account = CharField(max_length=60, default="")
        joined_on = DateField()
        left_on = DateField(null=True)
        demo = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "block_selfgov_merchant"
            indexes = ((("block_code", "merchant_code"), True),)

    db.create_tables([Merchant])

    class Committee(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        block_code = CharField(max_length=40, index=True)
        term = IntegerField()
        established_on = DateField(null=True)
        term_ends_on = DateField(null=True)
        size = IntegerField()
        chair = CharField(max_length=40, default="")
        safety_leader = CharField(max_length=40, default="")
        credit_leader = CharField(max_length=40, default="")
        environment_leader = CharField(max_length=40, default="")
        coordination_leader = CharField(max_length=40, default="")
        state = CharField(max_length=12, default="elected")

        class Meta:
            database = db
            table_name = "block_selfgov_committee"
            indexes = ((("block_code", "term"), True),)

    db.create_tables([Committee])

    class BlockMember(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        block_code = CharField(max_length=40, index=True)
        term = IntegerField()
        person = CharField(max_length=40)
        merchant_code = CharField(max_length=20, default="")
        role = CharField(max_length=12)
        team = CharField(max_length=14, default="")
        delegate_dept = CharField(max_length=40, default="")
        letter_doc = CharField(max_length=80, default="")
        term_from = DateField(null=True)
        term_to = DateField(null=True)
        grades = JSONField(default=list)
        review = CharField(max_length=200, default="")

        class Meta:
            database = db
            table_name = "block_selfgov_member"

    db.create_tables([BlockMember])

    class Charter(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        block_code = CharField(max_length=40, index=True)
        charter_version = IntegerField()
        text_doc = TextField()
        adopted_at = UtcDateTimeField()
        votes_for = IntegerField()
        votes_against = IntegerField()
        votes_absent = IntegerField()
        filed_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "block_selfgov_charter"
            indexes = ((("block_code", "charter_version"), True),)

    db.create_tables([Charter])

    class Patrol(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        patrol_no = CharField(max_length=80, unique=True)
        block_code = CharField(max_length=40, index=True)
        team = CharField(max_length=14)
        handler = CharField(max_length=14, default="")
        merchant_code = CharField(max_length=20, index=True)
        merchant = CharField(max_length=80)
        item_code = CharField(max_length=8)
        found_at = UtcDateTimeField()
        attempts = IntegerField(default=0)
        self_fix_due = UtcDateTimeField(null=True)
        fixed_at = UtcDateTimeField(null=True)
        outcome = CharField(max_length=24, default="open")
        photos = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "block_selfgov_patrol"

    db.create_tables([Patrol])

    class DutyLetter(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        block_code = CharField(max_length=40, index=True)
        merchant_code = CharField(max_length=20, index=True)
        merchant = CharField(max_length=80)
        scheme = CharField(max_length=8)
        frontage = CharField(max_length=40, default="")
        area_from = IntegerField(default=0)
        area_to = IntegerField(default=0)
        noticed_at = UtcDateTimeField(null=True)
        signed_by = CharField(max_length=40, default="")
        signed_at = UtcDateTimeField(null=True)
        refused = BooleanField(default=False)
        refused_at = UtcDateTimeField(null=True)
        charter_version = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "block_selfgov_duty_letter"
            indexes = ((("block_code", "merchant_code", "scheme"), True),)

    db.create_tables([DutyLetter])

    class GuaranteeCheck(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        block_code = CharField(max_length=40, index=True)
        merchant_code = CharField(max_length=20, index=True)
        merchant = CharField(max_length=80)
        quarter = CharField(max_length=6)
        checked_on = DateField()
        checker = CharField(max_length=40)
        deductions = JSONField(default=list)
        bonus = IntegerField(default=0)
        photos = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "block_selfgov_tg_check"

    db.create_tables([GuaranteeCheck])

    class GuaranteeQuarter(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        block_code = CharField(max_length=40, index=True)
        merchant_code = CharField(max_length=20, index=True)
        merchant = CharField(max_length=80)
        quarter = CharField(max_length=6)
        scheme = CharField(max_length=8)
        deducted = IntegerField(default=0)
        bonus = IntegerField(default=0)
        score = IntegerField(null=True)
        grade = CharField(max_length=2, default="")
        objection = CharField(max_length=10, default="none")
        next_check = DateField(null=True)
        graded_on = DateField(null=True)
        published = BooleanField(default=False)
        noted = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "block_selfgov_tg_quarter"
            indexes = ((("block_code", "merchant_code", "quarter"), True),)

    db.create_tables([GuaranteeQuarter])

    class BlockProject(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        project_no = CharField(max_length=80, unique=True)
        block_code = CharField(max_length=40, index=True)
        title = CharField(max_length=60)
        kind = CharField(max_length=12)
        plan = TextField()
        cost = FenField(default=0)
        months = IntegerField()
        resolution = TextField(default="")
        fund_project = CharField(max_length=80, default="")
        state = CharField(max_length=10, default="open")
        acceptance = CharField(max_length=300, default="")
        accepted_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "block_selfgov_project"

    db.create_tables([BlockProject])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("block_selfgov_project"))
    migrator.migrate(migrator.drop_table("block_selfgov_tg_quarter"))
    migrator.migrate(migrator.drop_table("block_selfgov_tg_check"))
    migrator.migrate(migrator.drop_table("block_selfgov_duty_letter"))
    migrator.migrate(migrator.drop_table("block_selfgov_patrol"))
    migrator.migrate(migrator.drop_table("block_selfgov_charter"))
    migrator.migrate(migrator.drop_table("block_selfgov_member"))
    migrator.migrate(migrator.drop_table("block_selfgov_committee"))
    migrator.migrate(migrator.drop_table("block_selfgov_merchant"))
    migrator.migrate(migrator.drop_table("block_selfgov_block"))
