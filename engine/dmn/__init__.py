"""What a rule decides, and why: DMN 1.5 decision models, evaluated on engine.feel."""

from .cells import CellFinding, check_cells
from .check import Finding, check_table
from .examples import Example, play_examples, read_examples, rules_covered, write_examples
from .known import KnownDecision, known_decision
from .loading import load_model
from .model import Model
from .outcome import FiredRule, Outcome, Reason
from .problems import BadDecision, DecisionProblem

__all__ = [
    "BadDecision",
    "CellFinding",
    "DecisionProblem",
    "Example",
    "Finding",
    "FiredRule",
    "KnownDecision",
    "Model",
    "Outcome",
    "Reason",
    "check_cells",
    "check_table",
    "known_decision",
    "load_model",
    "play_examples",
    "read_examples",
    "rules_covered",
    "write_examples",
]
