"""What reaches a case without a person: messages, due timers, results of outside actions."""

from __future__ import annotations

from typing import Any

from engine.calls import hear_called
from engine.change import changing
from engine.communities import plugins_of
from engine.database import locked
from engine.jobs import handles
from engine.messages import answer_disabled, listener, payload_of, settle
from engine.models import Case, Job, Message, Procedure, Wait
from engine.procedures import definition_of, latest_id
from engine.registry import brought_by
from engine.starting import open_case, start_run


@handles("message")
def deliver(job: Job) -> None:
    """Give a message to the case that waits for it, or start the procedure it is for."""
    query: Any = Message.select().where(Message.id == job.payload["message"])
    message = locked(query).first()
    if message is None or message.status != "waiting":
        return
    wait = listener(message)
    if wait is not None:
        _receive(wait, message)
    elif message.to:
        _start(message)


def _receive(wait: Wait, message: Message) -> None:
    with changing(wait.case_id) as change:
        payload = payload_of(message)
        change.record("received", element=wait.element, message=message.name, data=payload)
        change.run.receive(wait.wait, payload)
        settle(message, "delivered", change.case)


def _start(message: Message) -> None:
    """Open a case of the procedure a message is for; where that is off, the sender is told."""
    procedure = Procedure.get_or_none(Procedure.key == message.to, Procedure.active)
    community = message.sender.community
    plugins = plugins_of(community)
    if procedure is None or procedure.plugin not in plugins or not _listens(procedure, message):
        settle(message, "refused")
        answer_disabled(message)
        return
    change = open_case(procedure, community, plugins, parent=message.sender)
    payload = payload_of(message)
    change.record("started", message=message.name, sender=message.sender.number, data=payload)
    start_run(change, payload, message=message.name)
    change.store()
    settle(message, "delivered", change.case)


def _listens(procedure: Procedure, message: Message) -> bool:
    version = latest_id(procedure)
    return version is not None and message.name in definition_of(version).start_messages


@handles("signal")
def hear(job: Job) -> None:
    """Let a case hear a signal that another threw, if it still waits for it."""
    said = job.payload
    with changing(job.case_id) as change:
        waits = {wait.id for wait in change.run.waits} if change.case.status == "open" else set()
        if said["wait"] in waits:
            words = {"signal": said["signal"], "from": said["from"]}
            change.record("heard", element=said["element"], **words)
            change.run.receive(said["wait"], {})


@handles("signal_start")
def begin(job: Job) -> None:
    """Open a case that a signal starts, where the signal was thrown."""
    said, thrower = job.payload, Case.get_by_id(job.payload["from"])
    procedure = Procedure.get(Procedure.key == said["procedure"])
    change = open_case(procedure, thrower.community, plugins_of(thrower.community), parent=thrower)
    change.record("started", element=said["element"], signal=said["signal"], sender=thrower.number)
    start_run(change, {}, at=said["element"])
    change.store()


@handles("called")
def returned(job: Job) -> None:
    """Let a case hear what a case that it called has said."""
    with changing(job.case_id) as change:
        hear_called(change, job)


@handles("timer")
def ring(job: Job) -> None:
    """Let a due timer of a case's diagram go off, if the case still waits for it."""
    with changing(job.case_id) as change:
        if change.case.status != "open":
            return
        if any(wait.id == job.payload["wait"] for wait in change.run.waits):
            change.record("timer", element=job.payload["element"])
            change.run.fire(job.payload["wait"])


@handles("call")
def call(job: Job) -> None:
    """Do an action outside the case's transaction, then let the case go on with its result."""
    with changing(job.case_id) as change:
        wanted = [one for one in change.run.jobs if one.id == job.payload["step"]]
        if not wanted or change.case.status != "open":
            return
        action = brought_by(frozenset(change.case.plugins)).actions[wanted[0].action]
        result: dict[str, Any] = action(key=job.key, **wanted[0].arguments) or {}
        change.record("acted", element=wanted[0].element, action=wanted[0].action, result=result)
        change.run.act_done(wanted[0].id, result)


def incidents() -> list[Job]:
    """Return the jobs that were given up and wait for a person."""
    return list(
        Job.select(Job, Case)
        .join(Case, "LEFT OUTER JOIN")
        .where(Job.status == "dead")
        .order_by(Job.run_at)
    )
