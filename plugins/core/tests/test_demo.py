"""The demo data keeps what the source states."""

import tomllib
from pathlib import Path

from engine import brought_by, everything
from engine.demo import demo_folders

DEMO = Path(__file__).parents[1] / "demo"
ROLES = brought_by(everything()).roles


def read(path: Path) -> list[dict]:
    (found,) = tomllib.loads(path.read_text("utf-8")).values()
    return found


def rows(name: str) -> list[dict]:
    return read(DEMO / name)


NODES = {row["code"]: row for row in rows("organisation.toml")}
PEOPLE = rows("people.toml")


def test_no_two_people_share_a_sign_in_or_a_name():
    assert len({person["username"] for person in PEOPLE}) == len(PEOPLE)
    assert len({person["name"] for person in PEOPLE}) == len(PEOPLE)


def test_everybody_holds_a_known_role_in_a_known_place():
    for person in PEOPLE:
        for role, place in person["roles"]:
            assert role in ROLES
            assert place in NODES


def test_every_parent_and_every_part_is_there_before_it_is_named():
    seen = set()
    for code, row in NODES.items():
        assert row.get("parent") is None or row["parent"] in seen
        assert set(row.get("communities", ())) <= set(NODES)
        seen.add(code)


def test_the_subdistrict_has_what_the_source_counts():
    levels = [row["level"] for row in NODES.values()]
    assert levels.count("CM") == 18
    assert sum(code.endswith("-T1") for code in NODES) == 18
    assert levels.count("SQ") == 3
    assert levels.count("BL") == 2


def test_every_role_is_held_and_every_community_has_three_people():
    files = [folder / "people.toml" for folder in demo_folders()]
    people = [one for file in files if file.exists() for one in read(file)]
    held = {role for person in people for role, _ in person["roles"]}
    assert held == set(ROLES)
    for number in range(1, 19):
        code = f"CM-{number:02d}"
        assert sum(any(place == code for _, place in one["roles"]) for one in PEOPLE) >= 3
