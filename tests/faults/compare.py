"""Whether the database holds what people were told, the outside what it was sent, and no more."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from engine import Case
from engine.change import Change
from engine.database import from_json
from engine.models import Job, Task, Wait
from engine.procedures import definition_of
from engine.statements import ask
from tests.faults.invariants import one_moment
from tests.faults.ledger import Deed

STORED = (
    'SELECT v."values" FROM events e JOIN event_values v ON v.case_id = e.case_id'
    " AND v.sequence = e.sequence WHERE e.deed IN ('started', 'completed', 'cancelled')"
)


def told(stored: bytes) -> Any:
    """Return the values of an event as they were said."""
    text = bytes(stored)
    return from_json(text if text.startswith(b"{") else zlib.decompress(text))


def marks() -> Counter[str]:
    """Return how often each mark is in the histories."""
    found: Counter[str] = Counter()
    for (text,) in ask(STORED):
        values = told(text)
        data = values.get("data", {})
        found.update(value for key, value in data.items() if key.endswith("_mark"))
        if "reason" in values:
            found[values["reason"]] += 1
    return found


def wrong(deeds: Iterable[Deed]) -> tuple[list[str], list[str]]:
    """Return the marks of deeds that were lost though acknowledged, or are there wrongly."""
    with one_moment():
        stored = marks()
    known = {deed.mark: deed for deed in deeds}
    lost = [mark for mark, deed in known.items() if deed.outcome == "done" and not stored[mark]]
    doubled = [mark for mark, count in stored.items() if count > 1]
    doubled += [mark for mark, deed in known.items() if deed.outcome == "refused" and stored[mark]]
    return lost, doubled


def outside_wrong(world: Path) -> Iterator[str]:
    """Yield keys that reached the outside and not the case, the reverse, or two cases."""
    sql = (
        'SELECT e.case_id, v."values" FROM events e JOIN event_values v ON v.case_id = e.case_id'
        " AND v.sequence = e.sequence WHERE e.deed = 'acted' AND e.element = 'effect'"
    )
    receipts = [(case, told(text)["result"]["receipt"]) for case, text in ask(sql)]
    keys = Counter(key for _, key in receipts)
    yield from (f"{key} twice" for key, count in keys.items() if count > 1)
    yield from (f"{key} of case {case}" for case, key in receipts if key.split(":")[1] != str(case))
    names = {hashlib.sha256(key.encode()).hexdigest() for key in keys}
    files = {path.name for path in world.iterdir()}
    yield from (f"{name} not outside" for name in names - files)
    cancelled = ask("SELECT COUNT(*) FROM cases WHERE status = 'cancelled'")[0][0]
    if len(files - names) > cancelled:
        yield f"{len(files - names)} effects of which no case knows"


def repeats(world: Path) -> int:
    """Return how often the outside recognised a key that it had seen before."""
    return sum(path.read_text().count("again") for path in world.iterdir())


def disagreements() -> Iterator[str]:
    """Yield open cases whose state does not say what their tasks, waits and jobs say."""
    for case in Case.select().where(Case.status == "open"):
        run = Change(case, definition_of(case.version_id)).run
        pairs: dict[str, tuple[set[Any], set[Any]]] = {
            "tasks": (
                {step.id for step in run.steps},
                {row.step for row in Task.select().where(Task.case == case, Task.status == "open")},
            ),
            "waits": (
                {(wait.id, wait.due) for wait in run.waits},
                {(row.wait, row.due_at) for row in Wait.select().where(Wait.case == case)},
            ),
            "calls": (
                {call.id for call in run.jobs},
                {
                    row.payload["step"]
                    for row in Job.select().where(Job.case == case, Job.kind == "call")
                },
            ),
        }
        for what, (in_state, in_rows) in pairs.items():
            if in_state != in_rows:
                yield f"{case.number}: {what} {in_state} in its state, {in_rows} in the table"
