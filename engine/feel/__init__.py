"""What an expression means: FEEL (DMN 1.5), the one language of conditions, tables and scripts.

The public names of the room; the rest of the engine needs no other.
"""

from .errors import FeelLimit, FeelSyntaxError
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
    "Expression",
    "FeelLimit",
    "FeelSyntaxError",
    "UnaryTests",
    "YearsMonthsDuration",
    "compile_expression",
    "compile_unary_tests",
    "evaluate",
    "from_feel",
    "read_duration",
    "to_feel",
]
