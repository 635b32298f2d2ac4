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
    SensitiveField,
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

    class Person(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "people"

    class TaskList(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        title = CharField(max_length=80)
        list_version = IntegerField()
        adopted_on = DateField()

        class Meta:
            database = db
            table_name = "party_lead_task_list"
            indexes = ((("title", "list_version"), True),)

    db.create_tables([TaskList])

    class ReformTask(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        task_list = ForeignKeyField(TaskList, field=TaskList.id, on_delete="RESTRICT")
        task_no = CharField(max_length=40)
        system = CharField(max_length=2)
        title = CharField(max_length=60)
        content = TextField()
        lead_unit = CharField(max_length=80)
        coop_units = JSONField(default=list)
        owner = ForeignKeyField(Person, field=Person.id, null=True, on_delete="RESTRICT")
        owner_name = CharField(max_length=60)
        leader_name = CharField(max_length=60)
        metric_code = CharField(max_length=40, default="")
        finish_by = DateField()
        percent = IntegerField(default=0)
        postponed = IntegerField(default=0)
        lamp = CharField(max_length=8, default="green")
        state = CharField(max_length=12, default="open")
        reason = TextField(default="")
        ended_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "party_lead_task"
            indexes = ((("task_list", "task_no"), True),)

    db.create_tables([ReformTask])

    class Milestone(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        task = ForeignKeyField(ReformTask, field=ReformTask.id, on_delete="RESTRICT")
        task_no = CharField(max_length=40)
        number = IntegerField()
        due_on = DateField()
        deliverable = CharField(max_length=120)
        weight = IntegerField()
        percent = IntegerField(default=0)
        reached_on = DateField(null=True)
        result = TextField(default="")
        obstacle = TextField(default="")
        reported_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "party_lead_milestone"

    db.create_tables([Milestone])

    class Metric(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        task = ForeignKeyField(ReformTask, field=ReformTask.id, on_delete="RESTRICT")
        code = CharField(max_length=40)
        value = CharField(max_length=40)
        period = CharField(max_length=40, default="")
        org = CharField(max_length=40, default="")

        class Meta:
            database = db
            table_name = "party_lead_metric"

    db.create_tables([Metric])

    class Inspection(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        task = ForeignKeyField(ReformTask, field=ReformTask.id, on_delete="RESTRICT")
        task_no = CharField(max_length=40)
        insp_no = CharField(max_length=60)
        kind = CharField(max_length=16)
        score = FenField()
        findings = JSONField(default=list)
        worst = CharField(max_length=10, default="none")
        repeated = BooleanField(default=False)
        finding = CharField(max_length=10, default="pass")
        lamp = CharField(max_length=8, default="green")
        rectify_due = DateField(null=True)
        recheck = CharField(max_length=10, default="")
        recheck_note = TextField(default="")
        inspected_on = DateField()
        rechecked_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "party_lead_inspection"

    db.create_tables([Inspection])

    class Evidence(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        person = ForeignKeyField(Person, field=Person.id, null=True, on_delete="RESTRICT")
        person_name = CharField(max_length=60, default="")
        year = IntegerField()
        item = CharField(max_length=60)
        score = SensitiveField(null=True)
        evidence = SensitiveField(null=True)

        class Meta:
            database = db
            table_name = "party_lead_evidence"

    db.create_tables([Evidence])

    class Appraisal(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        year = IntegerField()
        round_no = CharField(max_length=80)
        person = ForeignKeyField(Person, field=Person.id, on_delete="RESTRICT")
        person_name = CharField(max_length=60)
        staff_class = CharField(max_length=20)
        supervisor_name = CharField(max_length=60)
        scores = SensitiveField(null=True)
        ballots = IntegerField(default=0)
        reform_score = SensitiveField(null=True)
        total = SensitiveField(null=True)
        veto = SensitiveField(null=True)
        rank = IntegerField(null=True)
        proposed = SensitiveField(null=True)
        grade = SensitiveField(null=True)
        reason = SensitiveField(null=True)
        review = SensitiveField(null=True)
        state = CharField(max_length=20, default="open")
        informed_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "party_lead_appraisal"
            indexes = ((("year", "person"), True),)

    db.create_tables([Appraisal])

    class Cluster(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        code = CharField(max_length=20, unique=True)
        title = CharField(max_length=80)
        secretary = CharField(max_length=60, default="")
        members = JSONField(default=list)
        term_from = DateField(null=True)
        term_to = DateField(null=True)
        communities = JSONField(default=list)

        class Meta:
            database = db
            table_name = "party_lead_cluster"

    db.create_tables([Cluster])

    class CoopBody(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        code = CharField(max_length=40)
        source_label = CharField(max_length=24)
        member = CharField(max_length=80)
        contact = CharField(max_length=60, default="")

        class Meta:
            database = db
            table_name = "party_lead_coop_body"

    db.create_tables([CoopBody])

    class ResourceItem(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        list_kind = CharField(max_length=10)
        category = CharField(max_length=10)
        content = TextField()
        unit = CharField(max_length=80, default="")
        capacity = CharField(max_length=60, default="")
        available_from = DateField(null=True)
        available_to = DateField(null=True)

        class Meta:
            database = db
            table_name = "party_lead_resource_item"

    db.create_tables([ResourceItem])

    class ClusterProject(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        path = CharField(max_length=12)
        kind = CharField(max_length=10, default="project")
        matter = TextField()
        unit = CharField(max_length=80)
        promise = TextField(default="")
        due_on = DateField(null=True)
        result = TextField(default="")
        state = CharField(max_length=10, default="open")
        evaluated_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "party_lead_cluster_project"

    db.create_tables([ClusterProject])

    class Whistle(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        whistle_no = CharField(max_length=80)
        title = CharField(max_length=120)
        matter_type = CharField(max_length=12)
        level = CharField(max_length=2)
        demand = TextField()
        due_at = UtcDateTimeField(null=True)
        approved_by = CharField(max_length=60, default="")
        agenda = TextField(default="")
        minutes = TextField(default="")
        response_score = FenField(null=True)
        call_score = FenField(null=True)
        origin_case = CharField(max_length=80, default="")
        state = CharField(max_length=20, default="open")

        class Meta:
            database = db
            table_name = "party_lead_whistle"

    db.create_tables([Whistle])

    class WhistleResponse(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, field=Community.id, on_delete="RESTRICT")
        case = ForeignKeyField(Case, field=Case.id, null=True, on_delete="RESTRICT")
        data_class = CharField(max_length=2, default="C2")
        created_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        version = IntegerField(default=1)
        whistle = ForeignKeyField(Whistle, field=Whistle.id, on_delete="RESTRICT")
        whistle_no = CharField(max_length=80)
        department = CharField(max_length=80)
        called_at = UtcDateTimeField()
        due_at = UtcDateTimeField()
        responded_at = UtcDateTimeField(null=True)
        on_time = BooleanField(default=False)
        called_twice = BooleanField(default=False)
        district_told = BooleanField(default=False)
        response = TextField(default="")

        class Meta:
            database = db
            table_name = "party_lead_whistle_response"

    db.create_tables([WhistleResponse])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("party_lead_whistle_response"))
    migrator.migrate(migrator.drop_table("party_lead_whistle"))
    migrator.migrate(migrator.drop_table("party_lead_cluster_project"))
    migrator.migrate(migrator.drop_table("party_lead_resource_item"))
    migrator.migrate(migrator.drop_table("party_lead_coop_body"))
    migrator.migrate(migrator.drop_table("party_lead_cluster"))
    migrator.migrate(migrator.drop_table("party_lead_appraisal"))
    migrator.migrate(migrator.drop_table("party_lead_evidence"))
    migrator.migrate(migrator.drop_table("party_lead_inspection"))
    migrator.migrate(migrator.drop_table("party_lead_metric"))
    migrator.migrate(migrator.drop_table("party_lead_milestone"))
    migrator.migrate(migrator.drop_table("party_lead_task"))
    migrator.migrate(migrator.drop_table("party_lead_task_list"))
