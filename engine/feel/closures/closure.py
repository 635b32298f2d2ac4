"""What a node of a tree becomes: a function of the scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..scope import Scope

if TYPE_CHECKING:
    from ..compiler import Compiler

Value = Callable[[Scope], Any]
Closures = dict[type, Callable[["Compiler", Any], Value]]
