"""Which elements and flows of each procedure the scenarios have passed."""

from __future__ import annotations

from engine.bpmn import Definition


class Coverage:
    """Elements and flows seen, by procedure key; hand `see` to `watching`."""

    def __init__(self) -> None:
        self.seen: dict[str, set[str]] = {}
        self.drawn: dict[str, set[str]] = {}

    def expect(self, definition: Definition) -> None:
        """Count a procedure even when no scenario touches it."""
        self.drawn.setdefault(definition.key, drawn_in(definition))
        self.seen.setdefault(definition.key, set())

    def see(self, definition: Definition, passed: list[tuple[str, str]]) -> None:
        self.expect(definition)
        self.seen[definition.key].update(element for element, _ in passed)

    def percent(self, key: str) -> float:
        """Return how much of a procedure was passed, in percent with one decimal."""
        drawn = self.drawn[key]
        return round(100 * len(drawn & self.seen[key]) / len(drawn), 1) if drawn else 100.0

    def missed(self, key: str) -> list[str]:
        """Return the elements and flows of a procedure that nothing passed."""
        return sorted(self.drawn[key] - self.seen[key])


def drawn_in(definition: Definition) -> set[str]:
    return set(definition.elements)
