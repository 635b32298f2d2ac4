"""How the row of a new case is made: its number, its version, what holds for it from now on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.clock import LOCAL, now
from engine.errors import Refused
from engine.members import add_member
from engine.models import Case, Community, Person, Procedure
from engine.settings import settings_of
from engine.statements import ask, insert_models
from engine.terms import share_terms

MOST_DEEP = 20  # cases that called or woke one another, before somebody must have drawn a circle


def new_case(
    procedure: Procedure,
    version: int,
    community: Community,
    plugins: Iterable[str],
    *,
    starter: Person | None = None,
    parent: Case | None = None,
    call: int | None = None,
) -> Case:
    """Make the row of a case of one version, with the settings as its community has them now.

    `parent` is the case it came from, `call` the number of that one's step that waits for it.
    """
    require_shallow(parent)
    case = Case(
        number=next_number(procedure.plugin, community),
        title=procedure.name,
        procedure=procedure,
        version=version,
        community=community,
        parent=parent,
        call=call,
        starter=starter,
        terms=share_terms(plugins, settings_of(community, procedure.key)),
        started_at=now(),
        changed_at=now(),
    )
    case.id = insert_models([case], returning="id").rows[0][0]
    if starter is not None:
        add_member(case.id, starter.id, "starter")
    return case


def require_shallow(parent: Case | None) -> None:
    """Refuse to open case from case without end."""
    depth, here = 0, parent
    while here is not None:
        depth, here = depth + 1, here.parent if here.parent_id else None
        if depth > MOST_DEEP:
            raise Refused(
                "事项一个引出一个，已超过 {most} 层。",
                "Cases have led to one another more than {most} times.",
                most=MOST_DEEP,
            )


def next_number(plugin: str, community: Community) -> str:
    """Return the next case number, `plugin-yyyymm-organisation-00001` (DOMAIN F0.0)."""
    month = now().astimezone(LOCAL).strftime("%Y%m")
    name = f"{plugin}-{month}-{community.code}"
    found: list[Any] = ask(
        "INSERT INTO counters (name, value) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value",
        name,
    )
    return f"{name}-{found[0][0]:05d}"
