"""For each rule of the house a bad diagram, and GOOD, which breaks none."""

from __future__ import annotations

from tests.bpmn.diagrams import Box, extensions, timer
from tests.bpmn.lint_boxes import FEEL, of, one

GOOD_TASK = one(
    "userTask",
    extensions('<gucheng:due within="3WD"/>'),
    gucheng_form="core.issue",
    gucheng_role="grp_a",
)
GOOD = of(GOOD_TASK, gucheng_title="title", gucheng_starters="grp_a")


def changed(old: str, new: str) -> bytes:
    assert old.encode() in GOOD
    return GOOD.replace(old.encode(), new.encode())


ASKING = (
    Box()
    .node("startEvent", "s")
    .node("exclusiveGateway", "g")
    .node("endEvent", "e")
    .node("endEvent", "f")
    .chain("s", "g")
    .flow("g", "e", "a = 1")
    .flow("g", "f", "a = 2")
)
SIDE_BY_SIDE = Box().node("startEvent", "s").node("parallelGateway", "g").chain("s", "g")
SIDE_BY_SIDE.node("parallelGateway", "j").node("endEvent", "e").chain("j", "e")
for side in ("a", "b"):
    SIDE_BY_SIDE.node("businessRuleTask", side, gucheng_decision="core.d", gucheng_result="r")
    SIDE_BY_SIDE.chain("g", side, "j")
CHOICE = Box().node("subProcess", "c", Box().node("task", "t").xml())
WHEN = f"<bpmn:conditionalEventDefinition><bpmn:condition {FEEL}>a &gt; 1</bpmn:condition>"
WHEN += "</bpmn:conditionalEventDefinition>"
HOUSE_CASES: dict[str, bytes] = {
    "started_by_nobody": of(
        Box().node("startEvent", "s", WHEN).node("endEvent", "e").chain("s", "e")
    ),
    "timed_start": of(
        Box().node("startEvent", "s", timer("PT1H")).node("endEvent", "e").chain("s", "e")
    ),
    "done_by_hand": of(one("callActivity", calledElement="other", gucheng_form="core.issue")),
    "chosen_by": of(one("adHocSubProcess", CHOICE.xml())),
    "default_exit": of(ASKING, gucheng_title="t", gucheng_starters="grp_a"),
    "who": changed('gucheng:role="grp_a"', ""),
    "share": changed('gucheng:role="grp_a"', 'gucheng:role="grp_a" gucheng:share="lot"'),
    "form": changed('gucheng:form="core.issue"', ""),
    "deadline": changed('<gucheng:due within="3WD"/>', ""),
    "labels": changed('id="x" name="x"', 'id="x"'),
    "ids": of(one("task").node("endEvent", "End").flow("x", "End")),
    "titled": changed('gucheng:title="title"', ""),
    "same_key": of(SIDE_BY_SIDE, gucheng_title="t", gucheng_starters="grp_a"),
}
