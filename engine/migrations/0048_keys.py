"""Keys by which programs act as people, and what they sent once."""

from peewee import BigAutoField, CharField, CompositeKey, Model
from peewee import ForeignKeyField as Key

from engine.database import BlobField, UtcDateTimeField, WordsField


def up(migrator, db):
    class Person(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "people"

    class Case(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "cases"

    class ApiKey(Model):
        id = BigAutoField()
        person = Key(Person, backref="a", on_delete="CASCADE")
        name = CharField(max_length=80)
        start = CharField(max_length=12)
        digest = BlobField(unique=True)
        scopes = WordsField(default=list)
        made_at = UtcDateTimeField()
        expires_at = UtcDateTimeField()
        ended_at = UtcDateTimeField(null=True)
        last_used_at = UtcDateTimeField(null=True)

        class Meta:
            database = db
            table_name = "api_keys"

    class SentOnce(Model):
        person = Key(Person, backref="b", on_delete="CASCADE", index=False)
        word = CharField(max_length=80)
        digest = BlobField()
        case = Key(Case, null=True, on_delete="CASCADE")
        at = UtcDateTimeField()

        class Meta:
            database = db
            table_name = "sent_once"
            primary_key = CompositeKey("person", "word")

    db.create_tables([ApiKey, SentOnce])


def down(migrator, db):
    for table in ("sent_once", "api_keys"):
        migrator.migrate(migrator.drop_table(table))
