"""What every node of a diagram does: take a token in, do its work, send tokens on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin

from engine.bpmn.expressions import value_of
from engine.bpmn.workflow import failure
from engine.feel import Expression
from engine.text import Text

if TYPE_CHECKING:
    from engine.bpmn.specs.events import BoundaryEvent
    from engine.bpmn.specs.scope import ScopeSpec
    from engine.bpmn.tokens import Token
    from engine.bpmn.workflow import InnerScope


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow: where it leads and when it may be taken."""

    id: str
    target: FlowNode
    condition: Expression | None = None
    default: bool = False


class FlowNode(BpmnSpecMixin):
    """A node of the diagram. Frozen once compiled: what happens in a case lies in its tokens."""

    is_event_sub_process = False

    def __init__(self, wf_spec: ScopeSpec, bpmn_id: str, **attributes: Any) -> None:
        super().__init__(wf_spec, bpmn_id, inputs=[], outputs=[], data={}, **attributes)
        self.kind: str = attributes.get("kind", "")
        self.flows: tuple[Flow, ...] = ()
        self.incoming: tuple[str, ...] = ()
        self.boundaries: tuple[BoundaryEvent, ...] = ()
        self.compensation: FlowNode | None = None

    def _update(self, my_task: Token) -> None:
        if self._update_hook(my_task):
            my_task._ready()

    def _update_hook(self, my_task: Token) -> bool:
        """Take a token in; return whether it can run at once."""
        return True

    def _run(self, my_task: Token) -> bool | None:
        return self._run_hook(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        """Do the work; return None when it goes on outside."""
        return True

    def _on_complete(self, my_task: Token) -> None:
        self.leave(my_task)

    def inner_done(self, token: Token, scope: InnerScope) -> None:
        """Be told that the scope inside has ended."""
        token.complete()

    def leave(self, token: Token) -> None:
        """Take the token away and send one along each flow that is taken."""
        scope = token.workflow
        flows = self.taken(token)
        scope.top_workflow.note(self.bpmn_id, self.kind)
        scope.remove(token)
        for flow in flows:
            scope.follow(flow)
        scope.settle()

    def taken(self, token: Token) -> list[Flow]:
        """Return the flows to take: all without a condition, those that are true, or the default.

        Raises RunFailed where the node has ways out and none is open.
        """
        open_flows = []
        closed = False
        default = None
        for flow in self.flows:
            if flow.default:
                default = flow
            elif flow.condition is None:
                open_flows.append(flow)
            elif self.true(flow.condition, token):
                open_flows.append(flow)
                closed = True
        if default is not None and not closed:
            open_flows.append(default)
        if self.flows and not open_flows:
            raise no_way_out(self)
        return open_flows

    def true(self, condition: Expression, token: Token) -> bool:
        """Return whether a condition is true for the token; null and all else are not."""
        case = token.workflow.top_workflow
        return value_of(condition, token.frame, case, self) is True


def no_way_out(node: FlowNode) -> Exception:
    """Return the failure of a node none of whose outgoing flows may be taken."""
    return failure(
        node,
        Text("没有一条出口的条件成立。", "No outgoing flow's condition is true."),
    )
