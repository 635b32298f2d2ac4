"""A decision model: what needs what, and what a decision is worth for given inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.feel.compiler import Value
from engine.feel.expression import deep_enough, odd_names
from engine.feel.functions import Function
from engine.feel.natives import from_feel, to_feel
from engine.feel.scope import Scope
from engine.feel.types import ANY, Type

from .boxed import Boxes, nothing, run_of
from .graph import DECISION, INPUT, KNOWLEDGE, SERVICE, Graph, information, knowledge
from .outcome import DecisionRun, Outcome, Reason
from .problems import Problems
from .tables import Table
from .types import Types
from .xml import Element, child, children, local, name_of


@dataclass
class State:
    """What is known while one decision is made: inputs by name, the rest by element."""

    run: DecisionRun
    inputs: Mapping[str, Any]
    given: dict[Element, Any] = field(default_factory=dict)
    known: dict[Element, Any] = field(default_factory=dict)


class Model(Graph):
    """A loaded model; it holds no data and may be shared by threads."""

    def __init__(self, root: Element, problems: Problems) -> None:
        super().__init__(root, problems)
        self.types = Types(root, problems)
        self._boxes = Boxes(self.types, frozenset(), problems, None)
        self._values: dict[Element, Value] = {}

    def compile(self, functions: frozenset[str]) -> None:
        """Compile types and logic; all problems are noted. Imports must be compiled before."""
        for alias, model in self.imports.items():
            self.types.add_import(alias, model.types)
        self.types.read()
        self._boxes = Boxes(self.types, self._names(), self.problems, None)
        self.check_ids()
        for element in self.elements:
            self.check_requirements(element)
            if local(element) in (DECISION, KNOWLEDGE):
                self._values[element] = self._compiled(element, functions)

    def _compiled(self, element: Element, functions: frozenset[str]) -> Value:
        bound = functions | self._bound_names(element)
        boxes = Boxes(self.types, self._boxes.names, self.problems, bound)
        if local(element) == DECISION:
            return boxes.within(element)
        logic = child(element, "encapsulatedLogic")
        return nothing if logic is None else boxes.function(logic)

    def _bound_names(self, element: Element) -> frozenset[str]:
        names = {name_of(element)} if local(element) == KNOWLEDGE else set()
        for reference in (*information(element), *knowledge(element)):
            found = self.find(reference)
            if found:
                names.add(self.alias(found[0]) or name_of(found[1]))
        return frozenset(names)

    def _names(self) -> frozenset[str]:
        parts = (e for e in self.root.iter() if local(e) in ("itemComponent", "column", "output"))
        found = {name_of(element) for element in (*self.elements, *parts)}
        found.update(self.imports)
        for model in self.imports.values():
            found |= model._names()
        return odd_names(found)

    def inputs_of(self, decision: str) -> list[str]:
        """Return the names of the input data that a decision needs, also through others."""
        needed = self.needed(self.element(decision))
        return list(dict.fromkeys(name_of(e) for _, e in needed if local(e) == INPUT))

    def outputs_of(self, decision: str) -> list[str]:
        """Return the names of a table's output columns; else the decision's own name."""
        element = self.element(decision)
        table = self.table_of(decision)
        names = [column.name for column in table.outputs] if table else []
        return names if all(names) and names else [name_of(element)]

    def table_of(self, decision: str) -> Table | None:
        """Return a decision's table, if it is one."""
        return self.table_at(self.element(decision))

    def table_at(self, element: Element) -> Table | None:
        """Return the table of an element of the model, if it is one."""
        value = self._values.get(element)
        return value if isinstance(value, Table) else None

    def column_types(self, decision: str) -> dict[str, Type]:
        """Return the types by name of a decision's inputs, and of its outputs as `=> output`."""
        types: dict[str, Type] = {}
        for model, needed in self.needed(self.element(decision)):
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
        element = self.element(decision, (DECISION, SERVICE))
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
        for reference in information(element):
            found = self.find(reference)
            if found:
                model, needed = found
                value = (
                    model._input(needed, state)
                    if local(needed) == INPUT
                    else model._decision(needed, state)
                )
                self._bind(names, model, name_of(needed), value)
        for reference in knowledge(element):
            found = self.find(reference)
            if found:
                model, needed = found
                self._bind(names, model, name_of(needed), model._function(needed, state))
        return names

    def _bind(self, names: dict[str, Any], model: Model, name: str, value: Any) -> None:
        alias = self.alias(model)
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
        return [found for reference in references if (found := self.find(reference))]

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
        found = [self.find(reference) for reference in children(service, "outputDecision")]
        results = {name_of(f[1]): f[0]._decision(f[1], inner) for f in found if f}
        value = next(iter(results.values())) if len(results) == 1 else results
        variable = child(service, "variable")
        if variable is None:
            return value
        return self.types.conform(value, variable.get("typeRef"), state.run)


def _data(names: Mapping[str, Any]) -> dict[str, Any]:
    return {n: from_feel(v) for n, v in names.items() if not isinstance(v, Function)}
