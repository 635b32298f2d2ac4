"""Whoever belongs to another community gets at nothing, by any route, of any table."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from peewee import IntegerField
from werkzeug.routing import Rule

from engine import Case, db
from engine.models import TABLES
from engine.models.table import Table
from tests.scope.secrets import OPEN_TABLES, PLACE, WORD, name_of, private_tables, tables
from tests.scope.town import KNOWN_TO, OUTSIDE
from tests.scope.walk import Walk


@pytest.mark.parametrize("username", OUTSIDE)
def test_no_route_shows_or_changes_anything_of_another_community(app: Flask, username: str) -> None:
    found = Walk(app, username, KNOWN_TO.get(username, ())).all()
    assert [leak for one in found for leak in one.leaks] == []
    assert sum(one.requests for one in found) > 300  # it went everywhere


def test_each_table_holds_a_secret_or_says_why_it_need_not() -> None:
    private = set(map(name_of, private_tables()))
    assert {name_of(table) for table in tables()} - private == set(OPEN_TABLES)


def test_who_belongs_there_sees_what_the_strangers_were_looking_for(app: Flask) -> None:
    walk = Walk(app, "owner")
    pages = ["/", "/inbox?tab=claimed", "/inbox?tab=started", "/cases/1", "/tasks/2", "/reminders"]
    shown = " ".join(walk.client.get(page).text for page in pages)
    assert set(re.findall(f"{WORD}([a-z_]+)", shown)) >= {
        "cases", "copies", "events", "people", "route_requests", "signings",
    }  # fmt: skip
    assert f"-{PLACE}-0" in shown


def test_a_page_that_forgets_the_scope_is_caught(app: Flask, one_more: Walk) -> None:
    def forgetful() -> str:
        return " ".join(case.title for case in Case.select())

    app.view_functions["forgetful"] = forgetful
    rule = Rule("/forgetful", endpoint="forgetful", methods=["GET"])
    app.url_map.add(rule)
    assert one_more.one(rule).leaks


def test_a_page_that_tells_that_there_is_something_is_caught(app: Flask, one_more: Walk) -> None:
    app.view_functions["tell_tale"] = lambda case_id: ("您不能看", 403)
    rule = Rule("/cases/<int:case_id>/tale", endpoint="tell_tale", methods=["GET"])
    app.url_map.add(rule)
    assert any("403, not 404" in leak for leak in one_more.one(rule).leaks)


@pytest.fixture
def one_more(app: Flask) -> Walk:
    walk = Walk(app, "clerk")
    assert walk.client
    return walk


def test_a_new_part_of_an_address_stops_the_walk_until_it_is_known(
    app: Flask, one_more: Walk
) -> None:
    rule = Rule("/x/<int:novelty>", endpoint="cases.show", methods=["GET"])
    app.url_map.add(rule)
    with pytest.raises(KeyError, match="novelty"):
        one_more.one(rule)


@pytest.fixture
def new_table(app: Flask) -> Iterator[type[Table]]:
    class Ledger(Table):
        weight = IntegerField()

    TABLES.append(Ledger)
    db.create_tables([Ledger])
    yield Ledger
    TABLES.remove(Ledger)


def test_a_new_table_is_asked_what_it_holds(new_table: type[Table]) -> None:
    with pytest.raises(AssertionError):
        test_each_table_holds_a_secret_or_says_why_it_need_not()


def test_what_is_hidden_answers_word_for_word_as_what_is_not_there(
    app: Flask, one_more: Walk
) -> None:
    for kind in ("cases", "tasks"):
        hidden, absent = (
            one_more.client.get(f"/{kind}/{number}").text.replace(f"/{number}", "")
            for number in (1, 999_999)
        )
        assert re.sub('nonce="[^"]+"', "", hidden) == re.sub('nonce="[^"]+"', "", absent)
