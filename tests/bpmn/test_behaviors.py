"""What the instances of a multi-instance activity tell its border."""

from __future__ import annotations

from tests.bpmn.diagrams import Box
from tests.bpmn.runs import again, names, start

FEEL = 'xsi:type="bpmn:tFormalExpression"'
ROOTS = (
    '<bpmn:signal id="sig" name="alarm"/><bpmn:escalation id="esc" escalationCode="UP"/>'
    '<bpmn:signalEventDefinition id="told" signalRef="sig"/>'
    '<bpmn:escalationEventDefinition id="raised" escalationRef="esc"/>'
)
SIGNAL = '<bpmn:signalEventDefinition signalRef="sig"/>'


def votes(attributes: str, inner: str = "", border: str = SIGNAL) -> Box:
    loop = f'<bpmn:multiInstanceLoopCharacteristics gucheng:collection="[1, 2, 3]" {attributes}>'
    loop += f"{inner}</bpmn:multiInstanceLoopCharacteristics>"
    box = Box().node("startEvent", "s").node("userTask", "vote", loop).node("userTask", "after")
    box.node("endEvent", "e").chain("s", "vote", "after", "e")
    box.node("boundaryEvent", "b", border, attachedToRef="vote").node("userTask", "told_task")
    return box.node("endEvent", "f").chain("b", "told_task", "f")


def vote_all(box: Box, **data: object) -> list[list[str]]:
    """Complete every vote; return what waits after each."""
    run, seen = start(box, ROOTS), []
    while "vote" in names(run):
        run.complete(next(s.id for s in run.steps if s.element == "vote"), data)
        run = again(run)
        seen.append([name for name in names(run) if name != "vote"])
    return seen


def test_behavior_none_tells_of_every_instance_and_interrupts_none() -> None:
    for order in ("true", "false"):
        seen = vote_all(
            votes(f'isSequential="{order}" behavior="None" noneBehaviorEventRef="told"')
        )
        assert [sorted(one) for one in seen] == [
            ["told_task"],
            ["told_task"] * 2,
            ["after"] + ["told_task"] * 3,
        ]


def test_behavior_one_tells_of_the_first_instance_only() -> None:
    seen = vote_all(votes('behavior="One" oneBehaviorEventRef="told"'))
    assert [sorted(one) for one in seen] == [["told_task"], ["told_task"], ["after", "told_task"]]


def test_a_complex_behavior_ends_the_activity_when_its_condition_is_true() -> None:
    inner = (
        f"<bpmn:complexBehaviorDefinition><bpmn:condition {FEEL}>done = 2 and results[1].yes"
        f"</bpmn:condition><bpmn:event>{SIGNAL}</bpmn:event></bpmn:complexBehaviorDefinition>"
    )
    seen = vote_all(votes('behavior="Complex"', inner), yes=True)
    assert [sorted(one) for one in seen] == [[], ["after", "told_task"]]
    assert len(vote_all(votes('behavior="Complex"', inner), yes=False)) == 3


def test_an_escalation_is_told_by_its_code() -> None:
    border = '<bpmn:escalationEventDefinition escalationRef="esc"/>'
    seen = vote_all(votes('behavior="One" oneBehaviorEventRef="raised"', border=border))
    assert seen[0] == ["told_task"]
