"""How each kind of node becomes a function, by kind."""

from . import cells, collections, constructs, names, operators
from .closure import Closures, Value

CLOSURES: Closures = {
    **names.CLOSURES,
    **operators.CLOSURES,
    **constructs.CLOSURES,
    **collections.CLOSURES,
    **cells.CLOSURES,
}

__all__ = ["CLOSURES", "Closures", "Value"]
