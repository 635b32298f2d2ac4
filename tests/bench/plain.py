"""Plain SpiffWorkflow in memory on the same models: the ratio that survives a noisy machine."""

from __future__ import annotations

import re
import time
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from tests.bench.data import case_data

MODELS = Path(__file__).parent / "plugins/bench/workflows"


class Plain(NamedTuple):
    """CPU ms of a start and of a task."""

    start: float
    task: float


@cache
def plain(key: str, rounds: int = 30) -> Plain:
    """Return what plain SpiffWorkflow takes for a model, in memory."""
    xml = (MODELS / f"{key}.bpmn").read_text("utf-8")
    xml = re.sub(r' gucheng:\w+="[^"]*"', "", xml).replace("again = true", "again == True")
    parser = BpmnParser()
    parser.add_bpmn_str(xml.encode())
    specs = parser.get_spec(key), parser.get_subprocess_specs(key)
    done, started, spent = 0, 0.0, 0.0
    for _ in range(rounds):
        begun = time.process_time()
        workflow = BpmnWorkflow(*specs)
        workflow.task_tree.data.update(case_data())
        workflow.do_engine_steps()
        middle = time.process_time()
        done += _work(workflow, looping=key == "bench_case")
        started, spent = started + middle - begun, spent + time.process_time() - middle
    return Plain(1000 * started / rounds, 1000 * spent / done)


def _work(workflow: Any, looping: bool) -> int:
    loops = done = 0
    while ready := workflow.get_tasks(state=TaskState.READY, manual=True):
        loops += ready[0].task_spec.name == "u1"
        ready[0].data.update(note="已核", again=loops < 4 and looping)
        ready[0].run()
        workflow.do_engine_steps()
        done += 1
    return done
