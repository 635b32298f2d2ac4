"""Which plugins are installed, and the hooks of those a case or community uses."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import pkgutil
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

import plugins
from engine import hookspecs
from engine.bring import About, Brought

log = logging.getLogger(__name__)

GROUP = "gucheng.plugins"

_folders: list[Path] = []


def add_plugins(folder: Path) -> None:
    """Look for plugins in one more folder, beside the installed ones."""
    _folders.append(folder.resolve())
    forget_plugins()


@cache
def installed_plugins() -> dict[str, ModuleType]:
    """Import every plugin there is; a leading underscore hides one, a broken one is logged."""
    found: dict[str, ModuleType] = {}
    for name, load in _candidates():
        try:
            found.setdefault(name, load())
        except Exception:
            log.exception("plugin %s cannot be loaded and is left out", name)
    return found


def _candidates() -> list[tuple[str, Any]]:
    names = sorted(each.name for each in pkgutil.iter_modules(plugins.__path__))
    candidates: list[tuple[str, Any]] = [
        (name, lambda name=name: importlib.import_module(f"plugins.{name}.plugin"))
        for name in names
        if not name.startswith("_")
    ]
    for point in entry_points(group=GROUP):
        candidates.append((point.name, point.load))
    for folder in _folders:
        for path in sorted(folder.glob("[!_]*/plugin.py")):
            candidates.append((path.parent.name, lambda path=path: _load_file(path)))
    return candidates


def _load_file(path: Path) -> ModuleType:
    """Import a plugin that lies outside the package, its folder as a package of its own."""
    package = f"gucheng_plugin_{path.parent.name}"
    start = path.parent / "__init__.py"
    spec = importlib.util.spec_from_file_location(
        package,
        start if start.exists() else None,
        submodule_search_locations=[str(path.parent)],
    )
    assert spec is not None
    holder = importlib.util.module_from_spec(spec)
    sys.modules[package] = holder
    if spec.loader is not None and start.exists():
        spec.loader.exec_module(holder)
    return importlib.import_module(f"{package}.plugin")


def forget_plugins() -> None:
    """Look again at the next question: a folder was added."""
    installed_plugins.cache_clear()
    _manager.cache_clear()
    brought_by.cache_clear()
    plugin_about.cache_clear()


def plugin_folder(name: str) -> Path:
    """Return where a plugin's files lie."""
    return Path(str(installed_plugins()[name].__file__)).parent


def hooks_for(names: Iterable[str]) -> Any:
    """Return the hooks of the named plugins, and of no other."""
    return _manager(frozenset(names)).hook


def everything() -> frozenset[str]:
    """Return the names of all installed plugins, for questions about what exists at all."""
    return frozenset(installed_plugins())


@cache
def _manager(names: frozenset[str]) -> pluggy.PluginManager:
    manager = pluggy.PluginManager("gucheng")
    manager.add_hookspecs(hookspecs)
    for name, module in installed_plugins().items():
        if name in names:
            manager.register(module, name)
    manager.check_pending()
    return manager


@cache
def plugin_about() -> Mapping[str, About]:
    """Return what each installed plugin says of itself, in the order of their numbers."""
    said = {}
    for name in installed_plugins():
        answers = hooks_for([name]).about()
        if answers:
            said[name] = answers[0]
    return dict(sorted(said.items(), key=lambda item: (item[1].number, item[0])))


@cache
def brought_by(names: frozenset[str]) -> Brought:
    """Return all that the named plugins bring; raise ValueError for two of one name."""
    hooks = hooks_for(names)
    return Brought(
        forms=_by_name("form", ((form.id, form) for forms in hooks.forms() for form in forms)),
        rules=_by_name("rule", ((rule.id, rule) for rules in hooks.rules() for rule in rules)),
        roles=_by_name("role", ((role.key, role) for roles in hooks.roles() for role in roles)),
        actions=_by_name(
            "action", (pair for actions in hooks.actions() for pair in actions.items())
        ),
        settings=_by_name("setting", ((one.key, one) for some in hooks.settings() for one in some)),
        indicators=_by_name(
            "indicator", ((one.code, one) for some in hooks.indicators() for one in some)
        ),
        ledgers=_by_name("ledger", ((one.key, one) for some in hooks.ledgers() for one in some)),
    )


def _by_name(kind: str, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"two plugins bring the {kind} {name!r}")
        found[name] = value
    return found


def tell(hook: pluggy.HookCaller, **facts: Any) -> None:
    """Call a hook that only listens: one plugin's failure is logged and stops nobody."""
    for listener in hook.get_hookimpls():
        try:
            listener.function(**{name: facts[name] for name in listener.argnames})
        except Exception:
            log.exception("%s failed in %s", hook.name, listener.plugin_name)
