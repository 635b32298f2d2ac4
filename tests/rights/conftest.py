"""A case with personal data in every room, ended, and the officer who decides on requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from engine import (
    Case,
    Person,
    Task,
    Viewer,
    add_community,
    cancel_case,
    community_of,
    connect,
    copy_case,
    db,
    forget_holders,
    forget_tree,
    give_role,
    migrate,
    publish_files,
    save_draft,
    start_case,
    viewer_of,
)
from engine.database import disconnect

NAME, PHONE = "张桂芬", "13812345678"
PEOPLE = {
    "wang": ("王秀兰", "grp_community_committee", "CM-07"),
    "li": ("李建军", "grp_community_committee", "CM-07"),
    "dpo": ("负责人", "grp_dpo", "SD-GC"),
}


def fill_office(url: str) -> None:
    connect(url)
    db.connect()
    forget_tree()
    forget_holders()
    migrate()
    publish_files()
    root = add_community("SD-GC", "古城街道", "SD")
    places = {"SD-GC": root, "CM-07": add_community("CM-07", "七社区", "CM", root)}
    for name, role, place in PEOPLE.values():
        give_role(Person.create(name=name), role, places[place])
    disconnect()


@dataclass
class Office:
    """The office, its database open."""

    def who(self, key: str) -> Viewer:
        return viewer_of(Person.get(Person.name == PEOPLE[key][0]))

    def case(self, *, ended: bool = True) -> Case:
        """Return a case whose data, history, notices and record name a person."""
        wang = self.who("wang")
        answers: dict[str, Any] = {
            "title": f"{NAME}家楼道灯不亮",
            "category": "C02",
            "complainant": NAME,
            "contact": PHONE,
            "location": "古城南路3号楼三单元501",
        }
        case = start_case("issue_loop", community_of("CM-07"), wang, answers=answers)
        task = Task.get(Task.case == case, Task.status == "open")
        save_draft(task.id, wang, {"accept_note": f"{NAME}不在家"})
        copy_case(case.id, [self.who("li").person], wang, f"请联系{NAME}，{PHONE}")
        if ended:
            cancel_case(case.id, wang, f"{NAME}撤回了诉求")
        return Case.get_by_id(case.id)


@pytest.fixture
def office(fresh: Callable[..., str]) -> Office:
    connect(fresh(fill_office))
    db.connect(reuse_if_open=True)
    forget_tree()
    forget_holders()
    return Office()
