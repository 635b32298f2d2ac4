"""Which names the elements of a diagram write, and what is known of their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.diagram import Diagram
from engine.bpmn.lint.vocabulary import Vocabulary
from engine.bpmn.names import Node, child, kind, own, own_children, text_of
from engine.feel.static import ANY, NUMBER, STRING, Known, context, either, known_of, list_of

PERSON = context({"id": STRING, "name": STRING})
_CATCHING = ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")
_ROUNDS = 2
"""A script may read what another writes: the second time round, that is known."""


@dataclass(frozen=True)
class Data:
    """What can be read at a place: data, names that are none, and whether there may be more."""

    data: Mapping[str, Known]
    reserved: Mapping[str, Known]
    more: bool = False

    @property
    def names(self) -> Mapping[str, Known]:
        """Everything by name; what is reserved wins."""
        return {**self.data, **self.reserved}


class Written:
    """The data of one process: the case's own, and on top what each instance keeps to itself."""

    def __init__(self, diagram: Diagram, process: Node, vocabulary: Vocabulary) -> None:
        self.diagram, self.process, self.vocabulary = diagram, process, vocabulary
        self._by_holder: dict[Node, dict[str, Known]] = {}
        self._open: set[Node] = set()
        self._reserved = self._reserved_names()
        for _ in range(_ROUNDS):
            self._gather()

    def at(self, node: Node) -> Data:
        """Return what an expression at an element can read."""
        names: dict[str, Known] = {}
        more = False
        for holder in reversed(list(self._holders(node))):
            names.update(self._by_holder.get(holder, {}))
            more = more or holder in self._open
        return Data(names, self._reserved, more)

    def _reserved_names(self) -> dict[str, Known]:
        people = {
            node.get("id", ""): PERSON
            for node in self.process.iter()
            if kind(node) in ("userTask", "manualTask")
        }
        return {
            **self.vocabulary.functions,
            "case": self.vocabulary.case,
            "setting": self.vocabulary.setting(own(self.process, "plugin")),
            "legal": self.vocabulary.legal,
            "done_by": context(people),
        }

    def _gather(self) -> None:
        found: dict[Node, dict[str, Known]] = {}
        for node in self.process.iter():
            for name, known in self._of(node):
                there = found.setdefault(self._holder(node), {})
                there[name] = either(there[name], known) if name in there else known
        for node in self._keeping():
            inner = {**found.get(node, {}), **_item(node, self._element(node))}
            outer = found.setdefault(self._outer(node), {})
            outer[_result(node) or ""] = list_of(context(inner, more=node in self._open))
        self._by_holder = found

    # -- whose data it is

    def _holders(self, node: Node) -> Iterator[Node]:
        """Yield whose data a place sees, the innermost first."""
        here: Node | None = node
        while here is not None and here is not self.process:
            if _result(here) is not None:
                yield here
            here = here.getparent()
        yield self.process

    def _holder(self, node: Node) -> Node:
        return next(self._holders(node))

    def _outer(self, node: Node) -> Node:
        return self._holder(node.getparent())

    def _keeping(self) -> list[Node]:
        """Return the activities whose instances keep what they write, the innermost first."""
        return [node for node in self.process.iter() if _result(node) is not None][::-1]

    # -- who writes what

    def _of(self, node: Node) -> Iterator[tuple[str, Known]]:
        what = kind(node)
        form = own(node, "form") if what else None
        if form is not None:
            yield from self._answers(node, form)
        if child(node, "multiInstanceLoopCharacteristics") is not None:
            yield from _item(node, self._element(node)).items()
        if what in _CATCHING:
            yield from self._mapped(node, "input")
        for definition in self.diagram.event_definitions(node) if what in _CATCHING else ():
            yield from self._mapped(definition, "input")
        if what == "scriptTask":
            yield from self._script(node)
        elif what == "businessRuleTask":
            yield from self._decided(node)
        elif what in ("serviceTask", "callActivity"):
            yield from self._acted(node)

    def _answers(self, node: Node, form: str) -> Iterator[tuple[str, Known]]:
        if form not in self.vocabulary.forms:
            self._open.add(self._holder(node))
        yield from self.vocabulary.forms.get(form, {}).items()

    def _mapped(self, node: Node, tag: str) -> Iterator[tuple[str, Known]]:
        """Yield what is taken over from outside: of that no more is known than how it is made."""
        names = self.at(node).names
        for entry in own_children(node, tag):
            source = entry.get("source") or entry.get("target") or ""
            unread = {name: known for name, known in names.items() if name in self._reserved}
            yield entry.get("target", ""), known_of(source, unread, complete=False)

    def _script(self, node: Node) -> Iterator[tuple[str, Known]]:
        data = self.at(node)
        script = text_of(child(node, "script")).removeprefix("=")
        result = known_of(script, data.names, complete=False)
        if result.kind != "context" or result.members is None or result.open:
            self._open.add(self._holder(node))
        yield from (result.members or {}).items()

    def _decided(self, node: Node) -> Iterator[tuple[str, Known]]:
        decision = own(node, "decision") or ""
        answering = self.vocabulary.decisions.get(decision)
        result = answering.result if answering else ANY
        name = own(node, "result")
        if name is not None:
            yield name, result
        elif result.kind == "context" and result.members is not None:
            yield from result.members.items()
        elif result.kind in ("any", "context"):
            self._open.add(self._holder(node))
        else:
            yield decision.rpartition(".")[2], result

    def _acted(self, node: Node) -> Iterator[tuple[str, Known]]:
        yield from self._mapped(node, "output")
        if own_children(node, "output"):
            return
        name = own(node, "result")
        if kind(node) == "callActivity" and not own_children(node, "input"):
            self._open.add(self._holder(node))  # everything that the called one knows comes back
        elif name is not None:
            yield name, ANY

    def _element(self, node: Node) -> Known:
        loop = child(node, "multiInstanceLoopCharacteristics")
        data = self.at(node.getparent())
        of = known_of(own(loop, "collection") or "null", data.names, complete=False)
        return of.element if of.kind == "list" else ANY


def _result(node: Node) -> str | None:
    """Return where a multi-instance activity gathers what its instances write."""
    loop = child(node, "multiInstanceLoopCharacteristics") if kind(node) else None
    return None if loop is None else own(loop, "result")


def _item(node: Node, element: Known) -> dict[str, Known]:
    loop = child(node, "multiInstanceLoopCharacteristics")
    name = own(loop, "item")
    return {"loopCounter": NUMBER, **({name: element} if name else {})}
