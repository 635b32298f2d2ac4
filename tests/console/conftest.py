"""A small subdistrict with every kind of administrator, and a table that shows every trap."""

from __future__ import annotations

import atexit
import functools
import re
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from peewee import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
    UUIDField,
)

from admin.accounts import hash_password
from admin.app import create_app
from admin.console import ConsoleView
from admin.console.access import SYSTEM
from engine import (
    LOCAL,
    Account,
    Case,
    Community,
    Job,
    Person,
    Procedure,
    ProcedureVersion,
    add_community,
    connect,
    forget_holders,
    forget_tree,
    give_role,
    migrate,
    set_value,
    transaction,
)
from engine.database import JSONField, UtcDateTimeField, db
from engine.journal import Chain
from engine.models import Table
from engine.terms import share_terms
from tests import postgres

PASSWORD = "kmnp-4739-xyzt"
SECRET = "王秀英的救助申请"  # stands in a case; no administrator may read it anywhere
STARTED = datetime(2026, 11, 2, 9, 30, tzinfo=LOCAL)

PEOPLE = {
    "sys": ("系统管理员", "grp_sysadmin", "SD-GC"),
    "sec": ("安全管理员", "grp_secadmin", "SD-GC"),
    "aud": ("审计管理员", "grp_auditadmin", "SD-GC"),
    "com": ("社区插件管理员", "grp_community_admin", "CM-01"),
    "clerk": ("居委会干部", "grp_community_committee", "CM-01"),
}


class Topic(Table):
    """A table with every kind of column that Flask-Admin stumbles over."""

    uid = UUIDField(default=uuid.uuid4)
    title = CharField(max_length=60, verbose_name="题目")
    note = TextField(default="")
    state = CharField(
        max_length=8, choices=[("open", "办理中"), ("done", "已办结")], default="open"
    )
    weight = SmallIntegerField(default=0)
    urgent = BooleanField(default=False)
    due = DateField(null=True)
    opened_at = UtcDateTimeField(default=lambda: STARTED)
    data: Any = JSONField(default=dict)
    starter: Any = ForeignKeyField(Person, backref="topics", on_delete="RESTRICT")
    community: Any = ForeignKeyField(Community, null=True, on_delete="RESTRICT")
    version = IntegerField(default=1)

    class Meta:
        table_name = "test_topics"

    def __str__(self) -> str:
        return str(self.title)


class Step(Table):
    topic: Any = ForeignKeyField(Topic, backref="steps", on_delete="RESTRICT")
    name = CharField(max_length=20)
    doer: Any = ForeignKeyField(Person, null=True, on_delete="SET NULL")

    class Meta:
        table_name = "test_steps"
        indexes = ((("topic", "name"), True),)


class TopicView(ConsoleView):
    seen_by = changed_by = (SYSTEM,)
    noun = "题目"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    joined = (Topic.starter, Topic.community)
    column_list = ("id", "title", "state", "weight", "due", "starter", "opened_at")
    column_searchable_list = ("title", "note", Person.name)
    column_sortable_list = ("id", "title", ("starter", Person.name), "due")
    column_filters = (
        "id", "uid", "title", "state", "weight", "urgent", "due", "opened_at", "starter", "data",
        Person.name,
    )  # fmt: skip
    column_labels: ClassVar[Any] = {"note": "备注", "starter": "发起人"}
    form_excluded_columns = ("version", "uid")
    inline_models: ClassVar[Any] = [(Step, {"form_columns": ["id", "name", "doer"]})]
    page_size = 20


def small_town(url: str) -> None:
    """Fill a database: an organisation, its administrators, and one case with a secret."""
    database = connect(url)
    with database.connection_context():
        forget_tree()
        forget_holders()
        migrate()
        database.create_tables([Topic, Step])
        with transaction():
            _organisation()
            _people()
            _do_without_telephones()
            _case()
            _topics()
    _close()  # a template must have no visitor


def _organisation() -> None:
    root = add_community("SD-GC", "古城街道", "SD", name_en="Gucheng Subdistrict")
    add_community("CM-01", "滨和园第一社区", "CM", root, name_en="Binheyuan First Community")
    add_community("CM-02", "滨和园第二社区", "CM", root, name_en="Binheyuan Second Community")
    add_community("BL-GCXJ", "古城小街", "BL", root, name_en="Gucheng Lane")


def _people() -> None:
    password = hash_password(PASSWORD)
    for username, (name, role, code) in PEOPLE.items():
        person = Person.create(name=name, phone="13800001234")
        Account.create(person=person, username=username, password=password)
        give_role(person, role, Community.get(Community.code == code))


