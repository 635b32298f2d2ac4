"""In the demo subdistrict, with its real procedures: what was shown is what happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from engine import (
    Person,
    broken_chains,
    connect,
    db,
    edit_day,
    forget_holders,
    forget_tree,
    load_demo,
    make_edit,
    migrate,
    moved_by,
    publish_files,
    rows_of,
    today,
    undoing,
)
from engine.calendar import CalendarRow
from engine.calendars import forget_calendars
from engine.database import disconnect
from engine.models import Case, Task

Dues = dict[tuple[type, int], datetime | None]


def fill_demo(url: str) -> None:
    connect(url)
    db.connect()
    forget_tree()
    forget_holders()
    migrate()
    publish_files()
    load_demo("no password", lambda what, done, total: None)
    disconnect()


@pytest.fixture
def demo(fresh: Callable[..., str]) -> None:
    connect(fresh(fill_demo))
    db.connect()
    forget_tree()
    forget_holders()
    forget_calendars()


def dues() -> Dues:
    rows = [*Case.select(), *Task.select().where(Task.status == "open")]
    return {(type(row), row.id): row.due_at for row in rows}


@pytest.mark.parametrize("kind", ["sqlite"])  # the other kind is tried by the edits' own tests
def test_every_day_moves_what_was_shown_and_undoing_it_brings_all_back(demo) -> None:
    by, moved = Person.get(), 0
    for day in (today() + timedelta(days=number) for number in range(1, 15)):
        known = {row.day for row in rows_of(None, day.year)}
        kind = "off" if day.weekday() < 5 and day not in known else "on"
        edit = edit_day(None, day, CalendarRow(day, kind, name="试"), "试一试")
        before = dues()
        shown = {
            (type(move.task or move.case), (move.task or move.case).id): move.new
            for move in moved_by(edit)
        }
        done = make_edit(edit, by)
        after = dues()
        assert {key: due for key, due in after.items() if due != before[key]} == shown, day
        moved += len(shown)
        make_edit(undoing(done, "撤销"), by)
        assert dues() == before, day
    assert moved > 5
    assert list(broken_chains()) == []
