"""Two communities: one with secrets, and the people of the other who try to get at them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from admin.accounts import hash_password
from engine import (
    Account,
    Case,
    Person,
    Task,
    add_community,
    add_signers,
    ask_route,
    claim_task,
    complete_task,
    connect,
    copy_case,
    db,
    delegate_task,
    forget_holders,
    forget_tree,
    give_role,
    migrate,
    name_deputy,
    now,
    publish_files,
    routes,
    save_draft,
    start_case,
    store_file,
    urge_task,
    viewer_of,
)
from engine.database import disconnect
from tests.scope.secrets import PLACE, WORD, Secrets

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 60
OWN = "CM-07"

# username → name, role, where: `owner` and its neighbours hold the secrets, the others want them
INSIDE = {
    "owner": (f"{WORD}people", "grp_community_committee", PLACE),
    "beside": (f"{WORD}people二", "grp_community_committee", PLACE),
    "over": (f"{WORD}people三", "grp_community_party", PLACE),
}
OUTSIDE = {
    "clerk": ("王秀兰", "grp_community_committee", OWN),
    "rep": ("居民代表", "grp_resident_rep", OWN),
    "com": ("社区插件管理员", "grp_community_admin", OWN),
    "sys": ("系统管理员", "grp_sysadmin", "SD-GC"),
    "sec": ("安全管理员", "grp_secadmin", "SD-GC"),
    "aud": ("审计管理员", "grp_auditadmin", "SD-GC"),
}
# what the console tells an administrator of everybody: names and numbers, and no word of a case
ADMINISTRATION = ("people", "case numbers", "own_limits", "calendar_edits", "suspensions")
RUNNING = ("calendar_days", "incidents", "jobs", "batches", "plugin_switches", "setting_values")
KNOWN_TO = {
    "sys": (*ADMINISTRATION, *RUNNING),
    "sec": ADMINISTRATION,
    "aud": (
        *ADMINISTRATION,
        "legal_holds",
        "disposals",
        "readings",
        "exports",
    ),  # it watches over both
}
LEADER = ("指挥长", "grp_cmd_chief", "SD-GC")


def fill_town(url: str) -> None:
    """Make the town in an empty database."""
    database = connect(url)
    with database.connection_context():
        forget_tree()
        forget_holders()
        list(migrate())
        publish_files()
        root = add_community("SD-GC", "古城街道", "SD", name_en="Gucheng subdistrict")
        places = {
            "SD-GC": root,
            OWN: add_community(OWN, "七社区", "CM", root, name_en="Community 7"),
            PLACE: add_community(PLACE, "八社区", "CM", root, name_en="Community 8"),
        }
        password = hash_password("kmnp-4739-xyzt")
        for username, (name, role, place) in [*INSIDE.items(), ("chief", LEADER), *OUTSIDE.items()]:
            person = Person.create(name=name)
            Account.create(person=person, username=username, password=password)
            give_role(person, role, places[place])
        case = _secret_case(places[PLACE])
        Secrets(case, who("owner").person).fill()
        _own_case(places[OWN])
    disconnect()


def who(username: str) -> Any:
    return viewer_of(Account.get(Account.username == username).person)


def _secret_case(place: Any) -> Case:
    """A case on which every deed has been done, each leaving its words."""
    owner, beside, over = (who(name) for name in INSIDE)
    case = start_case(
        "issue_loop", place, owner, answers={"title": f"{WORD}cases", "category": "C02"}
    )
    sent = store_file(owner, f"{WORD}files.png", PNG)
    complete_task(_task(case).id, owner, {"contacted_at": now() - timedelta(hours=1)})
    name_deputy(
        owner.person, beside.person, now(), now() + timedelta(days=3), by=owner.person,
        reason=f"{WORD}deputies",
    )  # fmt: skip
    task = _task(case)
    if task.claimed_by_id is None:
        claim_task(task.id, owner)
    save_draft(task.id, owner, {"route_reason": f"{WORD}tasks", "photos": [sent]})
    copy_case(case.id, [beside.person], owner, f"{WORD}copies")
    urge_task(task.id, over, f"{WORD}events")
    ask_route(task.id, routes(task.id, owner)[0][0], owner, f"{WORD}route_requests")
    add_signers(task.id, [beside.person], owner, "before", f"{WORD}signings")
    second = start_case(
        "issue_loop", place, owner, answers={"title": f"{WORD}cases二", "category": "C02"}
    )
    delegate_task(_task(second).id, beside.person, owner, f"{WORD}delegations")
    return case


def _own_case(place: Any) -> None:
    clerk = who("clerk")
    case = start_case("issue_loop", place, clerk, answers={"title": "楼道灯", "category": "C02"})
    add_signers(_task(case).id, [who("rep").person], clerk, "before", "把关")
    start_case("issue_loop", place, clerk, answers={"title": "下水道", "category": "C02"})


def _task(case: Any) -> Any:
    return Task.get(Task.case == case, Task.status == "open", Task.mode != "sign")


__all__ = ["INSIDE", "KNOWN_TO", "OUTSIDE", "OWN", "db", "fill_town", "who"]
