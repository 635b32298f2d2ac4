"""Which names are known at a place of an expression, and which a person may have meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from engine.text import Text

from ..builtins import BUILTINS
from .known import ANY, Known


class Names:
    """Names bound by one construct inside another; with `more`, others may be bound here too.

    `later` are keys of a context that a function written in it can read once it is called.
    """

    def __init__(
        self,
        names: Mapping[str, Known],
        outer: Names | None = None,
        *,
        more: bool = False,
        later: Iterable[str] = (),
        in_function: bool = False,
    ) -> None:
        self.names, self.outer, self.more = names, outer, more
        self.later, self.in_function = frozenset(later), in_function

    def find(self, name: str) -> Known | None:
        """Return what is known of a name; None when nothing can be bound to it here."""
        called_later = False
        place: Names | None = self
        while place is not None:
            if name in place.names:
                return place.names[name]
            if place.more or (called_later and name in place.later):
                return ANY
            called_later = called_later or place.in_function
            place = place.outer
        return None

    def is_builtin(self, name: str) -> bool:
        """Tell whether a name that is called means the language's own function here.

        That something unknown has the same name is not believed: a call of it would have no value.
        """
        return name in BUILTINS and not self._binds(name)

    def _binds(self, name: str) -> bool:
        place: Names | None = self
        while place is not None:
            if name in place.names or name in place.later:
                return True
            place = place.outer
        return False

    def all(self) -> Iterator[str]:
        """Give every name that is bound here."""
        place: Names | None = self
        while place is not None:
            yield from place.names
            place = place.outer


def suggestion(name: str, candidates: Iterable[str]) -> Text:
    """Return words that ask whether a similar name was meant; empty words when there is none."""
    found = _similar(name, list(dict.fromkeys(candidates)))
    if found is None:
        return Text("")
    return Text("，是否指“{name}”？", "; did you mean '{name}'?", name=found)


def _similar(name: str, candidates: list[str]) -> str | None:
    plain = {_plain(candidate): candidate for candidate in candidates}
    if _plain(name) in plain:
        return plain[_plain(name)]
    close = get_close_matches(_plain(name), plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else None


def _plain(name: str) -> str:
    return name.casefold().replace("_", " ").replace("-", " ")
