"""How long does `gucheng verify` walk a journal of a million events?"""

from __future__ import annotations

import time

from engine import Case, broken_chains, erase_values, note_deed, seal, transaction
from engine.database import rehearsing
from engine.journal import Chain
from engine.statements import do
from tests.bench.copies import copy_row
from tests.bench.figures import Figures
from tests.bench.place import Place
from tests.bench.world import Bench
from tests.unguarded import unguarded

EVENTS = 1_000_000
EACH = 20  # events of a case
BATCH = 500  # cases stored in one transaction
BENT = {  # case 777 lies in the midst of the first hundredth
    "one changed byte": "UPDATE events SET deed = 'Completed' WHERE case_id=777 AND sequence=9",
    "a deleted last row": "DELETE FROM events WHERE case_id=777 AND sequence=20",
    "an inserted row": "INSERT INTO events SELECT case_id, 21, at, person_id, deed, element,"
    " values_hash, previous FROM events WHERE case_id=777 AND sequence=20",
}
SAID = {
    "data": {"title": "三号楼楼道灯不亮", "cost": "6000.00", "reason": "三单元的灯坏了一个星期。"}
}


def verify(figures: Figures, place: Place, cases: int) -> None:
    """Write a million events, seal them, erase some, and walk them all."""
    for kind in place.kinds():
        with place.bench(kind) as bench:
            write_histories(bench, EVENTS)
            seal()
            erase_values(1, [2, 3], reason="bench")
            begun = time.monotonic()
            broken = list(broken_chains())
            spent = time.monotonic() - begun
            figures.add(f"verify_1m_{kind}_s", spent, f"{len(broken)} broken")
            for said, statement in BENT.items():
                with rehearsing(), unguarded():
                    do(statement)
                    found = [
                        f"{one.chain} line {one.sequence}: {one.what}" for one in broken_chains()
                    ]
                figures.line(f"{said}: {'; '.join(found)}")


def write_histories(bench: Bench, events: int) -> None:
    """Fill a bench's database with cases of twenty events each, and some lines of the house."""
    first = bench.start("bench_user1").id
    copy_row("cases", {"id": f"{first}+n", "number": "'x'||n", "event_count": "0",
                       "event_head": "''"}, first, events // EACH)  # fmt: skip
    numbers = [row.id for row in Case.select(Case.id).where(Case.id > first).order_by(Case.id)]
    for start in range(0, len(numbers), BATCH):
        with transaction():
            for case in Case.select().where(Case.id.in_(numbers[start : start + BATCH])):
                _write(case, bench.who.person.id)
            note_deed("signed_in", bench.who.person, before=1, after=2)


def _write(case: Case, person: int) -> None:
    chain = Chain(case)
    for number in range(EACH):
        chain.add("completed", person, f"step_{number}", SAID)
    chain.store()
    Case.update(event_count=case.event_count, event_head=case.event_head).where(
        Case.id == case.id
    ).execute()
