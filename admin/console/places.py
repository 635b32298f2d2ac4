"""The organisation as people choose from it: in the order of the tree, indented."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms.fields import SelectChoice

from admin.console.words import LEVELS, named, word
from engine import tree

STEP = "\u3000"  # an ideographic space: indents where a browser would fold plain ones


def in_order(wanted: Iterable[int] | None = None) -> list[Any]:
    """Return the nodes of the tree, or those wanted of it, each after what it lies in."""
    nodes = sorted(tree().by_id.values(), key=lambda node: node.path)
    keep = None if wanted is None else set(wanted)
    return [node for node in nodes if keep is None or node.id in keep]


def main_place(wanted: Iterable[int] | None = None) -> Any:
    """Return the subdistrict itself, or the first of the places wanted."""
    places = in_order(wanted)
    return next((node for node in places if node.level == "SD"), places[0])


def depth(path: str) -> int:
    return max(path.count("/") - 1, 0)


def indented(place: Any) -> str:
    """Return a community (or node) as one line of a list to choose from."""
    path = getattr(place, "path", None) or place.org_path
    return f"{STEP * depth(path)}{named(place)}"


def community_choices() -> list[tuple[str, str]]:
    return [(str(node.id), indented(node)) for node in in_order()]


def community_select() -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in community_choices()]


def level_select() -> list[SelectChoice]:
    return [SelectChoice(level, str(title)) for level, title in LEVELS.items()]


def level_name(level: str) -> str:
    return word(LEVELS, level)
