"""What a rule decides, and why: DMN 1.5 decision models, evaluated on engine.feel."""

from .model import Model, load_model
from .outcome import FiredRule, Outcome, Reason
from .problems import BadDecision, DecisionProblem

__all__ = [
    "BadDecision",
    "DecisionProblem",
    "FiredRule",
    "Model",
    "Outcome",
    "Reason",
    "load_model",
]
