"""Who hears a signal: the cases that wait for it on the thrower's branch of the tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.communities import plugins_of, tree
from engine.jobs import add_job
from engine.models import Case, Procedure, Wait
from engine.procedures import definition_of, latest_id


def broadcast(thrower: Case, names: list[str]) -> None:
    """Have each signal heard by every other case that waits for it now, and start what it starts.

    It is heard in the thrower's community, in all inside it and all around it, never in one
    beside it. One job for each hearer, written in the thrower's transaction: each hears it once.
    """
    for name in names:
        for case, wait, element in _hearers(thrower, name):
            add_job(
                "signal",
                {"wait": wait, "element": element, "signal": name, "from": thrower.number},
                case=case,
            )
        for key, element in _started(thrower, name):
            add_job(
                "signal_start",
                {"procedure": key, "element": element, "signal": name, "from": thrower.id},
            )


def branch(community: int) -> set[int]:
    """Return the ids of a community, of all inside it and of all around it."""
    here = tree()
    return here.below(community) | {node.id for node in here.above(community)}


def _hearers(thrower: Case, name: str) -> list[tuple[int, int, str]]:
    query = (
        Wait.select(Wait.case, Wait.wait, Wait.element)
        .join(Case)
        .where(
            Wait.message == name,
            Wait.kind == "signal",
            Wait.case != thrower,
            Case.status == "open",
            Case.community.in_(sorted(branch(thrower.community_id))),
        )
        .order_by(Wait.id)
    )
    rows: Any = query.tuples()
    return list(rows)


def _started(thrower: Case, name: str) -> Iterator[tuple[str, str]]:
    """Yield the procedures that a signal starts where it is thrown, with their start events."""
    plugins = plugins_of(thrower.community)
    for procedure in Procedure.select().where(Procedure.active, Procedure.plugin.in_(plugins)):
        version = latest_id(procedure)
        for start in definition_of(version).starts if version else ():
            if start.kind == "signal" and start.name == name:
                yield procedure.key, start.element
