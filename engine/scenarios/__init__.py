"""Playing a .scenario: what a procedure does, told in the words of its diagram."""

from engine.scenarios.cover import Coverage
from engine.scenarios.play import Player, ScenarioFailed, play
from engine.scenarios.read import BadScenario, Line, Scenario, read_scenarios

__all__ = [
    "BadScenario",
    "Coverage",
    "Line",
    "Player",
    "Scenario",
    "ScenarioFailed",
    "play",
    "read_scenarios",
]
