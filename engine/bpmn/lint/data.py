"""Whether a diagram's expressions read what it writes, and use it as what it is."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.diagram import Diagram
from engine.bpmn.findings import Finding, Severity, found
from engine.bpmn.lint.uses import Use, has_text, uses
from engine.bpmn.lint.vocabulary import Answering, Vocabulary
from engine.bpmn.lint.written import Data, Written
from engine.bpmn.names import Node, kind, own, own_children
from engine.feel.static import Finding as Wrong
from engine.feel.static import Known, check_expression, known_of, name_of
from engine.text import Text

_READ_BEFORE = ("syntax", "limit")
"""Told by the rule `feel` already."""


def data(diagram: Diagram, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Report expressions that read what nothing writes, or that can never do what they say."""
    for process in diagram.executable:
        written = Written(diagram, process, vocabulary)
        for use in filter(has_text, uses(process)):
            yield from _judged(use, written.at(use.place))
        for node in process.iter():
            yield from _asked(node, vocabulary, written)
            yield from _form(node, vocabulary, written)


def _judged(use: Use, there: Data) -> Iterator[Finding]:
    text = use.text.strip().removeprefix("=").strip()
    names, complete = {**there.names, **use.own}, not (there.more or use.more)
    for wrong in check_expression(text, names, complete=complete, condition=use.condition):
        if wrong.kind not in _READ_BEFORE:
            yield _told(use.place, text, wrong)
    value = known_of(text, names, complete=complete)
    if use.kinds and value.is_known and value.kind not in use.kinds:
        zh = "表达式“{text}”的结果是{it}，此处不能用"
        en = "The expression “{text}” gives {it}, which is of no use here"
        yield found("data", use.place, zh, en, text=text, it=name_of(value.kind))


def _told(place: Node, text: str, wrong: Wrong) -> Finding:
    severity: Severity = "warning" if wrong.kind == "always" else "error"
    return found(
        "data",
        place,
        "表达式“{text}”第 {line} 行第 {column} 列：{what}",
        "The expression “{text}”, line {line}, column {column}: {what}",
        severity,
        text=text,
        line=wrong.line,
        column=wrong.column,
        what=wrong.text,
    )


def _form(node: Node, vocabulary: Vocabulary, written: Written) -> Iterator[Finding]:
    form = own(node, "form") if kind(node) else None
    there = written.at(node) if form in vocabulary.misread else None
    if form is None or there is None or there.more:
        return
    for what in vocabulary.misread[form](there.reserved, there.data):
        zh, en = "表单“{form}”：{what}", "The form “{form}”: {what}"
        yield found("data", node, zh, en, form=form, what=what)


# -- what decisions and actions are given


def _asked(node: Node, vocabulary: Vocabulary, written: Written) -> Iterator[Finding]:
    what = kind(node)
    if what == "businessRuleTask":
        name = own(node, "decision") or ""
        answering = vocabulary.decisions.get(name)
    elif what == "serviceTask":
        name = own(node, "action") or ""
        answering = vocabulary.actions.get(name)
    else:
        return
    if answering is not None:
        yield from _inputs(node, name, answering, written.at(node))


def _inputs(node: Node, name: str, answering: Answering, there: Data) -> Iterator[Finding]:
    entries = {e.get("target", ""): e.get("source") or "" for e in own_children(node, "input")}
    takes_data = kind(node) == "businessRuleTask" and not entries
    given = set(there.names) if takes_data else set(entries)
    for missing in sorted(answering.needs - given):
        zh, en = "“{name}”需要“{input}”，但没有给出", "“{name}” needs “{input}”, which is not given"
        if not (takes_data and there.more):
            yield found("data", node, zh, en, name=name, input=missing)
    for target, source in entries.items():
        if target not in answering.takes:
            zh, en = "“{name}”不接受“{input}”", "“{name}” does not take “{input}”"
            yield found("data", node, zh, en, name=name, input=target)
            continue
        value = known_of(source or target, there.names, complete=not there.more)
        if not _suits(value, answering.takes[target]):
            yield _unsuitable(node, target, value, answering.takes[target])


def _suits(value: Known, wanted: Known) -> bool:
    """Tell whether a value may be taken for what is wanted, as DMN converts it."""
    if not value.is_known or not wanted.is_known or value.kind == wanted.kind:
        return True
    if wanted.kind == "list":
        return _suits(value, wanted.element)
    return value.kind == "list" or (value.kind, wanted.kind) == ("date", "date and time")


def _unsuitable(node: Node, target: str, value: Known, wanted: Known) -> Finding:
    return found(
        "data",
        node,
        "“{target}”应是{wanted}，却给了{it}",
        "“{target}” should be {wanted}, but is given {it}",
        target=target,
        wanted=_words(wanted),
        it=_words(value),
    )


def _words(known: Known) -> Text:
    return name_of(known.kind)
