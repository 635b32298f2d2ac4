"""What tests do with runs: start one, store it and take it up again, do a step by its element."""

from __future__ import annotations

from engine.bpmn import Run, compile_process
from tests.bpmn.diagrams import Box, process
from tests.bpmn.worlds import SmallWorld


def start(box: Box, roots: str = "", world: SmallWorld | None = None, **data: object) -> Run:
    return Run.start(compile_process(process(box, roots)), world or SmallWorld(), data)


def again(run: Run, world: SmallWorld | None = None) -> Run:
    return Run.restore(run.definition, run.dump(), world or SmallWorld())


def names(run: Run) -> list[str]:
    return [step.element for step in run.steps]


def do(run: Run, element: str, **data: object) -> None:
    step = next(step for step in run.steps if step.element == element)
    run.complete(step.id, data)
