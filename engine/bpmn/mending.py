"""How a case that stands still is helped on from outside its diagram: data, errors, skipping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn.definition import Definition, all_specs
from engine.bpmn.run import Run
from engine.bpmn.specs.activities import ServiceTask
from engine.bpmn.specs.base import FlowNode
from engine.bpmn.specs.calls import CallCase
from engine.bpmn.specs.definitions import mapped
from engine.bpmn.tokens import Token
from engine.bpmn.workflow import Skip
from engine.errors import Refused


@dataclass(frozen=True)
class WayOut:
    """A sequence flow out of an element, and the element it leads to."""

    flow: str
    target: str


def ways_out(definition: Definition, element: str) -> list[WayOut]:
    """Return the flows by which an element can be left."""
    node = node_of(definition, element)
    return [] if node is None else [WayOut(flow.id, flow.target.bpmn_id) for flow in node.flows]


def node_of(definition: Definition, element: str) -> FlowNode | None:
    """Return an element's node, in whichever scope it lies."""
    found = (spec.task_specs.get(element) for spec in all_specs(definition.spec))
    return next((node for node in found if node is not None), None)


def write_data(run: Run, changes: Mapping[str, Any]) -> None:
    """Replace values of the case's data; what waits for a condition on them hears it."""
    run.workflow.frame.write(changes)
    run.workflow.advance()


def overwrite(run: Run, changes: Mapping[str, Any]) -> None:
    """Replace values of the case's data and let nothing go on for it."""
    run.workflow.frame.write(changes)


def ask_again(run: Run, step_id: int | None) -> None:
    """Let an outside action be given what the data say now, not what they said at first."""
    token = _resting(run, step_id)
    node: Any = token.task_spec
    token.internal_data["arguments"] = mapped(node.inputs, node, token.frame, run.workflow)


def throw_again(run: Run, token_id: int | None) -> None:
    """Let an error that nothing caught be thrown once more."""
    token = _stopped(run, token_id)
    del token.internal_data["error"]
    token._ready()
    run.workflow.advance()


def end_stopped(run: Run, token_id: int | None) -> None:
    """Let a token that stands at an uncaught error end there, as at a plain end."""
    token = _stopped(run, token_id)
    scope, node = token.workflow, token.task_spec
    run.workflow.note(node.bpmn_id, node.kind)
    scope.remove(token)
    scope.settle()
    run.workflow.advance()


def _stopped(run: Run, token_id: int | None) -> Token:
    token = None if token_id is None else run.workflow.token(token_id)
    if token is None or "error" not in token.internal_data:
        raise Refused("这一步已经不在等待。", "This is not waiting any more.")
    return token


def pass_once(run: Run, element: str, flow: str | None) -> None:
    """Have an element passed over the next time a token comes to it, leaving by `flow`."""
    run.workflow.skips[element] = Skip(flow)


def pass_over(run: Run, step_id: int | None, flow: str | None) -> None:
    """Let a token that waits at an action or an event leave by a flow, as if it were over."""
    token = _resting(run, step_id)
    if token.body is not None:
        raise Refused(
            "多实例中的一项不能单独跳过，请移动整个步骤。",
            "One item of a repeated step cannot be skipped alone; move the whole step.",
        )
    run.workflow.skips[token.task_spec.bpmn_id] = Skip(flow)
    run.workflow.skip(token)
    run.workflow.advance()


def _resting(run: Run, step_id: int | None) -> Token:
    """Return the token that waits under a number: an action's, or an event's that waits."""
    token = None if step_id is None else run.workflow.token(step_id)
    if token is not None and isinstance(token.task_spec, ServiceTask | CallCase):
        return token
    for owner, wait in run.workflow.listeners():
        if wait.id == step_id and isinstance(owner, Token) and owner.task_spec.name == wait.node:
            return owner
    raise Refused(
        "这里不能跳过，请移动到别的步骤。", "This cannot be skipped; move it to another step."
    )
