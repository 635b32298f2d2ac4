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

    class CreditFile(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        uscc = CharField(unique=True, max_length=18)
        name = CharField(max_length=120)
        kind = CharField(max_length=12)
        address = CharField(max_length=200, default="")
        score = IntegerField()
        list = CharField(max_length=10, default="ordinary")
        legal_list = CharField(max_length=200, default="")
        known_since = DateField()

        class Meta:
            database = db
            table_name = "self_discipline_credit_file"

    db.create_tables([CreditFile])

    class CreditEvent(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        file = ForeignKeyField(CreditFile, field=CreditFile.id, on_delete="RESTRICT")
        event_no = CharField(unique=True, max_length=80)
        type = CharField(max_length=16)
        decision_no = CharField(unique=True, max_length=60, null=True)
        organ = CharField(max_length=120, default="")
        matter = CharField(max_length=16, default="other")
        offence = CharField(max_length=120, default="")
        legal_basis = CharField(max_length=300, default="")
        decided_at = DateField(null=True)
        served_at = DateField(null=True)
        amount = FenField(null=True)
        severity = CharField(max_length=10)
        delta = IntegerField()
        restored = IntegerField(default=0)
        restore_percent = IntegerField(default=0)
        least_months = IntegerField(default=0)
        most_months = IntegerField(default=0)
        publicity_from = DateField(null=True)
        publicity_to = DateField(null=True)
        effect_to = DateField(null=True)
        legal_list = CharField(max_length=500, default="")
        reason = TextField(default="")
        state = CharField(max_length=10)

        class Meta:
            database = db
            table_name = "self_discipline_credit_event"

    db.create_tables([CreditEvent])

    class CreditStep(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        file = ForeignKeyField(CreditFile, field=CreditFile.id, on_delete="RESTRICT")
        decision_no = CharField(max_length=60, default="")
        step = CharField(max_length=16)
        note = CharField(max_length=200, default="")

        class Meta:
            database = db
            table_name = "self_discipline_credit_step"

    db.create_tables([CreditStep])

    class GradeNote(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        file = ForeignKeyField(CreditFile, field=CreditFile.id, on_delete="RESTRICT")
        quarter = CharField(max_length=8)
        grade = CharField(max_length=2)
        grade_score = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "self_discipline_grade_note"

    db.create_tables([GradeNote])

    class CreditObjection(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        file = ForeignKeyField(CreditFile, field=CreditFile.id, on_delete="RESTRICT")
        objection_no = CharField(unique=True, max_length=80)
        decision_no = CharField(max_length=60, default="")
        facts = TextField()
        evidence = JSONField(default=list)
        objected_at = UtcDateTimeField()
        due_at = UtcDateTimeField()
        verified_by = CharField(max_length=120)
        result = CharField(max_length=8)
        closed_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "self_discipline_credit_objection"

    db.create_tables([CreditObjection])

    class CreditRepair(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        file = ForeignKeyField(CreditFile, field=CreditFile.id, on_delete="RESTRICT")
        repair_no = CharField(unique=True, max_length=80)
        decision_no = CharField(max_length=60, default="")
        performed_at = DateField(null=True)
        verified = CharField(max_length=1000, default="")
        decision = CharField(max_length=8)
        reason = TextField(default="")
        restored_points = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "self_discipline_credit_repair"

    db.create_tables([CreditRepair])

    class ShareLog(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        file = ForeignKeyField(CreditFile, field=CreditFile.id, on_delete="RESTRICT")
        share_no = CharField(unique=True, max_length=80)
        requester = CharField(max_length=120)
        purpose = CharField(max_length=300)
        legal_basis = CharField(max_length=300, default="")
        fields = JSONField(default=list)
        approver = CharField(max_length=60)
        decision = CharField(max_length=8)
        keep_until = DateField()

        class Meta:
            database = db
            table_name = "self_discipline_share_log"

    db.create_tables([ShareLog])

    class Commend(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        commend_no = CharField(unique=True, max_length=80)
        subject = CharField(max_length=120)
        uscc = CharField(max_length=18, default="")
        year = IntegerField()
        origin = CharField(max_length=8)
        reason = CharField(max_length=500)
        benefits = JSONField(default=list)
        awarded_at = DateField()

        class Meta:
            database = db
            table_name = "self_discipline_commend"

    db.create_tables([Commend])

    class Candidate(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        file = ForeignKeyField(CreditFile, field=CreditFile.id, on_delete="RESTRICT")
        state = CharField(max_length=10)

        class Meta:
            database = db
            table_name = "self_discipline_candidate"

    db.create_tables([Candidate])

    class Promise(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        file = ForeignKeyField(CreditFile, field=CreditFile.id, on_delete="RESTRICT")
        promise = CharField(max_length=500)
        promised_by = DateField()
        state = CharField(max_length=8, default="open")
        points = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "self_discipline_promise"

    db.create_tables([Promise])

    class SocialOrg(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        name = CharField(max_length=120)
        kind = CharField(max_length=16)
        reg_no = CharField(max_length=60, default="")
        filing_no = CharField(max_length=60, default="")
        members = IntegerField()
        hub = BooleanField(default=False)
        activities = IntegerField(default=0)
        contacts = IntegerField(default=0)
        services = IntegerField(default=0)
        year = IntegerField(null=True)
        year_score = IntegerField(null=True)
        state = CharField(max_length=10, default="active")

        class Meta:
            database = db
            table_name = "self_discipline_social_org"

    db.create_tables([SocialOrg])

    class OrgWork(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        org = ForeignKeyField(SocialOrg, field=SocialOrg.id, on_delete="RESTRICT")
        kind = CharField(max_length=8)
        matter = CharField(max_length=500)
        done_on = DateField()
        people = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "self_discipline_org_work"

    db.create_tables([OrgWork])

    class LegalEducation(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        theme = CharField(max_length=120)
        held_on = DateField()
        attendance = IntegerField()
        quiz_taken = IntegerField(default=0)
        quiz_passed = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "self_discipline_legal_education"

    db.create_tables([LegalEducation])

    class Migrant(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        name = CharField(max_length=60)
        phone = CharField(max_length=30, default="")
        address = CharField(max_length=200)
        landlord = CharField(max_length=120, default="")
        arrived_at = DateField()
        ground = CharField(max_length=10)
        needs = JSONField(default=list)
        integration = JSONField(default=list)
        consent = BooleanField(default=False)
        address_verified = BooleanField(default=False)
        permit_until = DateField(null=True)
        satisfied = CharField(max_length=14, default="")
        state = CharField(max_length=10, default="registered")
        delete_after = DateField(null=True)

        class Meta:
            database = db
            table_name = "self_discipline_migrant"

    db.create_tables([Migrant])


def down(migrator, db):
    for table in reversed(TABLES):
        migrator.migrate(migrator.drop_table(table))


TABLES = [
    "self_discipline_credit_file",
    "self_discipline_credit_event",
    "self_discipline_credit_step",
    "self_discipline_grade_note",
    "self_discipline_credit_objection",
    "self_discipline_credit_repair",
    "self_discipline_share_log",
    "self_discipline_commend",
    "self_discipline_candidate",
    "self_discipline_promise",
    "self_discipline_social_org",
    "self_discipline_org_work",
    "self_discipline_legal_education",
    "self_discipline_migrant",
]
