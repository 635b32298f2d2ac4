"""Prints the table of deeds with what came of each on SQLite and on PostgreSQL.

python -m tests.handovers
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from engine import Person, add_plugins, connect, db, forget_tree, give_role
from engine.database import disconnect
from tests import postgres
from tests.engine.conftest import SAMPLE, Town, fill_town
from tests.handovers.deeds import DEEDS
from tests.handovers.kinds import KINDS
from tests.handovers.table import read_table, tried


def opened(url: str) -> Town:
    """Fill a database with the small town and open it."""
    fill_town(url)
    connect(url)
    db.connect()
    forget_tree()
    town = Town(url)
    give_role(Person.create(name="管理员"), "grp_keeper", town.place("SD-GC"))
    return town


def run(name: str, url: str) -> None:
    town, said = opened(url), read_table()
    right = 0
    for deed in DEEDS:
        print(f"{name}: {deed}")
        for kind in KINDS:
            came = tried(town, deed, kind)
            as_said = came == said[deed, kind]
            right += as_said
            print(f"  {'ok ' if as_said else 'NOT'} {kind:16} {came}", flush=True)
    print(f"{name}: {right} of {len(said)} cells as the table says")
    disconnect()


def main() -> None:
    add_plugins(SAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        run("sqlite", f"sqlite:///{Path(folder) / 'table.sqlite'}")
    run("postgresql", postgres.database("handovers"))


if __name__ == "__main__":
    main()
