"""What other systems send to this one, and wait for from it, agrees by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

WORKFLOWS = Path(__file__).parents[3] / "workflows"
OURS = "{urn:gucheng:bpmn:1}"
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CALL, ANSWER = "msg.whistle.request", "msg.whistle.result"


def named(root: etree._Element, message: str) -> str:
    """Return the id that a diagram gives to a message, or nothing."""
    ids = [one.get("id") for one in root.iter(f"{MODEL}message") if one.get("name") == message]
    return ids[0] if ids else ""


def users(root: etree._Element, message: str) -> list[etree._Element]:
    """Return the tasks and events of a message."""
    found = [one for one in root.iter() if one.get("messageRef") == named(root, message)]
    return [one if one.get(f"{OURS}correlation") else one.getparent() for one in found]


def callers() -> list[Path]:
    files = [path for path in sorted(WORKFLOWS.rglob("*.bpmn")) if path.stem != "joint_promotion"]
    return [path for path in files if CALL in path.read_text("utf-8")]


@pytest.mark.parametrize("path", callers(), ids=lambda path: path.stem)
def test_the_answer_to_a_whistle_comes_back_to_who_waits(path):
    """The answer's correlation is the `origin_case` of the call: the waiting event must ask it."""
    root = etree.parse(path).getroot()
    waited = {one.get(f"{OURS}correlation") for one in users(root, ANSWER)}
    for call in users(root, CALL):
        assert call.get(f"{OURS}to") == '"joint_promotion"'
        said = {one.get("target"): one.get("source") for one in call.iter(f"{OURS}output")}
        assert {"departments", "demand", "due", "title", "origin_case"} <= set(said)
        assert said["origin_case"] in waited


def test_somebody_calls_from_every_system_that_may():
    assert {"issue_loop", "three_committee", "big_party_meeting"} <= {one.stem for one in callers()}


@pytest.mark.parametrize(
    ("message", "receiver"),
    [
        ("msg.appraisal.evidence", "annual_appraisal"),
        ("msg.nomination.result", "big_party_meeting"),
        ("msg.task.metric", "reform_task"),
    ],
)
def test_what_is_sent_here_names_its_receiver(message, receiver):
    for path in sorted(WORKFLOWS.rglob("*.bpmn")):
        root = etree.parse(path).getroot()
        for one in users(root, message) if named(root, message) else []:
            to = one.get(f"{OURS}to") or one[0].get(f"{OURS}to") or ""
            sends = re.search(r"(throw|end|send)", one.tag, re.IGNORECASE)
            assert not sends or to.strip('"') == receiver, path.name
