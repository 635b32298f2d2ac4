"""The demo subdistrict: organisation, people and a handful of cases, from plugins' files."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.calendar import WorkCalendar
from engine.clock import LOCAL
from engine.communities import add_community, community_of, forget_tree, tree
from engine.database import connect, db, on_postgresql, transaction
from engine.demo_records import load_records
from engine.models import Account, Community, CommunityLink, Holding, Person
from engine.people import forget_holders
from engine.registry import brought_by, everything, hooks_for, plugin_about, plugin_folder
from engine.settings import set_value
from engine.text import Text

REFORM = datetime(2018, 11, 1, tzinfo=LOCAL)  # the source's own day: everybody holds since then

Step = Callable[[str, int, int], None]  # what is being loaded, how much of it, of how much


def demo_folders() -> list[Path]:
    """Return the folders of demo data of all plugins: `demo/` beside each, or where it says."""
    found: list[Path] = []
    for name in plugin_about():
        said = [Path(folder) for folder in hooks_for([name]).demo()]
        found += said or [plugin_folder(name) / "demo"]
    return [folder for folder in found if folder.is_dir()]


def load_organisation(progress: Step = lambda what, done, total: None) -> None:
    """Put the demo organisation and its people into an empty database, without sign-ins."""
    nodes = [row for folder in demo_folders() for row in _rows(folder / "organisation.toml")]
    people = [row for folder in demo_folders() for row in _rows(folder / "people.toml")]
    with transaction():
        for number, row in enumerate(nodes, 1):
            _add_node(row)
            progress("organisation", number, len(nodes))
        _link_shared(nodes)
        _set_values()
        for number, row in enumerate(people, 1):
            _add_person(row)
            progress("people", number, len(people))
    forget_tree()
    forget_holders()


def _rows(path: Path) -> list[Mapping[str, Any]]:
    """Read the one list of tables in a TOML file."""
    if not path.exists():
        return []
    lists = [
        value
        for value in tomllib.loads(path.read_text("utf-8")).values()
        if isinstance(value, list)
    ]
    return lists[0] if lists else []


def _add_node(row: Mapping[str, Any]) -> None:
    parent = community_of(row["parent"]) if row.get("parent") else None
    add_community(
        row["code"],
        row["zh"],
        row["level"],
        parent,
        name_en=row.get("en", ""),
        legacy_label=row.get("legacy_label", ""),
    )


def _link_shared(nodes: list[Mapping[str, Any]]) -> None:
    """Blocks and clusters belong to several communities."""
    links = [
        {"shared": community_of(row["code"]).id, "community": community_of(code).id}
        for row in nodes
        for code in row.get("communities", ())
    ]
    if links:
        CommunityLink.insert_many(links).execute()


def _set_values() -> None:
    """Give settings the values that the demo wants otherwise than a house in use."""
    forget_tree()
    for folder in demo_folders():
        for row in _rows(folder / "settings.toml"):
            set_value(community_of(row["community"]), row["key"], row["value"])


def _add_person(row: Mapping[str, Any]) -> None:
    person = Person.create(name=row["name"], name_en=row.get("en", ""), phone=row.get("phone", ""))
    for role, code in row.get("roles", ()):
        place = community_of(code)
        Holding.create(person=person, role=role, community=place, since=REFORM)
    if row.get("username"):
        Account.create(person=person, username=row["username"], password=None)


def load_demo(password_hash: str, progress: Step) -> None:
    """Load the demo where there is none: organisation, people with sign-ins, records, cases."""
    if Community.select().exists():
        return
    load_organisation(progress)
    Account.update(password=password_hash).where(Account.password.is_null()).execute()
    load_records(demo_folders(), progress)
    for number, total in play_demo_cases():
        progress("cases", number, total)


def play_demo_cases(
    calendars: Mapping[str, WorkCalendar] | None = None,
) -> Iterator[tuple[int, int]]:
    """Play the demo's cases and keep them; yield how many of how many are there."""
    from engine.scenarios import play, read_scenarios

    found = [
        scenario
        for folder in demo_folders()
        for path in sorted(folder.glob("*.scenario"))
        for scenario in read_scenarios(path)
    ]
    for number, scenario in enumerate(found, 1):
        play(scenario, dict(calendars or {}), keep=True)
        yield number, len(found)


def demo_people(*, cast: bool = False) -> list[tuple[str, str, Text]]:
    """Return (user name, name, roles in words) of who can sign in, the cast of the demo first.

    `cast` returns only those: people whose desks have work on them, one of each kind.
    """
    rows = [row for folder in demo_folders() for row in _rows(folder / "people.toml")]
    rows = [row for row in rows if row.get("username") and (not cast or "cast" in row)]
    rows.sort(key=lambda row: row.get("cast", len(rows)))
    return [(row["username"], row["name"], _roles_of(row)) for row in rows]


def _roles_of(row: Mapping[str, Any]) -> Text:
    """Return a person's roles and places in words."""
    known, here = brought_by(everything()).roles, tree().by_code
    held = [(known[role].title, here[code]) for role, code in row["roles"] if code in here]
    return Text(
        "、".join(f"{title.say('zh')}（{node.name}）" for title, node in held),
        "; ".join(f"{title.say('en')} ({node.title('en')})" for title, node in held),
    )


def erase_everything(url: str) -> None:
    """Forget all that a database holds: for `gucheng demo --fresh`."""
    connect(url)
    if not on_postgresql():
        path = Path(db.obj.database)
        for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            name.unlink(missing_ok=True)
        return
    with db.connection_context(), transaction():
        for table in db.get_tables():
            db.execute_sql(f'DROP TABLE IF EXISTS "{table}" CASCADE')
