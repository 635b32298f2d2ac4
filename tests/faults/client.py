"""A client process: drives deeds as people do, and writes down what it was told.

python -m tests.faults.client web    http://127.0.0.1:PORT NAME SEED FOLDER
python -m tests.faults.client engine postgresql://…        NAME SEED FOLDER
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from engine import (
    Community,
    Invalid,
    NotFound,
    Person,
    Refused,
    add_plugins,
    cancel_case,
    claim_task,
    complete_task,
    connect,
    db,
    inbox,
    open_task,
    start_case,
    viewer_of,
)
from engine.trouble import passes
from tests.faults.browser import Browser, Trouble
from tests.faults.ledger import Ledger
from tests.faults.processes import PLUGINS
from tests.faults.town import PASSWORD, PEOPLE, PLACE

FEW, MANY = 5, 40  # tasks on the desk: fewer, and a case is begun; more, and none is
NAPS = 0.03  # seconds between two deeds at the most
TASK = re.compile(r'href="/tasks/(\d+)"')
MARK = re.compile(r'name="(\w+_mark)"')


class Way(Protocol):
    """A way to do deeds; each returns `done`, `refused` or `unknown`."""

    def tasks(self) -> list[int]:
        """Return tasks one may do."""

    def start(self, mark: str) -> str:
        """Open a case."""

    def complete(self, task: int, mark: str) -> str:
        """Claim and complete a task."""

    def cancel(self, task: int, mark: str) -> str:
        """Cancel the case of a task."""


class SignedOut(Refused):
    """The session was gone; nothing was done."""

    def __init__(self) -> None:
        super().__init__("已退出登录", "signed out")


class Web:
    """Over HTTP, signed in."""

    def __init__(self, address: str, username: str) -> None:
        self.browser, self.username = Browser(address), username

    def tasks(self) -> list[int]:
        found: list[int] = []
        for tab in ("todo", "claimed"):
            status, text = self.browser.get(f"/inbox?tab={tab}")
            if status == 302:
                self.browser.sign_in(self.username, PASSWORD)
            found += map(int, TASK.findall(text))
        return found

    def start(self, mark: str) -> str:
        self.browser.get(f"/start/drill?community={PLACE}")
        return self._told(self.browser.post("/start/drill", community=PLACE, begin_mark=mark))

    def complete(self, task: int, mark: str) -> str:
        self.browser.post(f"/tasks/{task}/claim")
        status, text = self.browser.get(f"/tasks/{task}")
        field = MARK.search(text)
        if status != 200 or field is None:
            return "refused" if status in (200, 404, 409) else "unknown"
        sent = {"deed": "complete", field[1]: mark}
        return self._told(self.browser.post(f"/tasks/{task}", **sent))

    def cancel(self, task: int, mark: str) -> str:
        return "refused"  # there is no such page for everybody

    def _told(self, answer: tuple[int, str]) -> str:
        status, text = answer
        if status == 302 and not self.browser.location.startswith("/sign-in"):
            return "done"
        if status in (302, 400):
            raise SignedOut
        if status in (404, 409):
            return "refused"
        if status == 422:
            raise AssertionError(f"the page did not take a right answer: {text}")
        return "unknown"


class Engine:
    """By the engine's public functions, in this very process."""

    def __init__(self, url: str, username: str) -> None:
        add_plugins(PLUGINS)
        connect(url)
        db.connect(reuse_if_open=True)
        self.who = viewer_of(Person.get(Person.name == username))
        self.place = Community.get(Community.code == PLACE)

    def tasks(self) -> list[int]:
        if db.is_closed():
            db.connect()
        rows = [row for tab in ("todo", "claimed") for row in inbox(self.who, tab).rows]
        return [row.task.id for row in rows if row.task is not None]

    def start(self, mark: str) -> str:
        start_case("drill", self.place, self.who, answers={"begin_mark": mark})
        return "done"

    def complete(self, task: int, mark: str) -> str:
        form = open_task(task, self.who).task.form
        claim_task(task, self.who)
        complete_task(task, self.who, {f"{form.removeprefix('drill.')}_mark": mark})
        return "done"

    def cancel(self, task: int, mark: str) -> str:
        cancel_case(open_task(task, self.who).task.case_id, self.who, mark)
        return "done"


def choose(way: Way, chance: random.Random) -> tuple[str, tuple[Any, ...]]:
    """Return a deed and what it is about; several clients choose among the same few tasks."""
    tasks = way.tasks()
    if len(tasks) < FEW or (len(tasks) < MANY and chance.random() < 0.25):
        return "start", ()
    deed = "cancel" if isinstance(way, Engine) and chance.random() < 0.04 else "complete"
    return deed, (chance.choice(tasks[:8]),)


def attempt(way: Way, ledger: Ledger, chance: random.Random) -> None:
    deed, about = choose(way, chance)
    mark = ledger.try_(deed, about=about)
    try:
        outcome, why = getattr(way, deed)(*about, mark), ""
    except (Refused, NotFound) as refused:
        outcome, why = "refused", str(refused)
    except Invalid:
        raise
    except Exception as error:
        if not is_trouble(error):
            raise
        outcome, why = "unknown", repr(error)[:200]
    ledger.told(mark, outcome, why=why)


def is_trouble(error: Exception) -> bool:
    return passes(error) or isinstance(error, Trouble)


def ways(kind: str, target: str, username: str) -> Iterator[Way]:
    """Yield a way, a new one after each trouble."""
    while True:
        try:
            yield Web(target, username) if kind == "web" else Engine(target, username)
        except GeneratorExit:
            return
        except Exception as error:
            if not is_trouble(error):
                raise
            time.sleep(0.3)


def main(kind: str, target: str, name: str, seed: str, folder: str) -> None:
    chance, ledger = random.Random(f"{seed}{name}{time.time_ns()}"), Ledger(Path(folder), name)
    for way in ways(kind, target, chance.choice(PEOPLE)):
        try:
            while True:
                attempt(way, ledger, chance)
                time.sleep(chance.uniform(0, NAPS))
        except Exception as error:
            if not is_trouble(error):
                raise
            time.sleep(0.3)


if __name__ == "__main__":
    main(*sys.argv[1:])
