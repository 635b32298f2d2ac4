"""How the expressions of a diagram are evaluated: FEEL, and nothing else ever runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from engine.bpmn.frames import MISSING, Frame
from engine.bpmn.world import RunFailed
from engine.feel import Expression, FeelLimit, compile_expression
from engine.text import Text

if TYPE_CHECKING:
    from engine.bpmn.tokens import Token
    from engine.bpmn.workflow import CaseWorkflow


class NoPython(BasePythonScriptEngineEnvironment):
    """The library's door to Python's eval and exec, walled up."""

    def evaluate(self, expression: Any, context: Any, external_context: Any = None) -> Any:
        """Refuse: a text from a diagram is never Python."""
        raise NotImplementedError("diagrams hold FEEL, not Python")

    def execute(self, script: Any, context: Any, external_context: Any = None) -> Any:
        """Refuse: a text from a diagram is never Python."""
        raise NotImplementedError("diagrams hold FEEL, not Python")

    def call_service(self, context: Any, **kwargs: Any) -> Any:
        """Refuse: actions are called through the world."""
        raise NotImplementedError("actions are called through the world")


class FeelEngine(PythonScriptEngine):
    """The library's script engine, with FEEL for Python."""

    def __init__(self) -> None:
        super().__init__(environment=NoPython())

    def validate(self, expression: str) -> None:
        """Raise FeelSyntaxError when a text is not FEEL."""
        compile_expression(expression)

    def evaluate(
        self, task: Token, expression: Expression, external_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what a compiled expression means for the data that a token sees."""
        case = task.workflow.top_workflow
        return value_of(expression, task.frame, case, task.task_spec, external_context)

    def execute(self, task: Token, script: Expression, external_context: Any = None) -> bool:
        """Write the entries of a FEEL context into the data that a token sees."""
        result = self.evaluate(task, script, external_context)
        if not isinstance(result, dict):
            raise RunFailed(
                task.task_spec.bpmn_id,
                task.task_spec.bpmn_name,
                Text("脚本没有得出一组数据。", "The script did not give a context of values."),
            )
        task.frame.write(result)
        return True


ENGINE = FeelEngine()


def value_of(
    expression: Expression,
    frame: Frame,
    case: CaseWorkflow,
    at: Any,
    extra: Mapping[str, Any] | None = None,
) -> Any:
    """Return an expression's value; the world's names win over extra ones, these over data."""
    reserved = case.names
    seen: dict[str, Any] = {}
    for name in expression.names | expression.maybe_names:
        if name in reserved:
            seen[name] = reserved[name]
        elif extra is not None and name in extra:
            seen[name] = extra[name]
        else:
            value = frame.get(name, MISSING)
            if value is not MISSING:
                seen[name] = value
    try:
        return expression.evaluate(seen, now=case.world.now())
    except FeelLimit as limit:
        raise RunFailed(
            at.bpmn_id,
            at.bpmn_name or "",
            Text("表达式耗用过多：{why}", "The expression takes too much: {why}", why=str(limit)),
        ) from limit
