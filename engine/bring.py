"""What a plugin brings: the shapes of its title, roles, rules, settings, indicators and actions."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from engine.counting import FUNCTIONS
from engine.dmn import Model, load_model
from engine.text import Text

# below these a holder sees no case by the place it holds the role in, only cases it takes part in
UNSIGHTED = frozenset({"CA", "OWN", "NONE"})


@dataclass(frozen=True)
class About:
    """What the plugins page shows of a plugin."""

    title: Text
    basis: str = ""  # the law or rule the procedures rest on
    number: int = 99
    version: str = "1.0"
    always_on: bool = False
    needs: tuple[str, ...] = ()
    tile: Text | None = None  # its name in the picture of the whole reform, on the page of figures


@dataclass(frozen=True)
class Role:
    """What a lane names and a person holds; `level` is the kind of community it is held in.

    SD subdistrict, CM community, BL block, GR group; holders of CA, OWN and NONE see only cases
    they take part in. `lead` is the role that leads those who hold this one. `operates`: stops,
    moves and mends the cases in its reach; `maintains`: stops procedures, tries given-up work
    again and migrates, without seeing what cases say. `guarded`: its holders sign in in two steps.
    `apart`: roles that nobody has beside it. `appoints`: gives and ends the roles of others.
    """

    key: str
    title: Text
    level: str
    clears: frozenset[str] = frozenset()
    operates: bool = False
    maintains: bool = False
    audits: bool = False
    lead: str = ""
    guarded: bool = False
    apart: frozenset[str] = frozenset()
    appoints: bool = False

    @property
    def sees_cases(self) -> bool:
        return self.level not in UNSIGHTED

    @property
    def in_two_steps(self) -> bool:
        """Do its holders sign in in two steps? Administrators, and who may open C4 of others."""
        return self.guarded or bool(self.clears - {"own"})

    @property
    def is_own(self) -> bool:
        """Is it held for one's own matters only? Its tasks are given to a person, never offered."""
        return self.level in ("OWN", "NONE")


@dataclass(frozen=True)
class Rule:
    """A DMN decision with the name that diagrams use, `plugin.decision`."""

    id: str
    path: Path

    @cached_property
    def model(self) -> Model:
        return load_model(self.path.read_bytes(), functions=FUNCTIONS)

    @property
    def decision(self) -> str:
        return self.id.partition(".")[2]

    @property
    def examples(self) -> Path:
        return self.path.with_suffix(".csv")


@dataclass(frozen=True)
class Setting:
    """A value that communities may set within bounds; `source` cites where a bound comes from."""

    key: str
    type: str  # number text boolean choice, hours (when a community works), plan (days that recur)
    default: Any
    title: Text
    least: Any = None
    most: Any = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    source: str = ""
    scope: str = "CM"


@dataclass(frozen=True)
class Indicator:
    """A figure computed from cases; `value(communities) -> number | None` takes community ids.

    `monthly(communities, since, until)` is the figure of a stretch of days, both included, for the
    plot. `baseline` is what counting goes on from, as it stood on `as_of`. `ledger` is the list of
    what it counts, `chosen` the codes by which that is narrowed down. Counts of class C4 below 5
    are not shown.
    """

    code: str
    title: Text
    value: Callable[[frozenset[int]], Any]
    unit: str = ""
    baseline: Any = None
    source: str = ""
    definition: Text | None = None
    period: Text | None = None
    as_of: date | None = None
    monthly: Callable[[frozenset[int], date, date], Any] | None = None
    ledger: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    data_class: str = "C2"


_F = TypeVar("_F", bound=Callable[..., Any])


def action(*, outside: bool = False) -> Callable[[_F], _F]:
    """Mark a function that service tasks call; `outside` ones run as a job, after the commit."""

    def mark(function: _F) -> _F:
        function.outside = outside  # type: ignore[attr-defined]
        return function

    return mark


def load_rules(plugin_file: str) -> list[Rule]:
    """List rules/*.dmn beside a plugin's own file, named `plugin.file`."""
    folder = Path(plugin_file).parent
    return [
        Rule(f"{folder.name}.{path.stem}", path)
        for path in sorted((folder / "rules").glob("*.dmn"))
    ]


def load_settings(plugin_file: str) -> list[Setting]:
    """Read settings.toml beside a plugin's own file: one table a setting."""
    folder = Path(plugin_file).parent
    path = folder / "settings.toml"
    if not path.exists():
        return []
    table = tomllib.loads(path.read_text("utf-8"))
    return [_setting(f"{folder.name}.{key}", row) for key, row in _flat(table)]


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, Mapping[str, Any]]]:
    rows: list[tuple[str, Mapping[str, Any]]] = []
    for key, row in table.items():
        if isinstance(row, Mapping):
            name = f"{before}{key}"
            rows += [(name, row)] if "type" in row else _flat(row, f"{name}.")
    return rows


def _setting(key: str, row: Mapping[str, Any]) -> Setting:
    return Setting(
        key=key,
        type=row["type"],
        default=row.get("default"),
        title=Text(row["zh"], row.get("en", "")),
        least=row.get("least"),
        most=row.get("most"),
        unit=row.get("unit", ""),
        choices=tuple(row.get("choices", ())),
        source=row.get("source", ""),
        scope=row.get("scope", "CM"),
    )


@dataclass(frozen=True)
class Brought:
    """All that a set of plugins brings, by name."""

    forms: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    actions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    settings: Mapping[str, Setting] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    ledgers: Mapping[str, Any] = field(default_factory=dict)
