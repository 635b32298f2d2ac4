"""How a case's state becomes bytes and comes back."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

from engine.bpmn.frames import Frame
from engine.bpmn.tokens import Subscription, Token
from engine.bpmn.workflow import CaseWorkflow, InnerScope, Scope
from engine.values import Reference, pack, unpack

VERSION = 1
PACKED = 2  # the same arrays, by zlib: of a case that has ended, which is read seldom
REFERRING = 2  # added to either: some values are named by number and kept elsewhere
KNOWN = (VERSION, PACKED, VERSION + REFERRING, PACKED + REFERRING)

Hide = Callable[[Any], Any]


class UnknownState(Exception):
    """The bytes were not written by this codec, or for another diagram."""


def write_state(case: CaseWorkflow, hide: Hide | None = None) -> bytes:
    """Return a case as bytes: the codec's version, then arrays by position.

    `hide` puts references in the place of values that are kept elsewhere.
    """
    row: list[Any] = [case.last_id, case.ends, case.frame.values]
    if not case.completed:
        row += [_inside(case), [_scope_row(scope) for scope in case.subprocesses.values()]]
    version = PACKED if case.completed else VERSION
    if hide is not None:
        row, version = hide(row), version + REFERRING
    return bytes((version,)) + (zlib.compress(pack(row), 1) if case.completed else pack(row))


def read_state(case: CaseWorkflow, state: bytes) -> CaseWorkflow:
    """Fill an empty case with what was stored; raise UnknownState for other bytes."""
    row = _row_of(state)
    if state[0] > REFERRING:
        row = _resolved(row, case.world.secret)
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
        scope = host.task_spec.opened(host, frame)
        _fill(scope, inside)
    return case


def _row_of(state: bytes) -> Any:
    if not state or state[0] not in KNOWN:
        version = state[0] if state else "none"
        known = ", ".join(map(str, KNOWN))
        raise UnknownState(f"a case's state of version {version}; this release reads {known}")
    inside = memoryview(state)[1:]
    is_packed = state[0] in (PACKED, PACKED + REFERRING)
    return unpack(zlib.decompress(inside) if is_packed else inside)


def _resolved(value: Any, found: Callable[[int], Any]) -> Any:
    """Return a row with the values that it names by number."""
    if isinstance(value, dict):
        return {key: _resolved(each, found) for key, each in value.items()}
    if isinstance(value, list):
        return [_resolved(each, found) for each in value]
    return found(value.number) if isinstance(value, Reference) else value


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
        if name not in specs:
            raise UnknownState(f"a token stands at {name}, which the diagram does not have")
        token = Token(scope, specs[name], number)
        token._state = state
        flow, waits, internal, body, own = rest + [None] * (5 - len(rest))
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
