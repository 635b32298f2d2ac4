"""Which procedures the key's person may start, and what they ask first."""

from __future__ import annotations

from typing import Any

from admin.api.operation import asker, operation
from admin.api.shapes import ProcedureShape, Short, Taken
from admin.language import language
from admin.say import phrases, say
from engine import community_of, shown_schema, start_form, startable


class Where(Taken):
    """In which community."""

    community: Short


@operation("GET", "/procedures", "read", gives=list[ProcedureShape])
def list_procedures() -> list[ProcedureShape]:
    """List the procedures that may be started, and where."""
    return [
        ProcedureShape(
            one.procedure.key,
            say(one.procedure.name),
            one.procedure.plugin,
            [node.code for node in one.communities],
        )
        for one in startable(asker())
    ]


@operation("GET", "/procedures/<procedure>/form", "read", query=Where, gives=dict[str, Any])
def show_start_form(procedure: str, query: Where) -> dict[str, Any]:
    """Give the form-js schema of what a procedure asks first; empty when it asks nothing."""
    form = start_form(procedure, community_of(query.community), asker())
    return shown_schema(form, language(), phrases(), {}, {}) if form else {}
