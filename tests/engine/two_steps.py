"""A small procedure with a deadline of its own: two tasks, accepted between them."""

from __future__ import annotations

from engine import publish

XML = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gucheng="urn:gucheng:bpmn:1"
  id="two_steps_file" targetNamespace="urn:gucheng:repairs">
  <process id="two_steps" name="两步" isExecutable="true" gucheng:plugin="repairs"
    gucheng:starters="grp_inspector" gucheng:title="finding">
    <extensionElements>{due}</extensionElements>
    <startEvent id="begin" name="开始"><outgoing>f1</outgoing></startEvent>
    <userTask id="first" name="第一步" gucheng:form="repairs.inspect" gucheng:role="grp_inspector">
      <extensionElements><gucheng:due within="3WD"/></extensionElements>
      <incoming>f1</incoming><outgoing>f2</outgoing></userTask>
    <scriptTask id="accept" name="受理" scriptFormat="feel">
      <incoming>f2</incoming><outgoing>f3</outgoing>
      <script>{{accepted_at: today()}}</script></scriptTask>
    <userTask id="second" name="第二步" gucheng:form="repairs.inspect" gucheng:role="grp_inspector">
      <extensionElements><gucheng:due within="{within}"/></extensionElements>
      <incoming>f3</incoming><outgoing>f4</outgoing></userTask>
    <endEvent id="done" name="结束"><incoming>f4</incoming></endEvent>
    <sequenceFlow id="f1" sourceRef="begin" targetRef="first"/>
    <sequenceFlow id="f2" sourceRef="first" targetRef="accept"/>
    <sequenceFlow id="f3" sourceRef="accept" targetRef="second"/>
    <sequenceFlow id="f4" sourceRef="second" targetRef="done"/>
  </process>
</definitions>
"""


def publish_two_steps(due: str = "", within: str = "3WD") -> None:
    """Publish it with a deadline drawn at the process and one at the second task."""
    publish(XML.format(due=due, within=within).encode(), "file")
