"""How the row of a new case is made: its number, its version, what holds for it from now on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.clock import LOCAL, now
from engine.database import send
from engine.errors import Refused
from engine.members import add_member
from engine.models import Case, Community, Person, Procedure
from engine.settings import settings_of
from engine.statements import insert_models
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
    number = take_number(procedure.plugin, community)
    settings = settings_of(community, procedure.key)  # asked in the number's journey
    case = Case(
        number=number(),
        title=procedure.name,
        procedure=procedure,
        version=version,
        community=community,
        parent=parent,
        call=call,
        starter=starter,
        terms=share_terms(plugins, settings),
        started_at=now(),
        changed_at=now(),
    )
    case.id = insert_models([case], "RETURNING id").rows[0][0]
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


def take_number(plugin: str, community: Community) -> Callable[[], str]:
    """Count on and return what tells the next case number when its journey is over:
    `plugin-yyyymm-organisation-00001` (DOMAIN F0.0)."""
    month = now().astimezone(LOCAL).strftime("%Y%m")
    name = f"{plugin}-{month}-{community.code}"
    counted = send(
        "INSERT INTO counters (name, value) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value",
        name,
    )
    return lambda: f"{name}-{counted.rows[0][0]:05d}"
