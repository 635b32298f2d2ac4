"""Bringing a database to what this release needs: the engine's tables, then each plugin's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playhouse.migrations import Runner

from engine.database import db, on_postgresql
from engine.lawfiles import store_limits
from engine.registry import installed_plugins, plugin_folder
from engine.years import seed_years

LOCK = 7_102_018  # any number that nobody else locks; two processes must not migrate at once


def migrate() -> list[str]:
    """Apply what is pending and return its names, each `engine/0001_initial` or `core/0001_…`.

    The days off of new years and the plugins' legal limits are brought up to date with it.
    """
    with _alone():
        applied = _apply("engine", Path(__file__).parent)
        for plugin in installed_plugins():
            folder = plugin_folder(plugin) / "migrations"
            if folder.is_dir():
                applied += _apply(plugin, folder)
        seed_years()
        store_limits()
    return applied


def pending() -> list[str]:
    """Return the migrations that this database still lacks."""
    folders = {"engine": Path(__file__).parent}
    folders |= {name: plugin_folder(name) / "migrations" for name in installed_plugins()}
    return [
        f"{name}/{row.name}"
        for name, folder in folders.items()
        if folder.is_dir()
        for row in _runner(name, folder).status()
        if row.path is not None and row.applied is None
    ]


def _apply(name: str, folder: Path) -> list[str]:
    """Apply what is pending; where nothing is, no right to change tables is needed."""
    runner = _runner(name, folder)
    waits = any(row.path is not None and row.applied is None for row in runner.status())
    return [f"{name}/{applied}" for applied in runner.up()] if waits else []


def _runner(name: str, folder: Path) -> Any:
    return Runner(db.obj, directory=str(folder), table_name=f"{name}_migrations")


@contextmanager
def _alone() -> Iterator[None]:
    if not on_postgresql():
        yield
        return
    db.execute_sql("SELECT pg_advisory_lock(%s)", (LOCK,))
    try:
        yield
    finally:
        db.execute_sql("SELECT pg_advisory_unlock(%s)", (LOCK,))
