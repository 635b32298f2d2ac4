"""Where a name finds its value: the nearest binding first, then the data, then the built-ins."""

from __future__ import annotations

from typing import Any

from .natives import to_feel
from .run import MISSING, Run


class Scope:
    """Names bound by one construct (loop, context, function, filter) inside another."""

    __slots__ = ("names", "outer", "run")

    def __init__(self, names: dict[str, Any], outer: Scope | None, run: Run) -> None:
        self.names, self.outer, self.run = names, outer, run

    def inner(self, names: dict[str, Any]) -> Scope:
        """Return a scope inside this one."""
        return Scope(names, self, self.run)

    def bound(self, name: str) -> Any:
        """Return what constructs and earlier reads bound to the name, or MISSING."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return MISSING

    def read(self, name: str) -> Any:
        """Return the FEEL value of a name; data is converted when it is first read; or MISSING."""
        value = self.bound(name)
        if value is MISSING:
            return fetch(self.run, name, self.run.data.get(name, MISSING))
        return value


def root(run: Run) -> Scope:
    """Return the outermost scope of an evaluation; what it reads from the data stays in it."""
    return Scope(run.seen, None, run)


def fetch(run: Run, name: str, value: Any) -> Any:
    """Convert and remember what the data holds under a name; else look for a host's function."""
    if value is not MISSING:
        value = to_feel(value)
    elif run.functions is not None and name in run.functions:
        from .functions import HostFunction

        value = HostFunction(name, run.functions[name])
    else:
        return MISSING
    run.seen[name] = value
    return value
