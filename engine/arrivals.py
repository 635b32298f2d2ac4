"""What reaches a case without a person: messages, signals, called cases, due timers."""

from __future__ import annotations

from typing import Any

from engine.bpmn import Wait as Waited
from engine.bpmn import pass_once
from engine.calls import hear_called
from engine.change import Change, changing
from engine.clock import now
from engine.communities import plugins_of
from engine.database import locked
from engine.jobs import HELD, Again, handles
from engine.messages import (
    answer_disabled,
    listener,
    meet,
    opens_in,
    payload_of,
    secret_in,
    settle,
)
from engine.models import Case, Job, Message, Procedure, Wait
from engine.procedures import definition_of, is_suspended, latest_id
from engine.starting import open_case, start_run


@handles("message")
def deliver(job: Job) -> object:
    """Give a message to the case that waits for it, or start the procedure it is for."""
    query: Any = Message.select().where(Message.id == job.payload["message"])
    message = locked(query).first()
    if message is None or message.status != "waiting":
        return None
    wait = listener(message)
    if wait is not None:
        return _receive(job, wait, message)
    if message.to:
        return _start(message)
    _leave_waiting(message)
    return None


def _receive(job: Job, wait: Wait, message: Message) -> object:
    with changing(wait.case_id) as change:
        if change.case.suspended:
            job.case = change.case
            return HELD
        if change.case.ended or all(one.id != wait.wait for one in change.run.waits):
            raise Again  # somebody was quicker: the case waits for it no more
        pass_chosen(change, job)
        payload = payload_of(message)
        change.secrets.taint(secret_in(message))
        change.record("received", element=wait.element, message=message.name, data=payload)
        change.run.receive(wait.wait, payload)
        settle(message, "delivered", change.case)
    return None


def _leave_waiting(message: Message) -> None:
    """Let a message wait, unless a case began to listen between our look and our word."""
    meet([(message.name, message.correlation)])
    if listener(message) is not None:
        raise Again


def _start(message: Message) -> object:
    """Open a case of the procedure a message is for; where that is off, the sender is told."""
    procedure = Procedure.get_or_none(Procedure.key == message.to, Procedure.active)
    community = opens_in(message)
    plugins = plugins_of(community)
    if procedure is None or procedure.plugin not in plugins:
        settle(message, "refused")
        answer_disabled(message)
        return None
    if not _starts(procedure, message):  # a case of it may come to listen
        _leave_waiting(message)
        return None
    if is_suspended(procedure):
        return HELD
    change = open_case(procedure, community, plugins, parent=message.sender)
    payload = payload_of(message)
    change.secrets.taint(secret_in(message))
    sender = message.sender.number if message.sender_id else ""
    change.record("started", message=message.name, sender=sender, data=payload)
    start_run(change, payload, message=message.name)
    change.store()
    settle(message, "delivered", change.case)
    return None


def _starts(procedure: Procedure, message: Message) -> bool:
    version = latest_id(procedure)
    return version is not None and message.name in definition_of(version).start_messages


@handles("signal")
def hear(job: Job) -> object:
    """Let a case hear a signal that another threw, if it still waits for it."""
    said = job.payload
    with changing(job.case_id) as change:
        if change.case.suspended and change.case.status == "open":
            return HELD
        waits = {wait.id for wait in change.run.waits} if change.case.status == "open" else set()
        if said["wait"] in waits:
            pass_chosen(change, job)
            words = {"signal": said["signal"], "from": said["from"]}
            change.record("heard", element=said["element"], **words)
            change.run.receive(said["wait"], {})
    return None


@handles("signal_start")
def begin(job: Job) -> object:
    """Open a case that a signal starts, where the signal was thrown."""
    said, thrower = job.payload, Case.get_by_id(job.payload["from"])
    procedure = Procedure.get(Procedure.key == said["procedure"])
    if is_suspended(procedure):
        return HELD
    change = open_case(procedure, thrower.community, plugins_of(thrower.community), parent=thrower)
    change.record("started", element=said["element"], signal=said["signal"], sender=thrower.number)
    start_run(change, {}, at=said["element"])
    change.store()
    return None


@handles("called")
def returned(job: Job) -> object:
    """Let a case hear what a case that it called has said."""
    with changing(job.case_id) as change:
        if change.case.suspended and change.case.status == "open":
            return HELD
        pass_chosen(change, job)
        hear_called(change, job)
    return None


def pass_chosen(change: Change, job: Job) -> None:
    """Let the run pass over the element that a person in charge has decided to skip."""
    skip = job.payload.get("skip")
    if skip:
        pass_once(change.run, skip["element"], skip["flow"])


@handles("timer")
def ring(job: Job) -> object:
    """Let a due timer of a case's diagram go off, if the case still waits for it."""
    with changing(job.case_id) as change:
        if change.case.status != "open":
            return None
        if change.case.suspended:
            return HELD
        if any(_is_due(wait, job) for wait in change.run.waits):
            pass_chosen(change, job)
            change.record("timer", element=job.payload["element"])
            change.run.fire(job.payload["wait"])
    return None


def _is_due(wait: Waited, job: Job) -> bool:
    """Tell whether a timer is still waited for, and was not put off since the job was written."""
    return wait.id == job.payload["wait"] and wait.due is not None and wait.due <= now()
