"""What an expression means: FEEL (DMN 1.5), the one language of conditions, tables and scripts.

The public names of the room; the rest of the engine needs no other.
"""

from .codec import from_json, to_json
from .errors import FeelLimit, FeelSyntaxError
from .explain import Explanation, NullNote, explain
from .expression import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    evaluate,
)
from .natives import from_feel, to_feel
from .temporal import DaysTimeDuration, YearsMonthsDuration
from .temporal_text import read_duration

__all__ = [
    "DaysTimeDuration",
    "Explanation",
    "Expression",
    "FeelLimit",
    "FeelSyntaxError",
    "NullNote",
    "UnaryTests",
    "YearsMonthsDuration",
    "compile_expression",
    "compile_unary_tests",
    "evaluate",
    "explain",
    "from_feel",
    "from_json",
    "read_duration",
    "to_feel",
    "to_json",
]
