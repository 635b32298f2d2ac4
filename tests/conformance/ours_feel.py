"""How the public DMN suite asks our FEEL and our DMN."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.dmn import load_model
from engine.feel.expression import compile_expression, odd_names
from engine.feel.temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.temporal_text import read_date, read_date_time, read_duration, read_time

READ = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "years and months duration": read_duration,
    "days and time duration": read_duration,
}
KIND = {
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    YearsMonthsDuration: "years and months duration",
    DaysTimeDuration: "days and time duration",
}


def enter(value: Any) -> Any:
    """Return the FEEL value of one of the suite's."""
    if hasattr(value, "kind") and hasattr(value, "text"):
        return READ[value.kind](value.text)
    if isinstance(value, list):
        return [enter(item) for item in value]
    if isinstance(value, dict):
        return {key: enter(item) for key, item in value.items()}
    return value


def leave(value: Any) -> Any:
    """Return the suite's value of one of FEEL."""
    from conformance.tck import Temporal

    if type(value) in KIND:
        return Temporal(KIND[type(value)], str(value))
    if isinstance(value, list):
        return [leave(item) for item in value]
    if isinstance(value, dict):
        return {key: leave(item) for key, item in value.items()}
    return value


def all_names(value: Any) -> set[str]:
    """Return the keys of contexts at any depth."""
    if isinstance(value, dict):
        return set(value).union(*map(all_names, value.values()))
    return set().union(*map(all_names, value)) if isinstance(value, list) else set()


class OurFeel:
    """Evaluates one expression."""

    name = "gucheng FEEL"

    def evaluate(self, expression: str, context: dict[str, Any]) -> Any:
        """Return the expression's value."""
        data = {key: enter(value) for key, value in context.items()}
        return leave(compile_expression(expression, odd_names(all_names(data))).value(data))


class OurDmn:
    """Loads models and makes their decisions."""

    name = "gucheng DMN"

    def load(self, path: str, imports: list[str]) -> Any:
        """Return the model; expressions that the suite wrote wrongly are null, not refused."""
        others = [Path(other).read_bytes() for other in imports]
        return load_model(Path(path).read_bytes(), others, strict=False)

    def decide(
        self, model: Any, decision: str, inputs: dict[str, Any], invocable: str | None = None
    ) -> Any:
        """Return the value of a decision, or of that decision within a service."""
        given = {name: enter(value) for name, value in inputs.items()}
        value = leave(model.value_of(invocable or decision, given))
        several = invocable and isinstance(value, dict) and decision in value
        return value[decision] if several else value
