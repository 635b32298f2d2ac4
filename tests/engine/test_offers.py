"""Where a task is offered when some of its roles are not held nearby."""

from __future__ import annotations

from engine import Case, Task, start_case
from engine.change import Change
from engine.procedures import definition_of
from tests.engine.conftest import Town


def offered(town: Town, place: str, *roles: str) -> list[tuple[str, str]]:
    """Return (role, code of the place) for a task of a case in a place."""
    case: Case = start_case("repair", town.place("CM-08"), town.who("王五"))
    task = Task(case=case, roles=list(roles), scope=town.place(place).id, due_at=None)
    codes = {town.place(code).id: code for code in ("SD-GC", "CM-07", "CM-08")}
    change = Change(case, definition_of(case.version_id))
    return [(role, codes[community]) for _, role, community, _ in change.offers(task)]


def test_a_role_that_nobody_holds_here_takes_no_other_community_in(town: Town) -> None:
    both = offered(town, "CM-08", "grp_tenant", "grp_inspector")
    assert both == [("grp_inspector", "CM-08")]


def test_a_task_goes_up_only_when_none_of_its_roles_is_held_here(town: Town) -> None:
    assert offered(town, "CM-08", "grp_tenant") == [("grp_tenant", "SD-GC")]
    assert offered(town, "CM-08", "grp_chief") == [("grp_chief", "SD-GC")]
