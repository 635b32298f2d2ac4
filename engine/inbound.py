"""What other systems say to cases: only in the name of who may move those cases anyway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.communities import plugins_of
from engine.database import transaction
from engine.errors import Refused
from engine.messages import correlation_text, post_outside
from engine.models import Case, Community, Procedure, Wait
from engine.operations.allowed import operated, refuse_stranger
from engine.people import Viewer
from engine.procedures import definition_of, latest_id, procedure_of


def say_to_case(name: str, correlation: str, payload: Mapping[str, Any], by: Viewer) -> Case:
    """Let the case hear a message that waits for it, in a community that this person leads."""
    wait = (
        Wait.select(Wait, Case)
        .join(Case)
        .where(
            Wait.message == name,
            Wait.kind == "message",
            Wait.correlation == correlation_text(correlation),
            Case.community.in_(operated(by)),
        )
        .order_by(Wait.id)
        .first()
    )
    if wait is None:
        raise Refused("没有事项在等待这条消息。", "No case waits for this message.")
    with transaction():
        post_outside(name, wait.case.community, "", correlation, payload)
    case: Case = wait.case
    return case


def say_to_procedure(
    name: str, to: str, community: Community, payload: Mapping[str, Any], by: Viewer
) -> None:
    """Let a message open a case of a procedure in a community that this person leads."""
    if community.id not in operated(by):
        raise refuse_stranger()
    procedure = procedure_of(to)
    _require_heard(name, procedure, community)
    with transaction():
        post_outside(name, community, to, "", payload)


def _require_heard(name: str, procedure: Procedure, community: Community) -> None:
    version = latest_id(procedure)
    if version is None or name not in definition_of(version).start_messages:
        raise Refused(
            "“{procedure}”不由这条消息发起。",
            "“{procedure}” is not started by this message.",
            procedure=procedure.name,
        )
    if procedure.plugin not in plugins_of(community):
        raise Refused(
            "“{plugin}”在{community}没有启用，不能发起“{procedure}”。",
            "Plugin “{plugin}” is off in {community}, so “{procedure}” cannot be started there.",
            plugin=procedure.plugin,
            community=community.name,
            procedure=procedure.name,
        )
