"""Everything about BPMN: reading, judging, compiling and running diagrams.

The only place that knows SpiffWorkflow. Cases are run by `Run` on a `Definition`; what a run
needs from the engine around it, it asks of a `World`.

SpiffWorkflow parses, and its specs, tasks and workflows are the bases of ours. What we do not
take over is its task tree, which keeps the past and predicts the future: most of its errors and
all of its growth come from there. Here a task is a token. It lies flat in its scope and is
dropped when it is done, so there is nothing to prune, nothing to merge at a join, and no patch
to the library. The data of a case lie in one frame that all tokens share; only an instance of a
multi-instance activity and a called procedure have their own.
"""

from engine.bpmn.definition import CallTo, Definition, Element, Start, compile_process
from engine.bpmn.diagram import Diagram, read_diagram
from engine.bpmn.findings import BadDiagram, Finding
from engine.bpmn.lint import Answering, Names, Vocabulary, lint
from engine.bpmn.mapping import MapProblem, check_mapping, places, propose
from engine.bpmn.mending import (
    WayOut,
    ask_again,
    end_stopped,
    overwrite,
    pass_once,
    pass_over,
    throw_again,
    ways_out,
    write_data,
)
from engine.bpmn.migration import migrated, migration_problems
from engine.bpmn.moving import (
    Affected,
    Plan,
    affected,
    carry_out,
    is_repeated,
    plan_move,
    plan_restart,
    targets,
)
from engine.bpmn.run import Run
from engine.bpmn.standing import Standing, standing
from engine.bpmn.state import UnknownState
from engine.bpmn.timers import parse_cycle, parse_duration
from engine.bpmn.world import (
    BpmnError,
    Called,
    Due,
    OutsideCall,
    RunFailed,
    Step,
    Stopped,
    Thrown,
    Wait,
    Waiting,
    World,
)

__all__ = [
    "Affected",
    "Answering",
    "BadDiagram",
    "BpmnError",
    "CallTo",
    "Called",
    "Definition",
    "Diagram",
    "Due",
    "Element",
    "Finding",
    "MapProblem",
    "Names",
    "OutsideCall",
    "Plan",
    "Run",
    "RunFailed",
    "Standing",
    "Start",
    "Step",
    "Stopped",
    "Thrown",
    "UnknownState",
    "Vocabulary",
    "Wait",
    "Waiting",
    "WayOut",
    "World",
    "affected",
    "ask_again",
    "carry_out",
    "check_mapping",
    "compile_process",
    "end_stopped",
    "is_repeated",
    "lint",
    "migrated",
    "migration_problems",
    "overwrite",
    "parse_cycle",
    "parse_duration",
    "pass_once",
    "pass_over",
    "places",
    "plan_move",
    "plan_restart",
    "propose",
    "read_diagram",
    "standing",
    "targets",
    "throw_again",
    "ways_out",
    "write_data",
]
