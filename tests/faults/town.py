"""Where the drill takes place: one community, four people who can sign in, the drill's diagrams."""

from __future__ import annotations

from datetime import datetime

from admin.accounts import hash_password
from engine import (
    Account,
    Community,
    Person,
    add_community,
    add_plugins,
    connect,
    db,
    give_role,
    migrate,
    publish_files,
    start_case,
    transaction,
    viewer_of,
)
from tests.faults.processes import PLUGINS

PASSWORD = "drill-4739-xyzt"
PEOPLE = ("jia", "yi", "bing", "ding")
PLACE = "CM-07"
AT_ONCE = 100  # cases begun in one transaction


def found(url: str) -> None:
    """Fill a fresh database."""
    add_plugins(PLUGINS)
    connect(url)
    db.connect(reuse_if_open=True)
    migrate()
    refused = publish_files().refused
    if refused:
        raise ValueError(refused)
    place = add_community(PLACE, "七社区", "CM", add_community("SD-GC", "古城街道", "SD"))
    for name in PEOPLE:
        person = Person.create(name=name)
        Account.create(person=person, username=name, password=hash_password(PASSWORD))
        give_role(person, "grp_drill", place)


def set_timers(count: int, moment: datetime) -> None:
    """Start cases that all wait for the same instant."""
    place = Community.get(Community.code == PLACE)
    who = viewer_of(Person.get(Person.name == PEOPLE[0]))
    for first in range(0, count, AT_ONCE):
        with transaction():
            for _ in range(min(AT_ONCE, count - first)):
                start_case("drill_timer", place, who, {"rings_at": moment})
