"""The questions the engine asks plugins. A plugin answers the ones it cares about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from engine.bring import About, Indicator, Role, Rule, Setting
    from engine.clock_rules import ClockRules
    from engine.errors import Problem
    from engine.forms import Form
    from engine.ledgers import Ledger
    from engine.models import Case, Community, Person, Task
    from engine.records import Record
    from engine.text import Text

hookspec = pluggy.HookspecMarker("gucheng")
hookimpl = pluggy.HookimplMarker("gucheng")

# -- what a plugin brings; asked once for each set of plugins -----------------------------


@hookspec
def about() -> About:  # type: ignore[empty-body]
    """Say what this plugin is for: its title and the law or rule it rests on."""


@hookspec
def forms() -> list[Form]:  # type: ignore[empty-body]
    """Return the forms that user tasks and start events may name."""


@hookspec
def rules() -> list[Rule]:  # type: ignore[empty-body]
    """Return the decisions that business rule tasks may name."""


@hookspec
def actions() -> dict[str, Callable[..., Any]]:  # type: ignore[empty-body]
    """Return the functions that service tasks may call, by the name a diagram uses."""


@hookspec
def roles() -> list[Role]:  # type: ignore[empty-body]
    """Return the roles that lanes may name."""


@hookspec
def records() -> list[type[Record]]:  # type: ignore[empty-body]
    """Return the tables of the plugin's own."""


@hookspec
def ledgers() -> list[Ledger]:  # type: ignore[empty-body]
    """Return the lists of its records that staff read: views, never kept by hand."""


@hookspec
def settings() -> list[Setting]:  # type: ignore[empty-body]
    """Return the values that communities may set."""


@hookspec
def indicators() -> list[Indicator]:  # type: ignore[empty-body]
    """Return the figures computed from cases."""


@hookspec
def demo() -> Path:  # type: ignore[empty-body]
    """Return the folder of this plugin's demo data, where it is not `demo/` beside it."""


# -- what holds for one case -----------------------------------------------------------------


@hookspec(firstresult=True)
def clock_rules(settings: Mapping[str, Any], level: str) -> ClockRules | None:
    """Return by which rules the time of a case with these settings and this grade is kept."""


# -- what a plugin has a say in; asked before a change, inside its transaction -------------


@hookspec
def refuse_start(community: Community, procedure: str, person: Person) -> Text | None:
    """Return why this person may not open such a case here, or None."""


@hookspec
def refuse(task: Task, person: Person) -> Text | None:
    """Return why this person may not complete this task, or None."""


@hookspec
def prefill(task: Task, data: Mapping[str, Any]) -> dict[str, Any]:  # type: ignore[empty-body]
    """Return answers that are already known when the task's form opens."""


@hookspec
def check(task: Task, data: Mapping[str, Any]) -> list[Problem]:  # type: ignore[empty-body]
    """Return what is wrong with answers that already passed their form."""


@hookspec(firstresult=True)
def take_sealed(
    task: Task, person: Person, answers: Mapping[str, Any], data: Mapping[str, Any]
) -> Text | None:
    """Take the answers to sealed fields, which the engine keeps nowhere; return what the person
    alone is told, once."""


@hookspec
def alike(case: Case) -> Sequence[tuple[int, Sequence[Text]]]:  # type: ignore[empty-body]
    """Return cases (by id) that may say the same as this one, with what speaks for it."""


# -- what a plugin may listen to; told after the change is stored --------------------------


@hookspec
def task_ready(task: Task) -> None:
    """A task has appeared in somebody's inbox."""


@hookspec
def task_completed(task: Task, person: Person) -> None:
    """A person has completed a task."""


@hookspec
def case_ended(case: Case) -> None:
    """A case has reached its end or was cancelled."""
