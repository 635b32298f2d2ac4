"""The organisation tree, and which plugins are on where."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.clock import now
from engine.database import db, stored_instant, transaction
from engine.deeds import note_deed
from engine.errors import Refused
from engine.models import Community, CommunityLink, Person, PluginSwitch
from engine.planning import plan_again
from engine.registry import plugin_about
from engine.statements import ask, ask_among

STALE_SECONDS = 10.0  # how long another process may go on with the tree of before


@dataclass(frozen=True)
class Node:
    """A community as the tree holds it in memory."""

    id: int
    code: str
    name: str
    name_en: str
    level: str
    parent: int | None
    path: str

    def title(self, language: str) -> str:
        return self.name if language.startswith("zh") or not self.name_en else self.name_en


class Tree:
    """The whole organisation: some eighty nodes, read at once."""

    def __init__(self, rows: Iterable[Community], links: Iterable[tuple[int, int]]) -> None:
        self.by_id = {
            row.id: Node(
                row.id, row.code, row.name, row.name_en, row.level, row.parent_id, row.org_path
            )
            for row in rows
        }
        self.by_code = {node.code: node for node in self.by_id.values()}
        self.shared: dict[int, set[int]] = {}  # community → blocks it has a part in
        for shared, community in links:
            self.shared.setdefault(community, set()).add(shared)

    def above(self, community: int) -> list[Node]:
        """Return a node and what it lies in, inmost first."""
        line: list[Node] = []
        here: int | None = community
        while here is not None:
            line.append(self.by_id[here])
            here = self.by_id[here].parent
        return line

    def below(self, community: int) -> set[int]:
        """Return the ids of a node and of all inside it."""
        path = self.by_id[community].path
        return {node.id for node in self.by_id.values() if node.path.startswith(path)}

    def at_level(self, community: int, level: str) -> Node | None:
        """Return the node of a level that holds a community (or is it), or None."""
        return next((node for node in self.above(community) if node.level == level), None)


_tree: tuple[Any, float, Tree] | None = None


def tree() -> Tree:
    """Return the organisation as it stands."""
    global _tree
    if _tree is None or _tree[0] is not db.obj or time.monotonic() - _tree[1] > STALE_SECONDS:
        links: Any = CommunityLink.select(CommunityLink.shared, CommunityLink.community).tuples()
        _tree = (db.obj, time.monotonic(), Tree(Community.select(), links))
    return _tree[2]


def forget_tree() -> None:
    """Read the tree again at the next question: it has changed."""
    global _tree
    _tree = None


def add_community(
    code: str,
    name: str,
    level: str,
    parent: Community | None = None,
    *,
    name_en: str = "",
    legacy_label: str = "",
) -> Community:
    """Put a node into the tree below its parent."""
    path = f"{parent.org_path if parent else ''}{code}/"
    made = Community.create(
        code=code,
        name=name,
        name_en=name_en,
        level=level,
        parent=parent,
        org_path=path,
        legacy_label=legacy_label,
    )
    forget_tree()
    plan_again()
    return made


def community_of(code: str) -> Community:
    """Return a community by its code, or refuse."""
    found = Community.get_or_none(Community.code == code)
    if found is None:
        raise Refused("没有编码为“{code}”的组织。", "There is no organisation “{code}”.", code=code)
    return found


# -- plugins --------------------------------------------------------------------------------


def plugins_of(community: Community | Node, moment: datetime | None = None) -> list[str]:
    """Return the plugins that are on: by the own switch, else the nearest above, else on."""
    moment = moment or now()
    line = [node.id for node in tree().above(community.id)]
    rows = ask_among(
        "SELECT community_id, plugin, is_on FROM plugin_switches"
        " WHERE community_id IN (?) AND since<=? ORDER BY since, id",
        line,
        stored_instant(moment),
    )
    said = {(place, plugin): bool(on) for place, plugin, on in rows}
    return [name for name in plugin_about() if _is_on(name, line, said)]


def places_with(plugin: str, moment: datetime | None = None) -> frozenset[int]:
    """Return the ids of all communities in which a plugin is on."""
    about, here = plugin_about().get(plugin), tree()
    if about is None or about.always_on:
        return frozenset(here.by_id) if about else frozenset()
    rows = ask(
        "SELECT community_id, is_on FROM plugin_switches"
        " WHERE plugin=? AND since<=? ORDER BY since, id",
        plugin,
        stored_instant(moment or now()),
    )
    said = {(place, plugin): bool(on) for place, on in rows}
    lines = ([node.id for node in here.above(one)] for one in here.by_id)
    return frozenset(line[0] for line in lines if _is_on(plugin, line, said))


def _is_on(name: str, line: list[int], said: Mapping[tuple[int, str], bool]) -> bool:
    if plugin_about()[name].always_on:
        return True
    return next((said[id_, name] for id_ in line if (id_, name) in said), True)


def switch_plugin(
    community: Community,
    plugin: str,
    on: bool,
    by: Person | None = None,
    *,
    since: datetime | None = None,
    reason: str = "",
) -> None:
    """Switch a plugin on or off in a community and below; running cases keep theirs."""
    about = plugin_about().get(plugin)
    if about is None:
        raise Refused(
            "没有安装插件“{plugin}”。", "Plugin “{plugin}” is not installed.", plugin=plugin
        )
    if about.always_on and not on:
        raise Refused(
            "“{title}”是基础插件，任何社区都不能停用。",
            "“{title}” is a base plugin and cannot be switched off in any community.",
            title=about.title,
        )
    with transaction():
        before = plugin in plugins_of(community)
        PluginSwitch.create(
            community=community,
            plugin=plugin,
            on=on,
            since=since or now(),
            by_id=str(by.id) if by else None,
            reason=reason,
        )
        note_deed(
            "plugin_switched",
            by,
            f"plugin:{plugin}",
            community=community,
            before={plugin: before},
            after={plugin: on},
            reason=reason,
        )
