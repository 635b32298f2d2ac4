"""Cases that the clock opens: which procedure, where, when next.

Each timer start of a newest version has one job for each community of its level, with a key of its
own. What was missed while nothing ran is made up for once; then comes the next time in the future.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from engine.bpmn import Start
from engine.calendars import calendar_of
from engine.clock import now
from engine.communities import Node, plugins_of, tree
from engine.counting import FUNCTIONS, counting_names
from engine.jobs import HELD, add_job, handles
from engine.models import Community, Job, Procedure, ProcedureVersion
from engine.planning import KIND, PLANNING
from engine.plans import next_of
from engine.procedures import definition_of, is_suspended, latest_id
from engine.settings import settings_of
from engine.starting import open_case, start_run

log = logging.getLogger(__name__)


class Place(NamedTuple):
    """One timer start in one community."""

    procedure: str
    element: str
    community: int


@handles(PLANNING)
def plan(job: Job | None = None) -> None:
    """Make the waiting jobs match the timer starts that are published."""
    known = _waiting()
    for procedure in _timed_procedures():
        for start in _timed(procedure):
            for node in _places(start):
                here = Place(procedure.key, start.element, node.id)
                _match(here, _next(procedure, start, node), known.pop(here, []))
    for jobs in known.values():
        _forget(jobs)


def plan_one(key: str, community: Community) -> None:
    """Schedule the timer starts of one procedure in one community: for scenarios."""
    procedure = Procedure.get(Procedure.key == key)
    node = tree().by_id[community.id]
    for start in _timed(procedure):
        _match(Place(key, start.element, node.id), _next(procedure, start, node), [])


def _timed_procedures() -> Iterator[Procedure]:
    timed = ProcedureVersion.select(ProcedureVersion.procedure).where(ProcedureVersion.timed)
    yield from Procedure.select().where(Procedure.active, Procedure.id.in_(timed))


def _timed(procedure: Procedure) -> Iterator[Start]:
    version = latest_id(procedure)
    for start in definition_of(version).starts if version else ():
        if start.kind == "timer":
            yield start


def _places(start: Start) -> Iterator[Node]:
    """Yield the communities in each of which a timer start opens a case of its own."""
    yield from (node for node in tree().by_id.values() if node.level == start.level)


def _next(procedure: Procedure, start: Start, node: Node) -> datetime | None:
    """Return when a timer start rings next in a community; what gives no time is logged."""
    try:
        value = start.time_value(_names(procedure, node))
        return next_of(value, now(), calendar_of(node.id))
    except ValueError as error:
        log.error("%s %s in %s gives no time: %s", procedure.key, start.element, node.code, error)
        return None


def _names(procedure: Procedure, node: Node) -> Mapping[str, Any]:
    """Return what the expression of a timer start may read: settings here, working days."""
    nested: dict[str, Any] = {}
    for key, value in settings_of(Community.get_by_id(node.id), procedure.key).items():
        plugin, _, name = key.partition(".")
        nested.setdefault(plugin, {})[name] = value
    functions = counting_names(calendar_of(node.id))
    own = nested.get(procedure.plugin, {})
    return {"setting": {**nested, **own}, **{name: functions[name] for name in FUNCTIONS}}


def _match(here: Place, at: datetime | None, jobs: list[Job]) -> None:
    """Let exactly one job wait for the next time; one whose time has come already stays."""
    kept = next((job for job in jobs if job.run_at <= now()), None)
    kept = kept or next((job for job in jobs if job.run_at == at), None)
    _forget([job for job in jobs if job is not kept])
    if kept is None and at is not None:
        _wait(here, at)


def _wait(here: Place, at: datetime) -> None:
    key = f"{KIND}:{here.procedure}:{here.element}:{here.community}:{at.astimezone(UTC):%Y%m%d%H%M}"
    add_job(KIND, here._asdict(), run_at=at, key=key)


def _waiting() -> dict[Place, list[Job]]:
    found: dict[Place, list[Job]] = {}
    for job in Job.select().where(Job.kind == KIND, Job.status.in_(["ready", "held"])):
        found.setdefault(Place(**job.payload), []).append(job)
    return found


def _forget(jobs: list[Job]) -> None:
    if jobs:
        Job.delete().where(Job.id.in_([job.id for job in jobs]), Job.status != "running").execute()


@handles(KIND)
def begin(job: Job) -> object:
    """Open a case whose time has come, where its plugin is on, and wait for the next time."""
    here = Place(**job.payload)
    procedure = Procedure.get_or_none(Procedure.key == here.procedure, Procedure.active)
    starts = list(_timed(procedure)) if procedure else []
    start = next((one for one in starts if one.element == here.element), None)
    if procedure is None or start is None:
        return None
    if is_suspended(procedure):
        return HELD
    community = Community.get_by_id(here.community)
    _match(here, _next(procedure, start, tree().by_id[community.id]), [])
    plugins = plugins_of(community)
    if procedure.plugin not in plugins:
        return None
    change = open_case(procedure, community, plugins)
    change.record("started_by_clock", element=start.element)
    start_run(change, {}, at=start.element)
    change.store()
    return None
