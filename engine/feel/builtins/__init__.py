"""Which functions the language brings along (DMN 1.5, 10.3.4)."""

from . import booleans, contexts, conversion, dates, lists, numbers, ranges, strings
from .registry import BUILTINS

__all__ = [
    "BUILTINS",
    "booleans",
    "contexts",
    "conversion",
    "dates",
    "lists",
    "numbers",
    "ranges",
    "strings",
]
