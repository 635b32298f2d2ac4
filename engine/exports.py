"""Who takes which list out of the product, with whose leave, and the log of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from engine.clock import LOCAL, now
from engine.clock_rules import leads_of
from engine.communities import tree
from engine.database import locked, transaction
from engine.errors import NotFound, Refused
from engine.inbox import Page
from engine.models import Export, Person
from engine.people import Viewer, cleared, holders_of, viewer_of
from engine.readings import may_audit
from engine.registry import brought_by, everything
from engine.text import Text

PAGE = 50
SHORTEST_PURPOSE = 4  # characters
WAITS = timedelta(days=3)  # an approved file can be taken until then, once
USUAL = "日常工作"  # the purpose of a masked list for which none was given
ALL = "*"
CLEAR = {"C2": frozenset[str](), "C3": frozenset({"C3"}), "C4": frozenset({"C3", "C4"})}


def note_export(
    by: Person,
    what: str,
    title: Text,
    rows: int,
    *,
    purpose: str = "",
    wanted: Mapping[str, Any] | None = None,
) -> Export:
    """Note that somebody took a masked list along."""
    noted: Export = Export.create(
        person=by,
        what=what,
        title=_both(title),
        wanted=dict(wanted or {}),
        purpose=purpose.strip() or USUAL,
        data_class="C2",
        taken_at=now(),
        rows=rows,
    )
    return noted


def _both(title: Text) -> dict[str, str]:
    return {"zh": title.say("zh"), "en": title.say("en")}


def ask_export(
    by: Viewer, what: str, title: Text, wanted: Mapping[str, Any], data_class: str, purpose: str
) -> Export:
    """Ask for a list with personal values clear; it waits for leave.

    Raises Refused without a purpose, for another class than C3 and C4, and where nobody else may
    allow it.
    """
    why = purpose.strip()
    if len(why) < SHORTEST_PURPOSE:
        raise Refused("请写明用途。", "Please say what the list is for.")
    if data_class not in ("C3", "C4"):
        raise NotFound
    asked: Export = Export(
        person=by.person,
        place=_place_of(by, wanted),
        what=what,
        title=_both(title),
        wanted=dict(wanted),
        purpose=why,
        data_class=data_class,
    )
    if not _someone_decides(asked, by):
        raise Refused(
            "没有可以审批的人：请先配置负责人岗位。",
            "There is nobody to allow it: the role in charge is not held.",
        )
    asked.save()
    return asked


def _place_of(by: Viewer, wanted: Mapping[str, Any]) -> int:
    """Return the community that a list is about: the one filtered by, else the asker's own."""
    node = tree().by_code.get(str(wanted.get("community") or ""))
    if node is not None:
        return node.id
    held = [place for places in by.roles.values() for place in places]
    return max(held or tree().by_id, key=lambda place: len(tree().above(place)))


def _someone_decides(asked: Export, by: Viewer) -> bool:
    roles = deciders(asked.data_class, by.roles)
    places = [node.id for node in tree().above(asked.place_id)]
    return any(
        person.id != by.person.id
        for role in roles
        for place in places
        for person in holders_of(role, place)
    )


def deciders(data_class: str, roles: Iterable[str]) -> list[str]:
    """Return the roles whose holders allow an export: for C3 the heads of the asker's roles, for C4
    who clears everything (DOMAIN §1.1)."""
    known = brought_by(everything()).roles
    if data_class == "C4":
        return [key for key, role in known.items() if ALL in role.clears]
    heads = [role.key for role in leads_of(roles, everything())]
    return heads or [key for key in roles if key in known and not known[key].lead]


def may_decide(by: Viewer, asked: Export) -> bool:
    """May this person allow an export? Never one's own."""
    if asked.person_id == by.person.id:
        return False
    if asked.data_class == "C4":
        return asked.place_id in cleared(by, ALL) and _clears_all(by)
    roles = deciders("C3", viewer_of(asked.person).roles)
    above = {node.id for node in tree().above(asked.place_id)}
    return any(not above.isdisjoint(by.roles.get(role, ())) for role in roles)


def _clears_all(by: Viewer) -> bool:
    return any(role in by.roles for role in deciders("C4", ()))


def waiting_exports(by: Viewer) -> list[Export]:
    """Return the exports that wait for this person's leave, oldest first."""
    waiting = _people().where(Export.agreed.is_null(), Export.taken_at.is_null())
    return [row for row in waiting.order_by(Export.id) if may_decide(by, row)]


def own_exports(by: Viewer) -> list[Export]:
    """Return the exports with personal data that a person asked for lately, the last first."""
    mine = _people().where(Export.person == by.person, Export.data_class != "C2")
    return list(mine.order_by(Export.id.desc()).limit(PAGE))


def export_log(by: Viewer, page: int = 1) -> Page:
    """Return all exports, the last first, to who watches over them; NotFound for others."""
    if not may_audit(by):
        raise NotFound
    number = max(1, page)
    rows = list(_people().order_by(Export.id.desc()).limit(PAGE + 1).offset((number - 1) * PAGE))
    return Page(rows[:PAGE], number, len(rows) > PAGE)


def _people() -> Any:
    return Export.select(Export, Person).join(Person, on=Export.person)


def decide_export(number: int, by: Viewer, *, agrees: bool, opinion: str) -> Export:
    """Allow an export or refuse it, with reasons when it is refused."""
    said = opinion.strip()
    with transaction():
        asked = _locked(number)
        if not may_decide(by, asked):
            raise NotFound
        if asked.agreed is not None:
            raise Refused("这项导出已经审批过。", "This export has been decided already.")
        if not agrees and not said:
            raise Refused("请写明不同意的理由。", "Please say why you refuse.")
        asked.agreed, asked.opinion = agrees, said
        asked.decided_by, asked.decided_at = by.person, now()
        asked.until = now() + WAITS if agrees else None
        asked.save()
    return asked


def take_export(number: int, by: Viewer) -> Export:
    """Take an allowed export along: once, before its time is over; the rows are counted later."""
    with transaction():
        asked = _locked(number)
        if asked.person_id != by.person.id:
            raise NotFound
        if not asked.agreed:
            raise Refused("这项导出没有获得批准。", "This export has not been allowed.")
        if asked.taken_at is not None:
            raise Refused("这份文件已经下载过一次。", "This file has been taken already, once.")
        if asked.until is None or asked.until < now():
            raise Refused("批准已过期，请重新申请。", "The leave has run out; ask anew.")
        asked.taken_at = now()
        asked.save()
    return asked


def count_export(asked: Export, rows: int) -> None:
    """Note how many rows stood in an export that was taken."""
    Export.update(rows=rows).where(Export.id == asked.id).execute()


def _locked(number: int) -> Export:
    found: Export | None = locked(Export.select().where(Export.id == number)).first()
    if found is None:
        raise NotFound
    return found


def watermark(by: Person, purpose: str) -> Text:
    """Return what stands in every list that leaves the product: who, when and for which purpose."""
    return Text(
        "导出人：{who}；时间：{when}；用途：{purpose}。仅限本用途，不得转给他人。",
        "Taken by {who}, {when}, for: {purpose}. For this purpose only; not to be passed on.",
        who=Text(by.name, by.name_en or by.name),
        when=f"{now().astimezone(LOCAL):%Y-%m-%d %H:%M}",
        purpose=purpose.strip() or USUAL,
    )
