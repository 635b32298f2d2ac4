"""What an element of a model needs, in the model itself and in those that it imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Self

from engine.errors import NotFound

from .problems import Problems
from .xml import Element, child, children, id_of, local, name_of

DECISION, INPUT = "decision", "inputData"
KNOWLEDGE, SERVICE = "businessKnowledgeModel", "decisionService"
KINDS = (DECISION, INPUT, KNOWLEDGE, SERVICE)


class Graph:
    """The elements of one model and what they need of each other."""

    def __init__(self, root: Element, problems: Problems) -> None:
        self.namespace = root.get("namespace") or ""
        self.root, self.problems = root, problems
        self.elements = [element for element in root if local(element) in KINDS]
        self.by_id = {e.get("id", ""): e for e in self.elements if e.get("id")}
        self.imports: dict[str, Self] = {}

    def link(self, models: Mapping[str, Self]) -> None:
        """Find the models that this one imports."""
        for element in children(self.root, "import"):
            model = models.get(element.get("namespace") or "")
            if model is not None and model is not self:
                self.imports[name_of(element)] = model
            elif "/DMN/" in (element.get("importType") or "/DMN/"):
                self.problems.add(
                    name_of(element),
                    "缺少被引入的模型 {namespace}",
                    "the imported model {namespace} is missing",
                    namespace=element.get("namespace") or "",
                )

    def check_ids(self) -> None:
        """Note ids that are used twice."""
        times = Counter(element.get("id") for element in self.elements)
        for id_, count in times.items():
            if id_ and count > 1:
                self.problems.add(id_, "编号重复", "the id is used twice")

    def check_requirements(self, element: Element) -> None:
        """Note what an element needs and does not find."""
        for requirement in required(element):
            if self.find(requirement) is None:
                self.problems.add(
                    id_of(element),
                    "依赖的元素 {href} 不存在",
                    "the required element {href} does not exist",
                    href=requirement.get("href") or "",
                )

    def find(self, reference: Element) -> tuple[Self, Element] | None:
        """Return the element that a reference means, and its model."""
        namespace, _, id_ = (reference.get("href") or "").rpartition("#")
        model: Self | None = self
        if namespace and namespace != self.namespace:
            model = self._model_of(namespace, set())
        element = model.by_id.get(id_) if model else None
        return (model, element) if model is not None and element is not None else None

    def _model_of(self, namespace: str, seen: set[str]) -> Self | None:
        seen.add(self.namespace)
        for model in self.imports.values():
            if model.namespace == namespace:
                return model
            if model.namespace not in seen:
                found = model._model_of(namespace, seen)
                if found:
                    return found
        return None

    def check_cycles(self) -> None:
        """Note decisions that need themselves."""
        open_, done = set[Element](), set[Element]()
        for element in self.elements:
            waiting = [(self, element, False)]
            while waiting:
                model, it, left = waiting.pop()
                if left:
                    open_.discard(it)
                    done.add(it)
                elif it in open_:
                    self.problems.add(id_of(it), "决策依赖自身", "the decision needs itself")
                elif it not in done:
                    open_.add(it)
                    waiting.append((model, it, True))
                    waiting += [(*found, False) for found in model.needs(it)]

    def needs(self, element: Element) -> list[tuple[Self, Element]]:
        """Return what an element needs to know, directly."""
        return [found for reference in information(element) if (found := self.find(reference))]

    def needed(self, element: Element) -> Iterator[tuple[Self, Element]]:
        """Give what an element needs to know, also through others, each once."""
        seen = {element}
        waiting = self.needs(element)
        while waiting:
            model, needed = waiting.pop(0)
            if needed not in seen:
                seen.add(needed)
                yield model, needed
                waiting = model.needs(needed) + waiting

    def alias(self, model: Self) -> str | None:
        """Return the name under which a model is imported."""
        return next((alias for alias, known in self.imports.items() if known is model), None)

    @property
    def decisions(self) -> dict[str, str]:
        """The decisions' names by id."""
        return self._named(DECISION)

    @property
    def services(self) -> dict[str, str]:
        """The decision services' names by id."""
        return self._named(SERVICE)

    def _named(self, kind: str) -> dict[str, str]:
        found = [element for element in self.elements if local(element) == kind]
        return {element.get("id") or name_of(element): name_of(element) for element in found}

    def element(self, wanted: str, kinds: tuple[str, ...] = (DECISION,)) -> Element:
        """Return an element by id or name; raises NotFound."""
        found = self.by_id.get(wanted)
        if found is not None and local(found) in kinds:
            return found
        for element in self.elements:
            if local(element) in kinds and name_of(element) == wanted:
                return element
        raise NotFound


def information(element: Element) -> list[Element]:
    """Return the references to decisions and inputs that an element reads."""
    return [
        reference
        for requirement in children(element, "informationRequirement")
        if (reference := child(requirement, "requiredDecision", "requiredInput")) is not None
    ]


def knowledge(element: Element) -> list[Element]:
    """Return the references to functions that an element calls."""
    return [
        reference
        for requirement in children(element, "knowledgeRequirement")
        if (reference := child(requirement, "requiredKnowledge")) is not None
    ]


def required(element: Element) -> list[Element]:
    """Return all references of an element."""
    services = ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
    listed = children(element, *services) if local(element) == SERVICE else []
    return [*information(element), *knowledge(element), *listed]
