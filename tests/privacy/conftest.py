"""A town whose committee takes in applications for help, with answers that few may read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from admin.app import create_app
from engine import (
    SCOPES,
    Account,
    Case,
    Person,
    Procedure,
    ProcedureVersion,
    Task,
    add_community,
    add_plugins,
    clock,
    community_of,
    connect,
    db,
    forget_holders,
    forget_tree,
    give_role,
    make_key,
    migrate,
    publish_files,
    registry,
    start_case,
    viewer_of,
)
from engine.database import disconnect
from engine.keyring import KEY_FILE, KEYS, new_key
from tests.bpmn.diagrams import Box, extensions, mapping, process
from tests.pages.conftest import HASHED, PASSWORD, Desk, words

SAMPLE = Path(__file__).parent / "sample"
PEOPLE = {
    "qian": ("钱登记", "grp_community_committee", "CM-07"),
    "sun": ("孙民政", "grp_civil_affairs", "SD-GC"),
    "wu": ("吴物业", "grp_property", "CM-07"),
    "zheng": ("郑居委", "grp_community_committee", "CM-08"),
    "feng": ("冯信息", "grp_dpo", "SD-GC"),
    "chen": ("陈审计", "grp_auditadmin", "SD-GC"),
    "shen": ("沈主任", "grp_leader", "SD-GC"),
    "han": ("韩系统", "grp_sysadmin", "SD-GC"),
    "yang": ("杨安全", "grp_secadmin", "SD-GC"),
}
ANSWERS: dict[str, Any] = {
    "name": "何翠花",
    "phone": "13812345678",
    "street": "古城路",
    "diagnosis": "晚期胃癌并转移",
    "income": 1234.5,
    "disabled": True,
    "members": [{"who": "何小宝", "illness": "先天性心脏病"}],
}
SECRET = ("晚期胃癌并转移", "1234.5", "先天性心脏病")  # what no one may read without the right
MESSAGES = '<bpmn:message id="the_aid" name="msg.aid"/>'


def aid() -> bytes:
    box = Box().node("startEvent", "s", gucheng_form="welfare.apply")
    box.node("userTask", "review", gucheng_form="welfare.review", gucheng_role="grp_civil_affairs")
    given = extensions(mapping("input", name="name", diagnosis="diagnosis"))
    box.node("serviceTask", "enter", given, gucheng_action="welfare.enter")
    said = extensions(mapping("output", name="name", illness_of_head="diagnosis"))
    said += '<bpmn:messageEventDefinition messageRef="the_aid"/>'
    box.node(
        "intermediateThrowEvent", "tell", said,
        gucheng_to='"aid_follow"', gucheng_correlation="case.number",
    )  # fmt: skip
    box.node("userTask", "visit", gucheng_role="grp_community_committee").node("endEvent", "e")
    box.chain("s", "review", "enter", "tell", "visit", "e")
    return process(
        box, MESSAGES, "aid", name="救助申请", gucheng_plugin="welfare",
        gucheng_starters="grp_community_committee", gucheng_title='"救助：" + diagnosis',
    )  # fmt: skip


def follow() -> bytes:
    start = '<bpmn:messageEventDefinition messageRef="the_aid"/>'
    box = Box().node("startEvent", "s", start)
    box.node("userTask", "look", gucheng_role="grp_community_committee").node("endEvent", "e")
    box.chain("s", "look", "e")
    return process(box, MESSAGES, "aid_follow", name="救助跟进", gucheng_plugin="welfare",
                   gucheng_starters="grp_community_committee")  # fmt: skip


@pytest.fixture(scope="module")
def welfare() -> Iterator[None]:
    """Install the sample plugin beside those of the house; commands may do so once more."""
    before = list(registry._folders)
    add_plugins(SAMPLE)
    yield
    registry._folders[:] = before
    registry.forget_plugins()


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the test a key of its own."""
    made = new_key()
    monkeypatch.setenv(KEYS, made)
    monkeypatch.delenv(KEY_FILE, raising=False)
    return made


def fill_welfare(url: str) -> None:
    database = connect(url)
    with database.connection_context():
        forget_tree()
        migrate()
        publish_files()
        from gucheng_plugin_welfare.plugin import Household

        Household.create_table()
        root = add_community("SD-GC", "古城街道", "SD", name_en="Gucheng")
        places = {
            "SD-GC": root,
            "CM-07": add_community("CM-07", "七社区", "CM", root, name_en="Community 7"),
            "CM-08": add_community("CM-08", "八社区", "CM", root, name_en="Community 8"),
        }
        for username, (name, role, place) in PEOPLE.items():
            person = Person.create(name=name)
            Account.create(person=person, username=username, password=HASHED)
            give_role(person, role, places[place])
        for name, xml in (("aid", aid()), ("aid_follow", follow())):
            procedure = Procedure.create(key=name, plugin="welfare", name=name)
            ProcedureVersion.create(
                procedure=procedure, number=1, xml=xml.decode(), sha256="", source="designer"
            )
    disconnect()


class Welfare:
    """The town: its people, its cases."""

    def __init__(self, url: str) -> None:
        self.url = url

    def who(self, username: str) -> Any:
        return viewer_of(Account.get(Account.username == username).person)

    def apply(self, **changed: Any) -> Case:
        """Let somebody apply for help."""
        answers = {**ANSWERS, **changed}
        return start_case("aid", community_of("CM-07"), self.who("qian"), answers=answers)

    def task(self, case: Case, element: str = "review") -> Task:
        found: Task = Task.get(Task.case == case, Task.element == element, Task.status == "open")
        return found


@pytest.fixture
def town(welfare: None, fresh: Callable[..., str]) -> Welfare:
    url = fresh(fill_welfare)
    connect(url)
    db.connect()
    forget_tree()
    forget_holders()
    return Welfare(url)


class Office(Welfare):
    """The town with its pages."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.app = create_app(url, secret_key="k" * 32, testing=True)
        self.app.config["PROPAGATE_EXCEPTIONS"] = True

    def desk(self, username: str, language: str = "zh-CN") -> Desk:
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        desk = Desk(client)
        answer = desk.post("/sign-in", username=username, password=PASSWORD)
        assert answer.status_code == 302, words(answer.text)
        _key, secret = make_key(self.who(username), "walk", SCOPES, 1)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"  # for the interface
        return desk

    def desk_with_code(self, username: str, made: pyotp.TOTP) -> Desk:
        """Return a desk at which somebody with a second factor has signed in."""
        desk = Desk(self.app.test_client())
        desk.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
        desk.post("/sign-in", username=username, password=PASSWORD)
        answer = desk.post("/sign-in/code", code=made.at(clock.now()))
        assert answer.status_code == 302, words(answer.text)
        return desk


@pytest.fixture
def office(welfare: None, fresh: Callable[..., str]) -> Iterator[Office]:
    made = Office(fresh(fill_welfare))
    forget_tree()
    forget_holders()
    db.connect(reuse_if_open=True)
    yield made
    if not db.is_closed():
        db.close()


__all__ = ["ANSWERS", "SECRET", "Office", "Welfare"]
