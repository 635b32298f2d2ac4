"""Two communities whose committees work real procedures, and people at their desks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin.accounts import hash_password
from admin.app import create_app
from engine import (
    Account,
    Person,
    Viewer,
    add_community,
    connect,
    db,
    forget_holders,
    forget_tree,
    give_role,
    migrate,
    publish_files,
    set_value,
    viewer_of,
)
from engine.database import disconnect

PASSWORD = "kmnp-4739-xyzt"
HASHED = hash_password(PASSWORD)

PEOPLE = {
    "wang": ("王秀兰", "Wang Xiulan", "grp_community_committee", "CM-07"),
    "li": ("李建军", "", "grp_community_committee", "CM-07"),
    "liu": ("刘书记", "", "grp_community_party", "CM-07"),
    "zhou": ("周敏", "", "grp_community_committee", "CM-08"),
    "sys": ("系统管理员", "", "grp_sysadmin", "SD-GC"),
    "ma": ("马指挥", "Ma Zhihui", "grp_cmd_chief", "SD-GC"),
}

PROBLEM = {
    "title": "三号楼楼道灯不亮",
    "category": "C02",
    "description": "三单元的灯坏了一个星期。",
    "location": "古城南路3号楼三单元501",
    "complainant": "张桂芬",
    "contact": "13812345678",
}
TAG = re.compile(r"<[^>]+>")


def fill_desks(url: str) -> None:
    database = connect(url)
    with database.connection_context():
        forget_tree()
        list(migrate())
        publish_files()
        root = add_community("SD-GC", "古城街道", "SD", name_en="Gucheng subdistrict")
        places = {
            "SD-GC": root,
            "CM-07": add_community("CM-07", "七社区", "CM", root, name_en="Community 7"),
            "CM-08": add_community("CM-08", "八社区", "CM", root, name_en="Community 8"),
        }
        for username, (name, english, role, place) in PEOPLE.items():
            person = Person.create(name=name, name_en=english)
            Account.create(person=person, username=username, password=HASHED)
            give_role(person, role, places[place])
        set_value(root, "core.second_factor", False)  # tests look years ahead
    disconnect()


class Desk:
    """A browser at which somebody has signed in."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str, **options: Any) -> TestResponse:
        return self.client.get(address, **options)

    def read(self, address: str) -> str:
        """Return the words of a page."""
        answer = self.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return words(answer.text)

    def post(self, address: str, **data: Any) -> TestResponse:
        """Send a form with the token that every page carries."""
        return self.client.post(
            address,
            data={"csrf_token": self.token(), **data},
            content_type="multipart/form-data",
        )

    def token(self) -> str:
        page = self.get("/sign-in", follow_redirects=True).text
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found
        return found[1]


def words(html: str) -> str:
    return " ".join(TAG.sub(" ", html).split())


@dataclass
class Office:
    """The application, and desks in it."""

    app: Flask

    def browser(self, language: str = "zh-CN") -> Desk:
        """Return a browser at which nobody has signed in."""
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return Desk(client)

    def desk(self, username: str, language: str = "zh-CN", password: str = PASSWORD) -> Desk:
        """Return a desk at which a person has signed in."""
        desk = self.browser(language)
        answer = desk.post("/sign-in", username=username, password=password)
        assert answer.status_code == 302, words(answer.text)
        return desk

    def problem(self, desk: Desk, **changed: Any) -> str:
        """Raise a problem and return the address of its first task."""
        answer = desk.post("/start/issue_loop", community="CM-07", **{**PROBLEM, **changed})
        assert answer.status_code == 302, words(answer.text)
        return answer.location

    def who(self, username: str) -> Viewer:
        account = Account.get(Account.username == username)
        return viewer_of(account.person)


@pytest.fixture
def office(fresh: Callable[..., str]) -> Iterator[Office]:
    url = fresh(fill_desks)
    made = create_app(url, secret_key="k" * 32, testing=True)
    made.config["PROPAGATE_EXCEPTIONS"] = True
    forget_tree()
    forget_holders()
    yield Office(made)
    if not db.is_closed():
        db.close()


@pytest.fixture
def wang(office: Office) -> Desk:
    return office.desk("wang")
