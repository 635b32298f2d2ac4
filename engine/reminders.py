"""What happens at the marks of a limit: reminders, lamps, supervision; each mark once.

A sweep looks every minute for cases with a clock at its next mark and has each of them dealt with
in a job of its own, under the case's lock: two workers, or one that is killed, ring no mark twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.addressees import addressees
from engine.bpmn import Thrown
from engine.case_clock import Clock, basis_in, counted
from engine.case_data import data_of
from engine.change import Change, changing
from engine.clock import now
from engine.clock_rules import ClockRules, Effect, Rung, rules_of
from engine.database import read_instant, stored_instant, to_json
from engine.jobs import add_job, at_start, handles, wake_workers
from engine.lateness import worst
from engine.marks import next_rung, reached_at
from engine.messages import post
from engine.models import Job, Task
from engine.notifications import notify
from engine.statements import ask, insert
from engine.text import Text

EVERY = timedelta(seconds=60)
BATCH = 500
KEYS = ("sweep:a", "sweep:b")  # the running one writes down the next under the other key
NEVER_GIVEN_UP = 2**31 - 1
AFTER_PEOPLE = 5  # priority: people's own work goes first

_FREE = "NOT EXISTS (SELECT 1 FROM jobs j WHERE j.case_id = c.id AND j.kind = 'marks')"
_DUE = """
SELECT c.id FROM cases c
WHERE c.status = 'open' AND c.suspended = '' AND c.mark_at <= ? AND {free}
UNION ALL SELECT c.id FROM tasks t JOIN cases c ON c.id = t.case_id
WHERE t.status = 'open' AND t.mark_at <= ? AND c.status = 'open' AND c.suspended = '' AND {free}
LIMIT ?
"""
_NEXT_OF_CASES = """
SELECT MIN(c.mark_at) FROM cases c WHERE c.status = 'open' AND c.suspended = ''
"""
_NEXT_OF_TASKS = """
SELECT MIN(t.mark_at) FROM tasks t JOIN cases c ON c.id = t.case_id
WHERE t.status = 'open' AND t.mark_at IS NOT NULL AND c.status = 'open' AND c.suspended = ''
"""


@at_start
def keep_watch() -> None:
    """Begin to sweep every minute, if nobody does yet."""
    if not Job.select(Job.id).where(Job.kind == "sweep").exists():
        add_job("sweep", key=KEYS[0], most_attempts=NEVER_GIVEN_UP)


@handles("sweep")
def sweep(job: Job) -> None:
    """Have all marks that are reached dealt with, and sweep again in a minute (or at once)."""
    found = have_marks_rung()
    again = now() if found == BATCH else now() + EVERY
    other = KEYS[1] if job.key == KEYS[0] else KEYS[0]
    add_job("sweep", key=other, run_at=again, most_attempts=NEVER_GIVEN_UP)


def have_marks_rung() -> int:
    """Write down a job for each case at a mark; return how many clocks, a batch at most."""
    moment = stored_instant(now())
    found = ask(_DUE.format(free=_FREE), moment, moment, BATCH)
    cases = sorted({case for (case,) in found})  # a case may be there with several clocks
    if cases:
        rows = [
            ("marks", f"marks:{case}", case, to_json({}), moment, AFTER_PEOPLE, 0, 5, "ready")
            for case in cases
        ]
        columns = "kind, key, case_id, payload, run_at, priority, attempts, most_attempts, status"
        insert(f"INSERT INTO jobs ({columns})", rows, "ON CONFLICT DO NOTHING")
        wake_workers()
    return len(found)


def next_mark() -> datetime | None:
    """Return when the next mark of any open case is reached; for a clock that is moved."""
    found = (read_instant(ask(sql)[0][0]) for sql in (_NEXT_OF_CASES, _NEXT_OF_TASKS))
    return min((moment for moment in found if moment is not None), default=None)


@handles("marks")
def ring(job: Job) -> None:
    """Deal with all marks that a case and its tasks have reached."""
    with changing(job.case_id) as change:
        if change.case.status == "open" and not change.case.suspended:
            _Ringing(change).ring()


class _Ringing:
    """The marks of one case that are reached now."""

    def __init__(self, change: Change) -> None:
        self.change, self.case = change, change.case
        self.rules: ClockRules = rules_of(self.case, data_of(self.case))
        self.wanted: Effect | None = None  # of several marks reached at once, one supervision
        self.tasks = list(
            Task.select().where(Task.case == self.case, Task.status == "open").order_by(Task.id)
        )

    def ring(self) -> None:
        clocks: list[Clock] = [self.case, *self.tasks]
        for clock in clocks:
            if clock.mark_at is not None and clock.mark_at <= now():
                self._climb(clock)
        if self.wanted is not None:
            self._supervise(self.wanted)

    def _climb(self, clock: Clock) -> None:
        """Deal with each mark that a clock has reached and note when it reaches the next."""
        basis = basis_in(clock)
        assert basis is not None
        deadline = counted(self.case, basis, self.change.calendar)
        clock.mark_at = None
        while rung := next_rung(self.rules.ladder, clock.marked):
            clock.mark_at = reached_at(deadline, rung.percent, self.change.calendar)
            if clock.mark_at > now():
                break
            self._reach(clock, rung)
            clock.marked, clock.mark_at = rung.percent, None
        if isinstance(clock, Task):
            clock.save(only=[Task.mark_at, Task.marked, Task.lamp])

    def _reach(self, clock: Clock, rung: Rung) -> None:
        if isinstance(clock, Task):
            self.change.record("mark", element=clock.element, percent=rung.percent)
        else:
            self.change.record("case_mark", percent=rung.percent)
        lit = self._light(clock, rung.effects)
        for effect in rung.effects:
            if effect.kind in ("remind", "sms"):
                self._tell(clock, rung, effect)
            elif effect.kind == "supervise" and lit:
                self.wanted = effect  # a worse one than before: the lamp has changed

    def _light(self, clock: Clock, effects: Sequence[Effect]) -> bool:
        """Turn the lamps that a mark turns; tell whether the case's own is worse than before."""
        before = self.case.lamp
        lamps = [effect.to for effect in effects if effect.kind == "lamp"]
        clock.lamp = worst([clock.lamp, *lamps])
        self.case.lamp = worst([before, clock.lamp])
        return not lamps or bool(self.case.lamp != before)

    def _tell(self, clock: Clock, rung: Rung, effect: Effect) -> None:
        task = clock if isinstance(clock, Task) else None
        people = addressees(effect.to, self.case, [task] if task else self.tasks)
        channel = "sms" if effect.kind == "sms" else "page"
        text = self._sentence(clock, rung.percent)
        notify(people, text, self.case, task, kind=effect.kind, channel=channel)

    def _sentence(self, clock: Clock, percent: int) -> Text:
        name = clock.name if isinstance(clock, Task) else self.case.title
        zh, en = REMINDERS[percent >= 100]
        return Text(zh, en, name=name, percent=percent)

    def _supervise(self, effect: Effect) -> None:
        """Tell the supervising procedure, which does not supervise itself."""
        told = self.rules.supervision
        if told is not None and self.case.procedure.key != told.procedure:
            payload = {"kind": effect.to, "late_no": self.case.number}
            post(self.case, Thrown(told.due, told.procedure, self.case.number, payload, ""))


REMINDERS = {
    False: (
        "“{name}”的办理时限已过{percent}%，请抓紧办理。",
        "{percent}% of the time for “{name}” has passed.",
    ),
    True: (
        "“{name}”已超期（已用时限的{percent}%），请立即办理。",
        "“{name}” is overdue ({percent}% of its time has passed).",
    ),
}
