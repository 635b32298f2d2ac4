"""Small procedures that tests of the engine publish: the sample plugin's forms and roles."""

from __future__ import annotations

from engine.models import ProcedureVersion
from engine.procedures import publish
from tests.bpmn.diagrams import Box, extensions, process

ROOTS = (
    '<bpmn:error id="err" errorCode="E1"/><bpmn:escalation id="esc" escalationCode="UP"/>'
    '<bpmn:signal id="sig" name="storm"/><bpmn:message id="msg" name="storm"/>'
)
DUE = extensions('<gucheng:due within="3WD"/>')


def task(box: Box, id: str, **attributes: str) -> Box:
    """Add a user task of the inspector."""
    given = {"gucheng_form": "repairs.approve", "gucheng_role": "grp_inspector", **attributes}
    return box.node("userTask", id, DUE, **given)


def flow(*middle: str, start: str = "") -> Box:
    """A start and an end, and a chain through nodes that the caller adds."""
    box = Box().node("startEvent", "s", start).node("endEvent", "e")
    return box.chain("s", *middle, "e")


def published(
    box: Box, key: str, plugin: str = "core", starters: str = "grp_inspector grp_chief"
) -> ProcedureVersion:
    """Publish a process; return its new version."""
    xml = process(
        box,
        ROOTS,
        key=key,
        name=key,
        gucheng_plugin=plugin,
        gucheng_title='"case"',
        gucheng_starters=starters,
    )
    version = publish(xml, source="designer")
    assert version is not None
    return version
