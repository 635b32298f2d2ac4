"""What the figures of the systems are: here, in each community, month by month, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.bring import Indicator
from engine.clock import today
from engine.communities import Node, places_with, tree
from engine.errors import NotFound
from engine.people import Viewer, homes_of, is_staff
from engine.registry import hooks_for, plugin_about

SMALL = 5  # counts of secret (C4) matters below this would tell of single people
MONTHS = 12


@dataclass(frozen=True)
class Figure:
    """A value of an indicator: None when there is nothing to count; hidden when it is too small."""

    value: Any
    hidden: bool = False


@dataclass(frozen=True)
class Owned:
    """An indicator and the plugin that brings it."""

    plugin: str
    indicator: Indicator


def indicators_for(viewer: Viewer) -> list[Owned]:
    """Return the figures that a person may read: staff, of plugins that are on where it looks."""
    if not is_staff(viewer):
        return []
    homes = homes_of(viewer)
    return [one for one in _all() if not homes or homes & places_with(one.plugin)]


def _all() -> Iterator[Owned]:
    for plugin in plugin_about():
        for some in hooks_for([plugin]).indicators():
            yield from (Owned(plugin, indicator) for indicator in some)


def find_indicator(code: str, viewer: Viewer) -> Owned:
    """Return a figure that a person may read; NotFound for all others."""
    for one in indicators_for(viewer):
        if one.indicator.code == code:
            return one
    raise NotFound


def scope_of(viewer: Viewer, one: Owned, community: str = "") -> frozenset[int]:
    """Return the communities a figure counts for a reader, of one of them and what lies inside."""
    here = frozenset(viewer.all_sees & places_with(one.plugin))
    if not community:
        return here
    node = tree().by_code.get(community)
    if node is None:
        raise NotFound
    return here & tree().below(node.id)


def figure_of(viewer: Viewer, one: Owned, community: str = "") -> Figure:
    """Return a figure as it stands now, over what the reader may see."""
    return _hidden_if_small(one, one.indicator.value(scope_of(viewer, one, community)))


def _hidden_if_small(one: Owned, value: Any) -> Figure:
    small = one.indicator.data_class == "C4" and one.indicator.unit != "%"
    counted = isinstance(value, int | float | Decimal)
    return Figure(None, True) if small and counted and value < SMALL else Figure(value)


def figures_by_place(viewer: Viewer, one: Owned) -> list[tuple[Node, Figure]]:
    """Return a figure for each community that the reader may see.

    Of a secret one that is hidden the next smallest is hidden too: the sum would tell it.
    """
    here = tree()
    seen = sorted(scope_of(viewer, one), key=lambda number: here.by_id[number].code)
    nodes = [here.by_id[number] for number in seen if here.by_id[number].level == "CM"]
    rows = [(node, figure_of(viewer, one, node.code)) for node in nodes]
    if sum(figure.hidden for _, figure in rows) == 1:
        rest = [row for row in rows if not row[1].hidden and row[1].value is not None]
        smallest = min(rest, key=lambda row: row[1].value, default=None)
        rows = [(row[0], Figure(None, True)) if row is smallest else row for row in rows]
    return rows


def figures_by_month(viewer: Viewer, one: Owned, community: str = "") -> list[tuple[date, Figure]]:
    """Return the figure of each of the last twelve months, the present one last; or nothing."""
    monthly = one.indicator.monthly
    if monthly is None:
        return []
    here = scope_of(viewer, one, community)
    return [
        (since, _hidden_if_small(one, monthly(here, since, until))) for since, until in months()
    ]


def months(count: int = MONTHS) -> list[tuple[date, date]]:
    """Return first and last day of the last months, the present one last."""
    found: list[tuple[date, date]] = []
    first = today().replace(day=1)
    until = today()
    for _ in range(count):
        found.append((first, until))
        until = first - timedelta(days=1)
        first = until.replace(day=1)
    return found[::-1]
