"""What is wrong with a diagram, by two sets of rules: what cannot run, and what our house asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from engine.bpmn.diagram import Diagram, read_diagram
from engine.bpmn.findings import BadDiagram, Finding
from engine.bpmn.lint import (
    activities,
    adhoc,
    behaviors,
    calls,
    events,
    expressions,
    gateways,
    house,
    starting,
    structure,
)
from engine.bpmn.lint.data import data
from engine.bpmn.lint.names import Names
from engine.bpmn.lint.schema import schema
from engine.bpmn.lint.vocabulary import Answering, Vocabulary

RuleSet = Literal["bpmn", "house"]
Rule = Callable[[Diagram], Iterator[Finding]]

BPMN_RULES: tuple[Rule, ...] = (
    schema,
    structure.executable,
    structure.unique_ids,
    structure.ids_present,
    structure.references,
    structure.flow_ends,
    structure.flow_lists,
    structure.start_event,
    structure.ways_in,
    structure.ways_out,
    structure.reachable,
    structure.pools,
    structure.choreography,
    structure.immediate,
    structure.foreign_extensions,
    gateways.direction,
    gateways.splits_or_joins,
    gateways.conditions,
    gateways.condition_source,
    gateways.default_flow,
    gateways.event_gateway,
    events.placement,
    events.own_definitions,
    events.named_things,
    events.thrown_codes,
    events.timers,
    events.asked_conditions,
    events.links,
    events.link_alone,
    events.cancelling,
    events.compensating,
    events.compensated_activity,
    events.start_of_event_sub_process,
    events.parallel_multiple,
    events.repeated_codes,
    activities.work_said,
    activities.script_language,
    activities.not_executed,
    activities.quantities,
    activities.loops,
    activities.data_flow,
    activities.collections,
    activities.empty_sub_process,
    activities.several_starts,
    calls.called_elements,
    calls.binding,
    calls.recursion,
    calls.told_at_start,
    adhoc.contents,
    adhoc.begun,
    behaviors.behavior,
    behaviors.caught_behavior,
    behaviors.idle_behavior,
    expressions.feel,
    expressions.formal,
    expressions.languages,
    expressions.media_types,
)


HOUSE_RULES: tuple[Rule, ...] = (
    *house.RULES,
    adhoc.chosen_by,
    calls.done_by_hand,
    starting.started_by_nobody,
    starting.timed_start,
)


def lint(xml: bytes, rules: RuleSet, names: Names | None = None) -> list[Finding]:
    """Return what a set of rules finds in a diagram; `house` includes all of `bpmn`.

    `names` are the forms, decisions, actions, roles and messages that exist.
    """
    try:
        diagram = read_diagram(xml)
    except BadDiagram as bad:
        return bad.problems
    return check(diagram, rules, names)


def check(diagram: Diagram, rules: RuleSet, names: Names | None) -> list[Finding]:
    """Return what a set of rules finds in a diagram that has been read."""
    findings = [finding for rule in BPMN_RULES for finding in rule(diagram)]
    if rules == "house":
        findings += [finding for rule in HOUSE_RULES for finding in rule(diagram)]
        names = names or Names()
        findings += house.known_names(diagram, names)
        if names.vocabulary is not None:
            findings += data(diagram, names.vocabulary)
    return findings


__all__ = [
    "BPMN_RULES",
    "HOUSE_RULES",
    "Answering",
    "Names",
    "RuleSet",
    "Vocabulary",
    "check",
    "lint",
]
