"""Which people and units a form of this system lets choose from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine import Case, Person, brought_by, everything, holders_of, tree

Options = list[dict[str, str]]


@cache
def _units() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads(
        (Path(__file__).parent / "units.toml").read_text("utf-8")
    )
    return found


def list_people(case: Case) -> dict[str, Any]:
    """Return the units that may lead a task, their heads, and the leaders of the subdistrict."""
    whole = subdistrict_of(case)
    return {
        "units": units(whole),
        "people": people_with(["grp_leader", *_units()["heads"]], whole),
        "leaders": people_with(["grp_leader"], whole),
    }


def subdistrict_of(case: Case) -> int:
    """Return the id of the subdistrict around a case."""
    return tree().above(case.community_id)[-1].id


def units(community: int) -> Options:
    """Return offices by their role and the organisations inside a community, as options."""
    known, here = brought_by(everything()).roles, tree()
    offices = [
        {"value": role, "label": known[role].title.say("zh")}
        for role in _units()["heads"]
        if role in known and role != "grp_community_party"
    ]
    places = [
        {"value": node.code, "label": node.name}
        for node in here.by_id.values()
        if node.level in _units()["levels"] and node.id in here.below(community)
    ]
    return offices + places


def unit_name(value: str | None) -> str:
    """Return what a unit is called: an office by its role, an organisation by its code."""
    known, here = brought_by(everything()).roles, tree()
    if value and value in known:
        return known[value].title.say("zh")
    return here.by_code[value].name if value in here.by_code else str(value or "")


def people_with(roles: Iterable[str], community: int) -> Options:
    """Return who holds one of these roles inside a community, each once, with the first of them."""
    known = brought_by(everything()).roles
    found: dict[int, dict[str, str]] = {}
    for role in roles:
        for person in holders_of(role, community):
            title = known[role].title.say("zh") if role in known else role
            found.setdefault(
                person.id, {"value": str(person.id), "label": f"{person.name}（{title}）"}
            )
    return list(found.values())


def person_of(value: Mapping[str, Any] | str | None) -> Person | None:
    """Return the person that case data name, by id."""
    number = value.get("id") if isinstance(value, Mapping) else value
    written = str(number or "")
    return Person.get_or_none(Person.id == int(written)) if written.isdigit() else None


def name_of(value: Mapping[str, Any] | None) -> str:
    """Return a person's own name: what is chosen from a list carries its role in brackets."""
    return str((value or {}).get("name") or "").partition("（")[0]
