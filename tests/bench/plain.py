"""Plain SpiffWorkflow in memory on the same models: the ratio that survives a noisy machine."""

from __future__ import annotations

import re
import time
from pathlib import Path

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from tests.bench.data import case_data

MODELS = Path(__file__).parent / "plugins/bench/workflows"


def plain_ms(key: str, rounds: int = 20) -> float:
    """Return the CPU ms that plain SpiffWorkflow takes for one user task of a model, in memory."""
    xml = (MODELS / f"{key}.bpmn").read_text("utf-8")
    xml = re.sub(r' gucheng:\w+="[^"]*"', "", xml).replace("again = true", "again == True")
    parser = BpmnParser()
    parser.add_bpmn_str(xml.encode())
    spec, subprocesses = parser.get_spec(key), parser.get_subprocess_specs(key)
    done, spent = 0, 0.0
    for _ in range(rounds):
        workflow = BpmnWorkflow(spec, subprocesses)
        workflow.task_tree.data.update(case_data())
        workflow.do_engine_steps()
        loops = 0
        begun = time.process_time()
        while ready := workflow.get_tasks(state=TaskState.READY, manual=True):
            loops += ready[0].task_spec.name == "u1"
            ready[0].data.update(note="已核", again=loops < 4 and key == "bench_case")
            ready[0].run()
            workflow.do_engine_steps()
            done += 1
        spent += time.process_time() - begun
    return 1000 * spent / done
