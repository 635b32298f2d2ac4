"""What other systems say to cases."""

from __future__ import annotations

from flask import request

from admin.api.operation import asker, operation, word
from admin.api.shapes import HeardBy, Said, case_shape
from engine import Case, community_of, once, say_to_case, say_to_procedure


@operation("POST", "/messages", "message", takes=Said, gives=HeardBy, status=202, once=True)
def say(body: Said) -> HeardBy:
    """Say a message to the case that waits for it, or to a procedure in a community.

    Only in the name of who may move such cases; the same Idempotency-Key says it once.
    """

    def deed() -> Case | None:
        if not body.procedure:
            return say_to_case(body.name, body.correlation, body.payload, asker())
        place = community_of(body.community)
        say_to_procedure(body.name, body.procedure, place, body.payload, asker())
        return None

    case = once(asker(), word(), request.get_data(), deed)
    return HeardBy(case_shape(case) if case else None)
