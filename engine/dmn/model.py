"""A decision model: what needs what, and what a decision is worth for given inputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.errors import NotFound
from engine.feel.compiler import Value
from engine.feel.errors import FeelLimit
from engine.feel.expression import deep_enough, odd_names
from engine.feel.functions import Function
from engine.feel.natives import from_feel, to_feel
from engine.feel.scope import Scope
from engine.feel.types import ANY, Type

from .boxed import Boxes, nothing, run_of
from .outcome import DecisionRun, Outcome, Reason
from .problems import BadDecision, DecisionProblem, Problems
from .tables import Table
from .types import Types
from .xml import Element, child, children, id_of, local, name_of, read_xml

DECISION, INPUT = "decision", "inputData"
KNOWLEDGE, SERVICE = "businessKnowledgeModel", "decisionService"
KINDS = (DECISION, INPUT, KNOWLEDGE, SERVICE)


@dataclass
class State:
    """What is known while one decision is made: inputs by name, the rest by element."""

    run: DecisionRun
    inputs: Mapping[str, Any]
    given: dict[Element, Any] = field(default_factory=dict)
    known: dict[Element, Any] = field(default_factory=dict)


class Model:
    """A loaded model; it holds no data and may be shared by threads."""

    def __init__(self, root: Element, problems: Problems) -> None:
        self.namespace = root.get("namespace") or ""
        self._root, self._problems = root, problems
        self._elements = [element for element in root if local(element) in KINDS]
        self._by_id = {e.get("id", ""): e for e in self._elements if e.get("id")}
        self._imports: dict[str, Model] = {}
        self.types = Types(root, problems)
        self._boxes = Boxes(self.types, frozenset(), problems, None)
        self._values: dict[Element, Value] = {}

    # -- loading

    def link(self, models: Mapping[str, Model]) -> None:
        """Find the models that this one imports."""
        for element in children(self._root, "import"):
            model = models.get(element.get("namespace") or "")
            if model is not None and model is not self:
                self._imports[name_of(element)] = model
            elif "/DMN/" in (element.get("importType") or "/DMN/"):
                self._problems.add(
                    name_of(element),
                    "缺少被引入的模型 {namespace}",
                    "the imported model {namespace} is missing",
                    namespace=element.get("namespace") or "",
                )

    def imports(self) -> Iterable[Model]:
        """Give the models that this one imports."""
        return self._imports.values()

    def compile(self, functions: frozenset[str]) -> None:
        """Compile types and logic; all problems are noted. Imports must be compiled before."""
        for alias, model in self._imports.items():
            self.types.add_import(alias, model.types)
        self.types.read()
        self._boxes = Boxes(self.types, self._names(), self._problems, None)
        self._check_ids()
        for element in self._elements:
            self._check_requirements(element)
            if local(element) in (DECISION, KNOWLEDGE):
                self._values[element] = self._compiled(element, functions)

    def _compiled(self, element: Element, functions: frozenset[str]) -> Value:
        bound = functions | self._bound_names(element)
        boxes = Boxes(self.types, self._boxes.names, self._problems, bound)
        if local(element) == DECISION:
            return boxes.within(element)
        logic = child(element, "encapsulatedLogic")
        return nothing if logic is None else boxes.function(logic)

    def _bound_names(self, element: Element) -> frozenset[str]:
        names = {name_of(element)} if local(element) == KNOWLEDGE else set()
        for reference in (*_information(element), *_knowledge(element)):
            found = self._find(reference)
            if found:
                names.add(self._alias(found[0]) or name_of(found[1]))
        return frozenset(names)

    def _alias(self, model: Model) -> str | None:
        return next((alias for alias, known in self._imports.items() if known is model), None)

    def _check_ids(self) -> None:
        times = Counter(element.get("id") for element in self._elements)
        for id_, count in times.items():
            if id_ and count > 1:
                self._problems.add(id_, "编号重复", "the id is used twice")

    def _names(self) -> frozenset[str]:
        parts = (e for e in self._root.iter() if local(e) in ("itemComponent", "column", "output"))
        found = {name_of(element) for element in (*self._elements, *parts)}
        found.update(self._imports)
        for model in self._imports.values():
            found |= model._names()
        return odd_names(found)

    def _check_requirements(self, element: Element) -> None:
        for requirement in _required(element):
            if self._find(requirement) is None:
                self._problems.add(
                    id_of(element),
                    "依赖的元素 {href} 不存在",
                    "the required element {href} does not exist",
                    href=requirement.get("href") or "",
                )

    def _find(self, reference: Element) -> tuple[Model, Element] | None:
        namespace, _, id_ = (reference.get("href") or "").rpartition("#")
        model: Model | None = self
        if namespace and namespace != self.namespace:
            model = self._model_of(namespace, set())
        element = model._by_id.get(id_) if model else None
        return (model, element) if model is not None and element is not None else None

    def _model_of(self, namespace: str, seen: set[str]) -> Model | None:
        seen.add(self.namespace)
        for model in self._imports.values():
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
        for element in self._elements:
            waiting = [(self, element, False)]
            while waiting:
                model, it, left = waiting.pop()
                if left:
                    open_.discard(it)
                    done.add(it)
                elif it in open_:
                    self._problems.add(id_of(it), "决策依赖自身", "the decision needs itself")
                elif it not in done:
                    open_.add(it)
                    waiting.append((model, it, True))
                    waiting += [(*found, False) for found in model._needs(it)]

    def _needs(self, element: Element) -> list[tuple[Model, Element]]:
        """Return what an element needs to know, directly."""
        return [found for reference in _information(element) if (found := self._find(reference))]

    def _needed(self, element: Element) -> Iterator[tuple[Model, Element]]:
        """Give what an element needs to know, also through others, each once."""
        seen = {element}
        waiting = self._needs(element)
        while waiting:
            model, needed = waiting.pop(0)
            if needed not in seen:
                seen.add(needed)
                yield model, needed
                waiting = model._needs(needed) + waiting

    # -- asking what there is

    @property
    def decisions(self) -> dict[str, str]:
        """The decisions' names by id."""
        return self._named(DECISION)

    @property
    def services(self) -> dict[str, str]:
        """The decision services' names by id."""
        return self._named(SERVICE)

    def _named(self, kind: str) -> dict[str, str]:
        found = [element for element in self._elements if local(element) == kind]
        return {element.get("id") or name_of(element): name_of(element) for element in found}

    def inputs_of(self, decision: str) -> list[str]:
        """Return the names of the input data that a decision needs, also through others."""
        needed = self._needed(self._element(decision))
        return list(dict.fromkeys(name_of(e) for _, e in needed if local(e) == INPUT))

    def outputs_of(self, decision: str) -> list[str]:
        """Return the names of a table's output columns; else the decision's own name."""
        element = self._element(decision)
        table = self.table_of(decision)
        names = [column.name for column in table.outputs] if table else []
        return names if all(names) and names else [name_of(element)]

    def table_of(self, decision: str) -> Table | None:
        """Return a decision's table, if it is one."""
        value = self._values.get(self._element(decision))
        return value if isinstance(value, Table) else None

    def column_types(self, decision: str) -> dict[str, Type]:
        """Return the types by name of a decision's inputs, and of its outputs as `=> output`."""
        types: dict[str, Type] = {}
        for model, needed in self._needed(self._element(decision)):
            variable = child(needed, "variable")
            if local(needed) == INPUT and variable is not None:
                types[name_of(needed)] = model.types.type_named(variable.get("typeRef"))
        table = self.table_of(decision)
        for column in table.inputs if table else ():
            if column.type_ref and types.get(column.text, ANY) is ANY:
                types[column.text] = self.types.type_named(column.type_ref)
        outputs = table.outputs if table else []
        for name, result in zip(self.outputs_of(decision), outputs, strict=False):
            if result.type_ref:
                types[f"=> {name}"] = self.types.type_named(result.type_ref)
        return types

    def _element(self, wanted: str, kinds: tuple[str, ...] = (DECISION,)) -> Element:
        found = self._by_id.get(wanted)
        if found is not None and local(found) in kinds:
            return found
        for element in self._elements:
            if local(element) in kinds and name_of(element) == wanted:
                return element
        raise NotFound

    # -- deciding

    def decide(
        self,
        decision: str,
        inputs: Mapping[str, Any],
        *,
        now: datetime | None = None,
        functions: Mapping[str, Callable[..., Any]] | None = None,
    ) -> Outcome:
        """Return a decision's value (by id or name; services too) and its reasons.

        Inputs that are not given are null. Raises NotFound for an unknown decision, FeelLimit
        when the model computes too much.
        """
        with DecisionRun(now, functions) as run, deep_enough():
            value = self._answer(decision, inputs, run)
            return Outcome(from_feel(value), run.reasons)

    def value_of(self, decision: str, inputs: Mapping[str, Any]) -> Any:
        """Return a decision's value as FEEL's own."""
        with DecisionRun() as run, deep_enough():
            return self._answer(decision, inputs, run)

    def _answer(self, decision: str, inputs: Mapping[str, Any], run: DecisionRun) -> Any:
        element = self._element(decision, (DECISION, SERVICE))
        state = State(run, {name: to_feel(value) for name, value in inputs.items()})
        if local(element) == DECISION:
            return self._decision(element, state)
        parameters = self._parameters(element)
        values = [state.inputs.get(name_of(needed)) for _, needed in parameters]
        return self._serve(element, parameters, values, state)

    def _decision(self, element: Element, state: State) -> Any:
        if element in state.given:
            return state.given[element]
        if element not in state.known:
            state.known[element] = None
            state.known[element] = self._decide(element, state)
        return state.known[element]

    def _decide(self, element: Element, state: State) -> Any:
        names = self._environment(element, state)
        scope = Scope(names, None, state.run)
        body = self._values[element]
        value = body(scope)
        if not isinstance(body, Table):
            state.run.reasons.append(Reason(name_of(element), _data(names)))
        variable = child(element, "variable")
        if variable is None or isinstance(value, Function):
            return value
        return self.types.conform(value, variable.get("typeRef"), state.run)

    def _environment(self, element: Element, state: State) -> dict[str, Any]:
        """Return the names that an element's requirements bring into scope."""
        names: dict[str, Any] = {}
        for reference in _information(element):
            found = self._find(reference)
            if found:
                model, needed = found
                value = (
                    model._input(needed, state)
                    if local(needed) == INPUT
                    else model._decision(needed, state)
                )
                self._bind(names, model, name_of(needed), value)
        for reference in _knowledge(element):
            found = self._find(reference)
            if found:
                model, needed = found
                self._bind(names, model, name_of(needed), model._function(needed, state))
        return names

    def _bind(self, names: dict[str, Any], model: Model, name: str, value: Any) -> None:
        alias = self._alias(model)
        if model is self or not alias:
            names[name] = value
        else:
            names.setdefault(alias, {})[name] = value

    def _input(self, element: Element, state: State) -> Any:
        value = (
            state.given[element] if element in state.given else state.inputs.get(name_of(element))
        )
        variable = child(element, "variable")
        type_ref = None if variable is None else variable.get("typeRef")
        return self.types.conform(value, type_ref, state.run)

    def _function(self, element: Element, state: State) -> Any:
        if local(element) == SERVICE:
            return self._service_function(element, state)
        if element not in state.known:
            state.known[element] = None
            names = self._environment(element, state)
            function = self._values[element](Scope(names, None, state.run))
            # A business knowledge model may call itself.
            function = self._typed(function, element)
            state.known[element] = names[name_of(element)] = function
        return state.known[element]

    def _typed(self, function: Any, element: Element) -> Any:
        variable = child(element, "variable")
        type_ref = None if variable is None else variable.get("typeRef")
        returns_function = self.types.type_named(type_ref).name == "function"
        if isinstance(function, Function) and type_ref and not returns_function:
            body = function.body
            function.body = lambda scope: self._boxes.conform(body(scope), type_ref, scope)
        return function

    # -- services

    def _parameters(self, service: Element) -> list[tuple[Model, Element]]:
        references = children(service, "inputData") + children(service, "inputDecision")
        return [found for reference in references if (found := self._find(reference))]

    def _service_function(self, service: Element, state: State) -> Function:
        parameters = self._parameters(service)
        names = [name_of(needed) for _, needed in parameters]

        def body(scope: Scope) -> Any:
            values = [scope.names[name] for name in names]
            return self._serve(service, parameters, values, State(run_of(scope), {}))

        return Function(names, [None] * len(names), body, Scope({}, None, state.run))

    def _serve(
        self,
        service: Element,
        parameters: list[tuple[Model, Element]],
        values: list[Any],
        state: State,
    ) -> Any:
        given: dict[Element, Any] = {}
        for (model, element), value in zip(parameters, values, strict=True):
            if local(element) == DECISION:
                variable = child(element, "variable")
                type_ref = None if variable is None else variable.get("typeRef")
                fitting = model.types.conform(value, type_ref, state.run)
                if fitting is None and value is not None:
                    return None
                value = fitting
            given[element] = value
        inner = State(state.run, {}, given)
        found = [self._find(reference) for reference in children(service, "outputDecision")]
        results = {name_of(f[1]): f[0]._decision(f[1], inner) for f in found if f}
        value = next(iter(results.values())) if len(results) == 1 else results
        variable = child(service, "variable")
        if variable is None:
            return value
        return self.types.conform(value, variable.get("typeRef"), state.run)


