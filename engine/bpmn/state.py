"""How a case's state becomes bytes and comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from engine import clock
from engine.bpmn.frames import Frame
from engine.bpmn.tokens import Subscription, Token
from engine.bpmn.workflow import CaseWorkflow, InnerScope, Scope
from engine.feel import DaysTimeDuration, YearsMonthsDuration, compile_expression

VERSION = 1
# The numbers of MessagePack extensions; stored states hold them: add, never change.
_DECIMAL, _DATE, _DATETIME, _TIME, _DURATION, _SPAN, _INTEGER, _TEXT, _BOOL = range(1, 10)


class UnknownState(Exception):
    """The bytes were not written by this codec."""


def write_state(case: CaseWorkflow) -> bytes:
    """Return a case as bytes: the codec's version, then arrays by position."""
    if case.completed:
        row: list[Any] = [case.last_id, case.ends, case.frame.values]
    else:
        scopes = [_scope_row(scope) for scope in case.subprocesses.values()]
        row = [case.last_id, case.ends, case.frame.values, _inside(case), scopes]
    return bytes((VERSION,)) + _ENCODER.encode(_plain(row))


def read_state(case: CaseWorkflow, state: bytes) -> CaseWorkflow:
    """Fill an empty case with what was stored; raise UnknownState for other bytes."""
    if not state or state[0] != VERSION:
        raise UnknownState("unknown version of a case's state")
    row = _DECODER.decode(memoryview(state)[1:])
    case.last_id, case.ends = row[0], row[1]
    case.frame.values = row[2]
    if len(row) == 3:
        case.completed = True
        return case
    _fill(case, row[3])
    for host_id, own, inside in row[4]:
        host = case.token(host_id)
        if host is None:
            raise UnknownState("a scope without its activity")
        frame = Frame(own) if own is not None else host.frame
        scope = InnerScope(host.task_spec.inside, host, frame)
        _fill(scope, inside)
    return case


def _scope_row(scope: InnerScope) -> list[Any]:
    own = scope.frame.values if scope.frame is not scope.host.frame else None
    return [scope.host.id, own, _inside(scope)]


def _inside(scope: Scope) -> list[Any]:
    row: list[Any] = [[_token_row(token) for token in scope.tasks.values()]]
    if scope.waits or scope.interrupted or scope.undone:
        row += [[_wait_row(wait) for wait in scope.waits], scope.interrupted, scope.undone]
    return row


def _token_row(token: Token) -> list[Any]:
    row = [
        token.id,
        token.task_spec.name,
        token._state,
        token.flow,
        [_wait_row(wait) for wait in token.waits] or None,
        token.internal_data or None,
        token.body,
        token.frame.values if token.own else None,
    ]
    while row[-1] is None:
        row.pop()
    return row


def _wait_row(wait: Subscription) -> list[Any]:
    row = [wait.id, wait.node, wait.index, wait.due, wait.correlation, wait.left, wait.seen or None]
    while row[-1] is None:
        row.pop()
    return row


def _fill(scope: Scope, row: list[Any]) -> None:
    specs = scope.spec.task_specs
    for number, name, state, *rest in row[0]:
        token = Token(scope, specs[name], number)
        token._state = state
        flow, waits, internal, body, own = (*rest, *(None,) * (5 - len(rest)))
        token.flow, token.body = flow, body
        if waits:
            token.waits = [_wait(wait) for wait in waits]
        if internal:
            token.internal_data = internal
        if own is not None:
            token.see(own)
    if len(row) > 1:
        scope.waits = [_wait(wait) for wait in row[1]]
        scope.interrupted, scope.undone = row[2], row[3]


def _wait(row: list[Any]) -> Subscription:
    wait = Subscription(*row)
    wait.seen = bool(wait.seen)
    return wait


def _plain(value: Any) -> Any:
    """Return a value as MessagePack knows it: what it does not know becomes an extension."""
    kind = type(value)
    if kind is str or value is None or kind is bool or kind is float:
        return value
    if kind is dict:
        return {key: _plain(entry) for key, entry in value.items()}
    if kind is list or kind is tuple:
        return [_plain(entry) for entry in value]
    if kind is int and -(2**63) <= value < 2**64:
        return value
    return _extension(value)


def _extension(value: Any) -> Any:
    for kind, number, text in _KINDS:
        if isinstance(value, kind):
            return msgspec.msgpack.Ext(number, text(value).encode())
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    raise TypeError(f"a case cannot keep a {type(value).__name__}")


def _datetime_text(value: datetime) -> str:
    zone = value.tzinfo
    return f"{value.isoformat()}@{zone.key}" if isinstance(zone, ZoneInfo) else value.isoformat()


def _read_datetime(text: str) -> datetime:
    moment, _, zone = text.partition("@")
    read = datetime.fromisoformat(moment)
    return read.astimezone(_zone(zone)) if zone else read


def _zone(name: str) -> ZoneInfo:
    return clock.LOCAL if name == clock.LOCAL.key else ZoneInfo(name)


def _read_span(text: str) -> timedelta:
    return timedelta(microseconds=int(text))


def _span_text(value: timedelta) -> str:
    return str(value // timedelta(microseconds=1))


def _read_duration(text: str) -> Any:
    return _DURATION_OF.evaluate({"text": text})


_DURATION_OF = compile_expression("duration(text)")
_KINDS: tuple[tuple[Any, int, Callable[[Any], str]], ...] = (
    (str, _TEXT, str),
    (bool, _BOOL, str),
    (int, _INTEGER, str),
    (Decimal, _DECIMAL, str),
    (datetime, _DATETIME, _datetime_text),
    (date, _DATE, date.isoformat),
    (time, _TIME, time.isoformat),
    (timedelta, _SPAN, _span_text),
    ((DaysTimeDuration, YearsMonthsDuration), _DURATION, str),
)
_READ: dict[int, Callable[[str], Any]] = {
    _TEXT: str,
    _BOOL: lambda text: text == "True",
    _INTEGER: int,
    _DECIMAL: Decimal,
    _DATETIME: _read_datetime,
    _DATE: date.fromisoformat,
    _TIME: time.fromisoformat,
    _SPAN: _read_span,
    _DURATION: _read_duration,
}


def _read_extension(number: int, data: memoryview) -> Any:
    return _READ[number](bytes(data).decode())


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(ext_hook=_read_extension)
