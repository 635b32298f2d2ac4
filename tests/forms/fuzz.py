"""Looks for a difference between browser and server: python -m tests.forms.fuzz SECONDS [SEED]."""

from __future__ import annotations

import sys
from time import monotonic

from tests.forms.agreeing import browser, differences, disagreeing, some_submissions
from tests.forms.making import Maker


def main(seconds: float, seed: int) -> int:
    """Return how many differences were found; prints each, and what was tried."""
    began, expressions, submissions, found = monotonic(), 0, 0, 0
    with browser() as node:
        while monotonic() - began < seconds:
            wrong = [*map(repr, disagreeing(node, seed, 500))]
            forms = some_submissions(Maker(seed, bare=0.3), 200)
            wrong += differences(node, forms)
            for one in wrong:
                print(f"seed {seed}: {one}\n", flush=True)
            expressions, submissions = expressions + 500, submissions + len(forms)
            found, seed = found + len(wrong), seed + 1
    print(f"{expressions} expressions, {submissions} submissions: {found} differences")
    return found


if __name__ == "__main__":
    raise SystemExit(bool(main(float(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 1000)))