def _do_without_telephones() -> None:
    """Tests look at the console years ahead; tests/pages/test_two_steps.py holds the demand."""
    set_value(Community.get(Community.code == "SD-GC"), "core.second_factor", False)


def _case() -> None:
    retired = {"key": "core_sample", "plugin": "core", "name": "样例流程", "active": False}
    procedure = Procedure.create(**retired)
    version = ProcedureVersion.create(
        procedure=procedure, number=1, xml="<definitions/>", sha256="0" * 64, source="file"
    )
    clerk = Person.get(Person.name == "居委会干部")
    case = Case.create(
        number="core-202611-CM-01-00001", title=SECRET, procedure=procedure, version=version,
        community=Community.get(Community.code == "CM-01"), starter=clerk,
        terms=share_terms(["core"], {}),
    )  # fmt: skip
    chain = Chain(case)
    for deed in ("started", "claimed", "completed"):
        chain.add(deed, clerk.id, "Task_1", {"summary": SECRET})
    chain.store()
    case.save()
    Job.create(
        kind="timer", case=case, payload={"secret": SECRET}, status="dead", attempts=5,
        error=f'Traceback (most recent call last):\n  File "/x/engine/jobs.py", line 9, in do\n'
        f"    raise ValueError(text)\nValueError: {SECRET}\n",
    )  # fmt: skip


def _topics() -> None:
    sys, clerk = (Person.get(Person.name == PEOPLE[who][0]) for who in ("sys", "clerk"))
    for number in range(45):
        topic = Topic.create(
            title=f"停车议题 {number}", starter=sys if number % 2 else clerk, weight=number,
            due=date(2026, 11, 1) + timedelta(days=number), data={"备注": "中文"},
            community=Community.get(Community.code == "CM-01"),
        )  # fmt: skip
        Step.create(topic=topic, name="审批")


@dataclass
class Desk:
    """A browser in which one administrator works."""

    client: FlaskClient

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(address, query_string=query or None)

    def page(self, address: str, **query: Any) -> str:
        answer = self.get(address, **query)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return str(answer.text)

    def post(self, address: str, token_from: str | None = None, **sent: Any) -> Any:
        """Send a form with the token of a page (by default: the page of the same address)."""
        token = token_in(self.page(token_from or address))
        return self.client.post(address, data={**sent, "csrf_token": token})


def token_in(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    return found[1]


def flashed(answer: Any, desk: Desk) -> str:
    """Return what the page after a deed says was done."""
    assert answer.status_code == 302, answer.text[:2000]
    return desk.page(answer.location)


@functools.cache
def application() -> Flask:
    """Make the application once: it knows no database, the proxy does."""
    made = create_app(secret_key="tests", testing=True)
    made.extensions["admin"][0].add_view(TopicView(Topic, "Topics", "topics"))
    return made


@pytest.fixture
def app(fresh: Callable[..., str]) -> Iterator[Flask]:
    """The application on a database of the test's own."""
    yield _opened(fresh(small_town))
    _close()


@functools.cache
def shared_town(kind: str) -> str:
    """Make one town for all tests that change nothing; it goes with the process."""
    if kind == "postgresql":
        return postgres.database("reading", postgres.template("small_town", small_town))
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    url = f"sqlite:///{folder.name}/reading.sqlite"
    small_town(url)
    return url


@pytest.fixture
def still(kind: str) -> Iterator[Callable[[str], Desk]]:
    """Sit somebody down at a browser in the shared town: for tests that only read."""
    made = _opened(shared_town(kind))
    yield lambda username: seat(made, username)
    _close()


def _opened(url: str) -> Flask:
    connect(url)
    forget_tree()
    forget_holders()
    db.connect(reuse_if_open=True)
    return application()


def _close() -> None:
    """Close every connection: a pool keeps them open, and would be collected with them."""
    getattr(db.obj, "close_all", db.close)()


@pytest.fixture
def desk(app: Flask) -> Callable[[str], Desk]:
    """Sit somebody down at a browser: `desk("sys")`."""
    return lambda username: seat(app, username)


def seat(app: Flask, username: str) -> Desk:
    client = app.test_client()
    account = Account.get(Account.username == username)
    with client.session_transaction() as session:
        session["_user_id"] = account.fs_uniquifier
        session["_fresh"] = True
        session["language"] = "zh"
    return Desk(client)
