"""Print what the walk tried and what leaked: `python -m tests.scope`."""

from __future__ import annotations

import tempfile

from engine import connect
from engine.database import disconnect
from tests.scope.conftest import opened
from tests.scope.secrets import private_tables, tables
from tests.scope.town import KNOWN_TO, OUTSIDE, fill_town
from tests.scope.walk import Found, Walk


def main() -> int:
    """Walk as everybody who is outside; return how many leaks there are."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/town.sqlite"
        fill_town(url)
        connect(url)
        app = opened(url)
        walked = {name: Walk(app, name, KNOWN_TO.get(name, ())).all() for name in OUTSIDE}
        held, known = len(private_tables()), len(tables())
        disconnect()
    print(f"{known} tables, {held} of them hold something of a community, a person or a case\n")
    print(f"{'person':8} {'routes':>7} {'routes x tables':>16} {'requests':>9} {'leaks':>6}")
    for name, found in walked.items():
        pairs = sum(len(one.tables) for one in found)
        print(f"{name:8} {len(found):7} {pairs:16} {_requests(found):9} {_leaks(found):6}")
    for found in walked.values():
        for leak in (leak for one in found for leak in one.leaks):
            print(leak)
    total = sum(map(_leaks, walked.values()))
    print(f"\nleaks {total}")
    return total


def _requests(found: list[Found]) -> int:
    return sum(one.requests for one in found)


def _leaks(found: list[Found]) -> int:
    return sum(len(one.leaks) for one in found)


if __name__ == "__main__":
    raise SystemExit(main() > 0)
