"""What one case says to another: posted in the sender's transaction, delivered as a job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.bpmn import Thrown
from engine.clock import now
from engine.database import on_postgresql
from engine.hiding import CaseSecrets
from engine.jobs import add_job
from engine.keyring import NoKey
from engine.models import Case, Community, Message, Procedure, Wait
from engine.sensitive import keep, kept
from engine.statements import ask
from engine.values import pack, unpack

DISABLED = "msg.core.plugin_disabled"  # M27: the target's plugin is off here or not installed

MEETING = 7_102_019  # names our locks among PostgreSQL's advisory ones


def correlation_text(value: Any) -> str:
    """Return what a message is about as text, so that both sides compare alike."""
    return "" if value is None else str(value)[:200]


APART = "message"  # the place of what a message says when something sensitive is in it
SAID, FOUND = 0, 1  # all it says; the sensitive texts, dates and numbers in it


def post(sender: Case, message: Thrown, secrets: CaseSecrets | None = None) -> None:
    """Write a message down and have it delivered once the sender's change is stored."""
    payload, secret = (
        pack(message.payload),
        secrets is not None and secrets.touches(message.payload),
    )
    posted = Message.create(
        name=message.name,
        to=message.to or "",
        place=message.place,
        correlation=correlation_text(message.correlation),
        payload=b"" if secret else payload,
        sender=sender,
        element=message.element,
        sent_at=now(),
    )
    if secret and secrets is not None:
        found = pack(secrets.found_in(message.payload))
        keep(APART, posted.id, {SAID: payload, FOUND: found}, sender.id)
    _have_delivered(posted)


def post_outside(
    name: str, community: Community, to: str, correlation: str, payload: Mapping[str, Any]
) -> None:
    """Write a message down that another system says in a community, to be delivered soon."""
    posted = Message.create(
        name=name,
        to=to,
        correlation=correlation_text(correlation),
        payload=pack(dict(payload)),
        place=community.code,
        sent_at=now(),
    )
    _have_delivered(posted)


def payload_of(message: Message) -> dict[str, Any]:
    """Return what a message says, its values typed as they were sent."""
    said: dict[str, Any] = unpack(bytes(message.payload) or _decrypted(message, SAID))
    return said


def secret_in(message: Message) -> list[Any]:
    """Return the sensitive texts, dates and numbers in what a message says."""
    found: list[Any] = [] if bytes(message.payload) else unpack(_decrypted(message, FOUND))
    return found


def _decrypted(message: Message, number: int) -> bytes:
    plain = kept(APART, message.id).get(number)
    if plain is None:
        raise NoKey(
            "系统没有解密所需的密钥，消息暂不能送达。",
            "The key to read this message is not at hand; it waits.",
        )
    return plain


def meet(names: Iterable[tuple[str, str]]) -> None:
    """Let whoever listens to these messages (name, correlation) and whoever finds nobody listening
    come one after the other; else each may look before the other is stored, and neither sees.

    SQLite has one writer at a time anyway.
    """
    if on_postgresql():
        for name, correlation in sorted(set(names)):  # in one order: nobody waits in a circle
            text = f"{name}\n{correlation}"
            ask("SELECT pg_advisory_xact_lock(?, hashtext(?))", MEETING, text)


def deliver_waiting(name: str, correlation: str) -> None:
    """Have messages delivered that came before anybody listened."""
    for message in Message.select(Message.id).where(
        Message.name == name, Message.correlation == correlation, Message.status == "waiting"
    ):
        _have_delivered(message)


def _have_delivered(message: Message) -> None:
    add_job("message", {"message": message.id}, key=f"message:{message.id}", most_attempts=10)


def listener(message: Message) -> Wait | None:
    """Return who waits for a message: same name, same correlation, in the procedure it is for;
    a case that is suspended only when nobody else does."""
    query = (
        Wait.select(Wait, Case)
        .join(Case)
        .where(
            Wait.message == message.name,
            Wait.kind == "message",
            Wait.correlation == message.correlation,
        )
        .order_by(Case.suspended != "", Wait.id)
    )
    if message.to:
        query = query.join(Procedure).where(Procedure.key == message.to)
    if message.sender_id is None:  # one from outside is heard where it was allowed in
        query = query.where(Case.community == opens_in(message))
    found: Wait | None = query.first()
    return found


def opens_in(message: Message) -> Community:
    """Return where a message opens a case: where its throw says, else where its sender is."""
    named: Community | None = Community.get_or_none(Community.code == message.place)
    if named is not None:
        return named
    sender: Community = message.sender.community
    return sender


def answer_disabled(message: Message) -> None:
    """Tell the sender that nobody is there, so that it takes its fallback path.

    A sender that waits for this with what the message was about hears it there: of several sent
    at once it then knows which. Else it hears it by its number.
    """
    if message.name == DISABLED or message.sender_id is None:
        return
    about = (Wait.case == message.sender, Wait.message == DISABLED, Wait.kind == "message")
    heard_there = Wait.select().where(*about, Wait.correlation == message.correlation).exists()
    procedure = Procedure.get_or_none(Procedure.key == message.to)
    post(
        message.sender,
        Thrown(
            name=DISABLED,
            to=None,
            correlation=message.correlation if heard_there else message.sender.number,
            payload={
                "disabled_procedure": message.to,
                "disabled_plugin": procedure.plugin if procedure else "",
                "disabled_community": opens_in(message).code,
            },
            element=message.element,
        ),
    )


def settle(message: Message, status: str, receiver: Case | None = None) -> None:
    """Note that a message has reached its end: `delivered` to a case, or `refused`."""
    message.status, message.receiver, message.delivered_at = status, receiver, now()
    message.save()
