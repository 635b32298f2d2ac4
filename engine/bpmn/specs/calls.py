"""What a call of another procedure does: that one runs as a case of its own, this one waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.bpmn.specs.activities import Activity
from engine.bpmn.specs.definitions import Mapped, mapped
from engine.bpmn.tokens import READY, STARTED, Token

GIVEN, CALLED, BY_HAND = "given", "called", "by_hand"


class CallCase(Activity):
    """Calls another procedure, of its newest or of a fixed version.

    What it is given waits in the token until the engine around has opened the case; where the
    procedure is switched off, a person does by hand what it would have done.
    """

    procedure = ""
    version: int | None = None
    inputs: Mapped = ()
    outputs: Mapped = ()

    def begin(self, token: Token) -> bool:
        """Ask for the called case, or have it done by hand."""
        case = token.workflow.top_workflow
        if not case.world.can_call(self.procedure):
            token._state = READY
            token.internal_data[BY_HAND] = True
            return False
        token._state = STARTED
        token.internal_data[GIVEN] = self.given(token)
        return False

    def given(self, token: Token) -> dict[str, Any]:
        """Return the data that the called case begins with; unmapped, all that is seen here."""
        if not self.inputs:
            return token.frame.view()
        return mapped(self.inputs, self, token.frame, token.workflow.top_workflow)

    def returned(self, token: Token, result: Mapping[str, Any]) -> None:
        """Take over what the called case gives back, and go on."""
        if self.outputs:
            case = token.workflow.top_workflow
            token.frame.write(mapped(self.outputs, self, token.frame, case, result))
        elif not self.inputs:
            token.frame.write(result)
        token.internal_data.pop(CALLED, None)
        token.complete()
