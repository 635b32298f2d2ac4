"""Where a case stands, and which tokens and elements a move must leave alone."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn.run import Run
from engine.bpmn.specs.adhoc import AdHocScope
from engine.bpmn.specs.base import FlowNode
from engine.bpmn.specs.gateways import EventBasedGateway
from engine.bpmn.specs.scope import ScopeSpec
from engine.bpmn.tokens import Token
from engine.text import Text

JOINS = ("parallelGateway", "inclusiveGateway", "complexGateway")


@dataclass(frozen=True)
class Standing:
    """A token as people see it: where it stands, and why it cannot be moved, if it cannot."""

    id: int
    element: str
    kind: str
    depth: int
    fixed: Text | None


def standing(run: Run) -> list[Standing]:
    """Return all that stands in a case, instances of a repeated step with their body only."""
    return [
        Standing(token.id, node.bpmn_id, node.kind, token.workflow.depth, fixed(token))
        for token in sorted(run.workflow.tokens(), key=lambda token: token.id)
        if token.body is None
        for node in (token.task_spec,)
    ]


def fixed(token: Token) -> Text | None:
    """Return why a token must stay where it is."""
    state = token.internal_data
    if "undo" in state or "undoing" in state:
        return Text("正在撤销已做的工作，请等它完成。", "Work is being undone; wait for its end.")
    if token.task_spec.is_event_sub_process:
        return Text(
            "事件子流程不能移动；可以在它里面移动，或撤销整件事。",
            "An event sub-process cannot be moved; move inside it, or cancel the case.",
        )
    if token.body is not None:
        return Text(
            "这是多实例中的一项，请移动整个步骤。",
            "This is one of several instances; move the whole step.",
        )
    if isinstance(token.workflow, AdHocScope):
        return Text(
            "特别子流程里的步骤由经办人自选，不能移动；可以移动整个子流程。",
            "The steps of an ad-hoc sub-process are chosen, not moved; move the whole of it.",
        )
    if "came" in state:
        return Text("复杂网关正在等待后到的分支。", "A complex gateway waits for late branches.")
    return None


def no_target(spec: ScopeSpec, node: FlowNode) -> Text | None:
    """Return why no token can be put at a node."""
    if node.kind in ("startEvent", "boundaryEvent", "") or node.is_event_sub_process:
        return Text(
            "不能移到开始事件、边界事件或事件子流程。",
            "Nothing can be moved to a start event, a boundary event or an event sub-process.",
        )
    if getattr(node, "for_compensation", False):
        return Text("补偿步骤不能单独执行。", "A step of compensation cannot be begun alone.")
    if node.kind in JOINS and len(node.incoming) > 1:
        return Text(
            "不能移到汇合网关，请选它后面的步骤。",
            "Nothing can be moved to a joining gateway; choose the step after it.",
        )
    if any(
        flow.target is node
        for other in spec.task_specs.values()
        if isinstance(other, EventBasedGateway)
        for flow in other.flows
    ):
        return Text(
            "不能移到事件网关后面的事件，请选事件网关。",
            "Nothing can be moved to an event behind an event-based gateway; choose the gateway.",
        )
    return None
