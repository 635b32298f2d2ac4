"""The tables as they stood in the first release."""

from peewee import (
    BigAutoField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DecimalField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
)

from engine.database import JSONField, UtcDateTimeField


def up(migrator, db):
    class Person(Model):
        id = BigAutoField()
        name = CharField(max_length=80)
        name_en = CharField(max_length=80, default="")
        phone = CharField(max_length=40, default="")
        active = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "people"

    db.create_tables([Person])

    class Account(Model):
        id = BigAutoField()
        person = ForeignKeyField(Person, unique=True, on_delete="RESTRICT")
        username = CharField(unique=True, max_length=80)
        email = CharField(unique=True, null=True, max_length=200)
        password = TextField(null=True)
        active = BooleanField(default=True)
        must_change_password = BooleanField(default=False)
        fs_uniquifier = CharField(unique=True, max_length=64)
        language = CharField(max_length=5, default="")
        failed_logins = IntegerField(default=0)
        locked_until = UtcDateTimeField(null=True)
        last_login_at = UtcDateTimeField(null=True)
        current_login_at = UtcDateTimeField(null=True)
        last_login_ip = CharField(null=True, max_length=64)
        current_login_ip = CharField(null=True, max_length=64)
        login_count = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "accounts"

    db.create_tables([Account])

    class Procedure(Model):
        id = BigAutoField()
        key = CharField(unique=True, max_length=80)
        plugin = CharField(index=True, max_length=60)
        name = CharField(max_length=160)
        active = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "procedures"

    db.create_tables([Procedure])

    class ProcedureVersion(Model):
        id = BigAutoField()
        procedure = ForeignKeyField(Procedure, on_delete="RESTRICT")
        number = IntegerField()
        xml = TextField()
        sha256 = CharField(max_length=64)
        source = CharField(max_length=20)
        calls = JSONField(default=dict)
        published_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "procedure_versions"
            indexes = ((("procedure", "number"), True),)

    db.create_tables([ProcedureVersion])

    class Community(Model):
        id = BigAutoField()
        code = CharField(unique=True, max_length=40)
        name = CharField(max_length=120)
        name_en = CharField(max_length=120, default="")
        level = CharField(max_length=12)
        parent = ForeignKeyField("self", null=True, on_delete="RESTRICT")
        org_path = CharField(index=True, max_length=400)
        legacy_label = CharField(max_length=120, default="")
        active = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "communities"

    db.create_tables([Community])

    class Case(Model):
        id = BigAutoField()
        number = CharField(unique=True, max_length=80)
        title = CharField(max_length=200)
        procedure = ForeignKeyField(Procedure, on_delete="RESTRICT")
        version = ForeignKeyField(ProcedureVersion, on_delete="RESTRICT")
        community = ForeignKeyField(Community, on_delete="RESTRICT")
        parent = ForeignKeyField("self", null=True, on_delete="RESTRICT")
        starter = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
        status = CharField(max_length=12, default="open")
        outcome = CharField(max_length=120, default="")
        data_class = CharField(max_length=2, default="C2")
        plugins = JSONField()
        settings = JSONField()
        state = BlobField(null=True)
        passed = TextField(default="")
        waits = IntegerField(default=0)
        event_count = IntegerField(default=0)
        event_head = CharField(max_length=64, default="")
        started_at = UtcDateTimeField()
        changed_at = UtcDateTimeField()
        ended_at = UtcDateTimeField(null=True)
        due_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "cases"
            indexes = (
                (("community", "status", "started_at"), False),
                (("starter", "status"), False),
            )

    db.create_tables([Case])

    class CaseField(Model):
        id = BigAutoField()
        case = ForeignKeyField(Case, on_delete="CASCADE")
        key = CharField(max_length=80)
        text = CharField(null=True, max_length=200)
        number = DecimalField(null=True, max_digits=24, decimal_places=6)
        instant = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "case_fields"
            indexes = ((("case", "key"), True), (("key", "text"), False))

    db.create_tables([CaseField])

    class CommunityLink(Model):
        id = BigAutoField()
        shared = ForeignKeyField(Community, on_delete="CASCADE")
        community = ForeignKeyField(Community, on_delete="CASCADE")

        class Meta:
            database = db
            table_name = "community_links"
            indexes = ((("shared", "community"), True),)

    db.create_tables([CommunityLink])

    class Counter(Model):
        id = BigAutoField()
        name = CharField(unique=True, max_length=120)
        value = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "counters"

    db.create_tables([Counter])

    class Event(Model):
        case = ForeignKeyField(Case, on_delete="RESTRICT")
        sequence = IntegerField()
        at = UtcDateTimeField()
        person = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
        deed = CharField(max_length=40)
        element = CharField(max_length=80, default="")
        values_hash = CharField(max_length=64)
        previous = CharField(max_length=64)
        hash = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "events"
            primary_key = CompositeKey("case", "sequence")
            indexes = ((("person", "at"), False),)

    db.create_tables([Event])

    class EventValues(Model):
        case = ForeignKeyField(Case, on_delete="CASCADE")
        sequence = IntegerField()
        salt = CharField(max_length=32)
        values = TextField()

        class Meta:
            database = db
            table_name = "event_values"
            primary_key = CompositeKey("case", "sequence")

    db.create_tables([EventValues])

    class FileContent(Model):
        id = BigAutoField()
        sha256 = CharField(unique=True, max_length=64)
        content = BlobField()

        class Meta:
            database = db
            table_name = "file_contents"

    db.create_tables([FileContent])

    class Grant(Model):
        id = BigAutoField()
        case = ForeignKeyField(Case, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        approver = ForeignKeyField(Person, on_delete="RESTRICT")
        reason = TextField()
        since = UtcDateTimeField()
        until = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "case_grants"

    db.create_tables([Grant])

    class Holding(Model):
        id = BigAutoField()
        person = ForeignKeyField(Person, on_delete="CASCADE")
        role = CharField(max_length=60)
        community = ForeignKeyField(Community, on_delete="RESTRICT")
        since = UtcDateTimeField()
        until = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "holdings"
            indexes = ((("person", "role", "community"), True), (("role", "community"), False))

    db.create_tables([Holding])

    class Job(Model):
        id = BigAutoField()
        kind = CharField(max_length=40)
        key = CharField(unique=True, null=True, max_length=200)
        case = ForeignKeyField(Case, null=True, on_delete="CASCADE")
        payload = JSONField(default=dict)
        run_at = UtcDateTimeField()
        priority = SmallIntegerField(default=0)
        attempts = IntegerField(default=0)
        most_attempts = IntegerField(default=5)
        status = CharField(max_length=8, default="ready")
        worker = CharField(null=True, max_length=80)
        leased_until = UtcDateTimeField(null=True)
        error = TextField(null=True)

        class Meta:
            database = db
            table_name = "jobs"
            indexes = ((("status", "run_at"), False), (("case", "kind"), False))

    db.create_tables([Job])

    class Member(Model):
        id = BigAutoField()
        case = ForeignKeyField(Case, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        why = CharField(max_length=20)

        class Meta:
            database = db
            table_name = "case_members"
            indexes = ((("person", "case"), True),)

    db.create_tables([Member])

    class Message(Model):
        id = BigAutoField()
        name = CharField(max_length=120)
        to = CharField(max_length=80, default="", column_name="to_procedure")
        correlation = CharField(max_length=200, default="")
        payload = BlobField()
        sender = ForeignKeyField(Case, null=True, on_delete="CASCADE")
        element = CharField(max_length=80, default="")
        receiver = ForeignKeyField(Case, null=True, on_delete="CASCADE")
        status = CharField(max_length=10, default="waiting")
        sent_at = UtcDateTimeField()
        delivered_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "messages"
            indexes = ((("name", "correlation", "status"), False),)

    db.create_tables([Message])

    class Task(Model):
        id = BigAutoField()
        case = ForeignKeyField(Case, on_delete="CASCADE")
        step = IntegerField()
        element = CharField(max_length=80)
        name = CharField(max_length=160)
        roles = JSONField(default=list)
        scope = ForeignKeyField(Community, null=True, on_delete="RESTRICT")
        no_local_holder = BooleanField(default=False)
        form = CharField(max_length=120, default="")
        access = JSONField(default=dict)
        barred = JSONField(default=list)
        item = JSONField(null=True)
        status = CharField(max_length=10, default="open")
        claimed_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
        assigned = BooleanField(default=False)
        draft = JSONField(null=True)
        priority = SmallIntegerField(default=0)
        created_at = UtcDateTimeField()
        due_at = UtcDateTimeField(null=True)
        due_ground = JSONField(null=True)
        ended_at = UtcDateTimeField(null=True)
        ended_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "tasks"
            indexes = (
                (("case", "status"), False),
                (("claimed_by", "status", "due_at"), False),
                (("ended_by", "ended_at"), False),
            )

    db.create_tables([Task])

    class Offer(Model):
        id = BigAutoField()
        task = ForeignKeyField(Task, on_delete="CASCADE")
        role = CharField(max_length=60)
        community = ForeignKeyField(Community, on_delete="CASCADE")
        due_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "offers"
            indexes = ((("task", "role"), True), (("role", "community", "due_at"), False))

    db.create_tables([Offer])

    class PluginSwitch(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, on_delete="RESTRICT")
        plugin = CharField(max_length=60)
        on = BooleanField(column_name="is_on")
        since = UtcDateTimeField()
        by_id = CharField(null=True, max_length=40)
        reason = TextField(default="")

        class Meta:
            database = db
            table_name = "plugin_switches"
            indexes = ((("community", "plugin", "since"), False),)

    db.create_tables([PluginSwitch])

    class Preference(Model):
        id = BigAutoField()
        person = ForeignKeyField(Person, on_delete="CASCADE")
        key = CharField(max_length=60)
        value = JSONField(null=True)

        class Meta:
            database = db
            table_name = "preferences"
            indexes = ((("person", "key"), True),)

    db.create_tables([Preference])

    class SettingValue(Model):
        id = BigAutoField()
        community = ForeignKeyField(Community, on_delete="CASCADE")
        procedure = CharField(max_length=80, default="")
        key = CharField(max_length=120)
        value = JSONField(null=True)
        changed_at = UtcDateTimeField()
        changed_by = CharField(null=True, max_length=40)

        class Meta:
            database = db
            table_name = "setting_values"
            indexes = ((("community", "procedure", "key"), True),)

    db.create_tables([SettingValue])

    class StoredFile(Model):
        id = BigAutoField()
        token = CharField(unique=True, max_length=40)
        name = CharField(max_length=200)
        type = CharField(max_length=80)
        size = IntegerField()
        sha256 = CharField(index=True, max_length=64)
        owner = ForeignKeyField(Person, on_delete="RESTRICT")
        case = ForeignKeyField(Case, null=True, on_delete="RESTRICT")
        stored_at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "files"

    db.create_tables([StoredFile])

    class Wait(Model):
        id = BigAutoField()
        case = ForeignKeyField(Case, on_delete="CASCADE")
        wait = IntegerField()
        element = CharField(max_length=80)
        kind = CharField(max_length=12)
        message = CharField(max_length=120, default="")
        correlation = CharField(max_length=200, default="")
        due_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "waits"
            indexes = ((("case", "wait"), True), (("message", "correlation"), False))

    db.create_tables([Wait])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("waits"))
    migrator.migrate(migrator.drop_table("files"))
    migrator.migrate(migrator.drop_table("setting_values"))
    migrator.migrate(migrator.drop_table("preferences"))
    migrator.migrate(migrator.drop_table("plugin_switches"))
    migrator.migrate(migrator.drop_table("offers"))
    migrator.migrate(migrator.drop_table("tasks"))
    migrator.migrate(migrator.drop_table("messages"))
    migrator.migrate(migrator.drop_table("case_members"))
    migrator.migrate(migrator.drop_table("jobs"))
    migrator.migrate(migrator.drop_table("holdings"))
    migrator.migrate(migrator.drop_table("case_grants"))
    migrator.migrate(migrator.drop_table("file_contents"))
    migrator.migrate(migrator.drop_table("event_values"))
    migrator.migrate(migrator.drop_table("events"))
    migrator.migrate(migrator.drop_table("counters"))
    migrator.migrate(migrator.drop_table("community_links"))
    migrator.migrate(migrator.drop_table("case_fields"))
    migrator.migrate(migrator.drop_table("cases"))
    migrator.migrate(migrator.drop_table("communities"))
    migrator.migrate(migrator.drop_table("procedure_versions"))
    migrator.migrate(migrator.drop_table("procedures"))
    migrator.migrate(migrator.drop_table("accounts"))
    migrator.migrate(migrator.drop_table("people"))