def _data(names: Mapping[str, Any]) -> dict[str, Any]:
    return {n: from_feel(v) for n, v in names.items() if not isinstance(v, Function)}


def _information(element: Element) -> list[Element]:
    return [
        reference
        for requirement in children(element, "informationRequirement")
        if (reference := child(requirement, "requiredDecision", "requiredInput")) is not None
    ]


def _knowledge(element: Element) -> list[Element]:
    return [
        reference
        for requirement in children(element, "knowledgeRequirement")
        if (reference := child(requirement, "requiredKnowledge")) is not None
    ]


def _required(element: Element) -> list[Element]:
    services = ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
    listed = children(element, *services) if local(element) == SERVICE else []
    return [*_information(element), *_knowledge(element), *listed]


def load_model(
    xml: bytes,
    imports: Iterable[bytes] = (),
    *,
    functions: Iterable[str] = (),
    strict: bool = True,
) -> Model:
    """Return the model of a DMN file, with the models that it imports; raises BadDecision.

    `functions` are the names of those that the host will lend to `decide`. With `strict` off,
    what is wrong in single expressions is null instead of refused.
    """
    problems = Problems()
    main = Model(read_xml(xml), problems)
    models = {model.namespace: model for model in (Model(read_xml(x), problems) for x in imports)}
    models[main.namespace] = main
    try:
        with deep_enough():
            _prepare(main, models, set(), frozenset(functions))
    except FeelLimit as limit:
        problems.found.append(DecisionProblem("", limit.text))
        raise BadDecision(problems.found) from limit
    if problems.found and strict:
        raise BadDecision(problems.found)
    return main


def _prepare(
    model: Model, models: Mapping[str, Model], ready: set[int], functions: frozenset[str]
) -> None:
    ready.add(id(model))
    model.link(models)
    for imported in model.imports():
        if id(imported) not in ready:
            _prepare(imported, models, ready, functions)
    model.compile(functions)
    model.check_cycles()
