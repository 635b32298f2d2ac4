"""Loading a model together with those that it imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.feel.errors import FeelLimit
from engine.feel.expression import deep_enough

from .model import Model
from .problems import BadDecision, DecisionProblem, Problems
from .xml import read_xml


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
    for imported in model.imports.values():
        if id(imported) not in ready:
            _prepare(imported, models, ready, functions)
    model.compile(functions)
    model.check_cycles()
