"""Playing one scenario line by line, on a clock of its own, against the real engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from typing import Any

from engine.answering import form_of
from engine.bpmn import Thrown
from engine.calendar import WorkCalendar
from engine.calendars import using_calendar
from engine.casefile import CaseFile
from engine.clock import LOCAL, at
from engine.communities import community_of, forget_tree, switch_plugin
from engine.completing import complete_task
from engine.database import rehearsing
from engine.errors import Invalid, Refused
from engine.messages import post
from engine.models import Case, Community, Holding, Job, Person, Procedure, Task
from engine.operations import cancel_case, unmerge_case
from engine.people import Viewer, forget_holders, viewer_of
from engine.planning import KIND, PLANNING
from engine.procedures import definition_of, latest, procedure_of
from engine.registry import brought_by, everything
from engine.reminders import have_marks_rung
from engine.scenarios.answers import answers_for, days_from_today, submitted, value_of
from engine.scenarios.clocks import (
    REMINDER,
    due_said,
    move_clock,
    next_moment,
    read_deed,
    reminders_of,
)
from engine.scenarios.operations import operate, read_operation
from engine.scenarios.read import BadScenario, Line, Scenario, read_values, split_outside_quotes
from engine.starting import start_case
from engine.tasks import claim_task
from engine.timed import plan_one
from engine.workers import work_until_idle

WHO = re.compile(r"(?P<role>\w+)(?:\(p(?P<nth>\d+)\))?")
STEP = re.compile(
    r'"(?P<task>[^"]+)"(?: as (?P<who>\w+(?:\(p\d+\))?))?(?: because "(?P<why>[^"]*)")?'
    r"(?:: (?P<values>.*))?"
)
TASK = re.compile(
    r'(?P<no>no )?task "(?P<task>[^"]+)"(?: for (?P<role>\w+))?(?: due (?P<due>[\d\-T: ]+))?'
)


class ScenarioFailed(Exception):
    """The engine did not do what a line says; names the line."""


Calendars = dict[str, WorkCalendar]


def need(true: object, else_say: str) -> None:
    """Stop the scenario unless something is true."""
    if not true:
        raise ScenarioFailed(else_say)


def play(scenario: Scenario, calendars: Calendars | None = None, *, keep: bool = False) -> None:
    """Play a scenario in a transaction that is undone; `keep` stores it, for demo data.

    Raises ScenarioFailed with the first line that does not come true.
    """
    player = Player(scenario, calendars or {})
    if keep:
        player.run()
        return
    try:
        with rehearsing() as after:
            clocks = Job.kind.in_([PLANNING, KIND])
            Job.delete().where(clocks).execute()  # only those it names ring
            player.after = after
            player.run()
    finally:  # what was undone may have changed who is where
        forget_tree()
        forget_holders()


class Player:
    """Where a scenario stands: its clock, its community, the case its lines speak of."""

    def __init__(self, scenario: Scenario, calendars: Calendars) -> None:
        self.scenario, self.calendars = scenario, calendars
        self.moment = datetime.now(LOCAL).replace(hour=9, minute=0, second=0, microsecond=0)
        self.calendar: WorkCalendar | None = None
        self.community: Community | None = None
        self.case: Case | None = None
        self.after: list[Callable[[], None]] = []
        self.seen_jobs: set[int] = set()
        self.timed: list[str] = []  # procedures whose timer starts ring in this scenario

    def run(self) -> None:
        for line in self.scenario.lines:
            with ExitStack() as stack:
                stack.enter_context(at(self.moment))
                if self.calendar is not None:
                    stack.enter_context(using_calendar(self.calendar))
                try:
                    getattr(self, f"_{line.verb}")(line)
                    stack.enter_context(at(self.moment))  # which the line may have moved
                    self._settle()
                except (Refused, Invalid, BadScenario, ScenarioFailed, LookupError) as error:
                    raise ScenarioFailed(
                        f"{self.scenario.path.name}, “{self.scenario.title}”, {line}: {error}"
                    ) from error

    def _settle(self) -> None:
        """Let what the line set off happen: jobs due now, and what is told after a commit."""
        work_until_idle()
        while self.after:
            self.after.pop(0)()
        broken = Job.get_or_none(Job.error.is_null(False), Job.id.not_in(self.seen_jobs or {0}))
        need(broken is None, f"a job failed: {broken.error if broken else ''}")

    # -- verbs ------------------------------------------------------------------------------

    def _given(self, line: Line) -> None:
        for part in split_outside_quotes(line.rest):
            word, _, rest = part.strip().partition(" ")
            if word == "community":
                self.community = community_of(rest.strip())
            elif word == "calendar":
                self.calendar = self.calendars[rest.strip()]
            elif word == "now":
                self.moment = self._instant(rest.strip())
            elif word == "timed":
                self.timed.append(rest.strip())
            elif word == "records":
                _load_records(rest.split())
            else:
                raise BadScenario(f"given what? {part}")
        for key in self.timed:
            with at(self.moment):
                plan_one(key, self._place())

    def _start(self, line: Line) -> None:
        head, _, values = line.rest.partition(": ")
        key, _, who = head.partition(" as ")
        by = self._person(who.strip())
        words = self._words(values)
        data = self._start_data(key.strip(), words, by)
        self.case = start_case(key.strip(), self._place(), by, data)

    def _start_data(self, key: str, words: dict[str, Any], by: Viewer) -> dict[str, Any]:
        """Type the first data by the procedure's own fields of these names."""
        version = latest(procedure_of(key))
        assert version is not None
        forms = brought_by(everything()).forms
        definition = definition_of(version.id)
        data: dict[str, Any] = {}
        for word, value in words.items():
            form = next(
                (
                    forms[name]
                    for name in definition.forms
                    if name in forms and any(field.key == word for field in forms[name].fields)
                ),
                None,
            )
            kind = {field.key: field.kind for field in form.fields}[word] if form else ""
            typed = kind in ("number", "checkbox", "checklist", "taglist", "geo", "filepicker")
            if kind in ("date", "datetime"):
                data[word] = value_of(submitted(kind, value, by))
                continue
            data.update(
                answers_for(form, {word: value}, by) if typed else {word: _plain(kind, value)}
            )
        return data

    def _do(self, line: Line) -> None:
        found = self._step(line)
        by = self._person(found["who"])
        task = self._task(found["task"], by)
        answers = answers_for(form_of(task), self._words(found["values"] or ""), by)
        try:
            complete_task(task.id, by, answers)
        except Invalid as invalid:
            raise ScenarioFailed(str(invalid)) from invalid

    def _claim(self, line: Line) -> None:
        found = self._step(line)
        by = self._person(found["who"])
        claim_task(self._task(found["task"], by).id, by)

    def _refuse(self, line: Line) -> None:
        if line.rest.startswith("start "):
            self._refuse_start(line)
            return
        found = self._step(line)
        by = self._person(found["who"])
        task = self._task(found["task"], by)
        answers = answers_for(form_of(task), self._words(found["values"] or ""), by)
        self._expect_refusal(lambda: complete_task(task.id, by, answers), found["why"] or "")

    def _refuse_start(self, line: Line) -> None:
        found = re.fullmatch(
            r'start (?P<key>\w+) as (?P<who>\w+(?:\(p\d+\))?)(?: because "(?P<why>[^"]*)")?'
            r"(?:: .*)?",
            line.rest,
        )
        if found is None:
            raise BadScenario(str(line))
        by = self._person(found["who"])
        self._expect_refusal(
            lambda: start_case(found["key"], self._place(), by, {}), found["why"] or ""
        )

    def _expect_refusal(self, deed: Callable[[], Any], why: str) -> None:
        try:
            deed()
        except Refused as refused:
            said = (
                refused.text.zh + refused.text.en + refused.text.say("zh") + refused.text.say("en")
            )
        except Invalid as invalid:
            said = "".join(
                f"{one.field} {one.text.say('zh')} {one.text.say('en')}" for one in invalid.problems
            )
        else:
            raise ScenarioFailed("was not refused")
        need(why in said, f"was refused for another reason: {said}")

    def _wait(self, line: Line) -> None:
        """Move the clock, letting everything that falls due on the way happen at its own time."""
        until = self._instant(line.rest.removeprefix("until ").strip())
        need(until >= self.moment, "the clock only moves forward")
        while moment := next_moment(until):
            self.moment = max(self.moment, moment.astimezone(LOCAL))
            with at(self.moment):
                have_marks_rung()
                self._settle()
        self.moment = until

    def _message(self, line: Line) -> None:
        """`message NAME: values` to who waits for it; `message NAME to KEY` may also start KEY."""
        head, _, values = line.rest.partition(": ")
        name, _, to = head.partition(" to ")
        words = self._words(values)
        case = self._now_case()
        correlation = words.pop("correlation", case.number)
        payload = {key: _plain("", value) for key, value in words.items()}
        post(case, Thrown(name.strip(), to.strip() or None, correlation, payload, ""))

    def _in(self, line: Line) -> None:
        """`in PROCEDURE`: the next lines speak of its newest case; `in PROCEDURE about "words"`:
        of the newest with these words in its title."""
        key, _, words = line.rest.partition(" about ")
        found = (
            Case.select()
            .join(Procedure)
            .where(Procedure.key == key.strip(), Case.title.contains(words.strip('"')))
            .order_by(Case.id.desc())
            .first()
        )
        need(found is not None, f"there is no case of {line.rest}")
        self.case = found

    def _cancel(self, line: Line) -> None:
        who, _, reason = line.rest.removeprefix("as ").partition(": ")
        cancel_case(self._now_case().id, self._person(who.strip()), reason.strip().strip('"'))

    def _unmerge(self, line: Line) -> None:
        """`unmerge as ROLE: why`: take the case out of the one it was merged into."""
        who, _, reason = line.rest.removeprefix("as ").partition(": ")
        unmerge_case(self._now_case().id, self._person(who.strip()), reason.strip().strip('"'))

    def _pause(self, line: Line) -> None:
        """`pause clock as ROLE: reason=hearing, note="…"`; likewise `resume` and `extend`."""
        who, words = read_deed(line.rest)
        move_clock(line.verb, self._now_case(), self._person(who), words)

    _extend = _pause

    def _resume(self, line: Line) -> None:
        (self._pause if line.rest.startswith("clock") else self._operate)(line)

    def _operate(self, line: Line) -> None:
        """`suspend case as ROLE: why`, `resume case …`, `move "STEP" to "STEP" …`, `restart …`."""
        deed = read_operation(line.rest)
        operate(line.verb, self._now_case(), self._person(deed["who"]), deed)

    _suspend = _move = _restart = _operate

    def _switch(self, line: Line) -> None:
        """`switch off family_ethos` in the scenario's community, or `switch on …`."""
        word, _, plugin = line.rest.partition(" ")
        switch_plugin(self._place(), plugin.strip(), word == "on", reason="scenario")

    def _end(self, line: Line) -> None:
        case = self._now_case()
        names = {one.id: one.name for one in definition_of(case.version_id).elements.values()}
        reached = set(case.outcome.split())
        reached |= {names.get(end, "") for end in reached}
        waiting = [task.name for task in self._open_tasks()]
        need(case.status == "ended", f"has not ended; waiting: {waiting or case.waits}")
        need(line.rest.strip('"') in reached, f"ended with {sorted(reached)}")

    # -- expectations -------------------------------------------------------------------------

    def _expect(self, line: Line) -> None:
        what = line.rest.split(" ", 1)[0]
        if "reminder" in line.rest.split(" ", 2)[:2]:
            self._expect_reminder(line)
        elif what in ("task", "no"):
            self._expect_task(line)
        elif what == "data":
            self._expect_data(line)
        elif what == "record":
            self._expect_record(line)
        elif what == "indicator":
            self._expect_indicator(line)
        elif what in ("due", "lamp"):
            self._expect_clock(line, what)
        elif what == "title":
            wanted = line.rest.partition(" ")[2].strip('"')
            need(self._now_case().title == wanted, self._now_case().title)
        else:
            raise BadScenario(str(line))

    def _expect_task(self, line: Line) -> None:
        found = TASK.fullmatch(line.rest)
        if found is None:
            raise BadScenario(str(line))
        names = [task.name for task in self._open_tasks()]
        tasks = [task for task in self._open_tasks() if task.name == found["task"]]
        if found["no"]:
            need(not tasks, f"“{found['task']}” is open")
            return
        need(tasks, f"open are {names}")
        if found["role"]:
            need(found["role"] in tasks[0].roles, f"it is for {tasks[0].roles}")
        if found["due"]:
            due = tasks[0].due_at.astimezone(LOCAL) if tasks[0].due_at else None
            wanted = found["due"].strip()
            said = "" if due is None else due.strftime("%Y-%m-%d %H:%M")
            need(said.startswith(wanted.replace("T", " ")), f"it is due {said or 'never'}")

    def _expect_reminder(self, line: Line) -> None:
        """`reminder for ROLE "words"`, `no reminder for ROLE`: what it was told of this case."""
        found = REMINDER.fullmatch(line.rest)
        if found is None:
            raise BadScenario(str(line))
        told = reminders_of(self._person(found["who"]).person, self._now_case())
        heard = any((found["words"] or "") in each for each in told)
        need(heard is not bool(found["no"]), f"was told {told}")

    def _expect_clock(self, line: Line, what: str) -> None:
        """`due 2026-05-15`, `due paused`, `lamp yellow`, `lamp none`: of the case itself."""
        case = self._now_case()
        said = due_said(case) if what == "due" else case.lamp or "none"
        need(said.startswith(line.rest.partition(" ")[2]), f"its {what} is {said}")

    def _expect_data(self, line: Line) -> None:
        case = self._now_case()
        data = CaseFile(case, viewer_of(Person.get())).data
        for key, word in self._words(line.rest.partition(" ")[2]).items():
            need(_same(data.get(key), word), f"{key} is {data.get(key)!r}")

    def _expect_record(self, line: Line) -> None:
        """`record core_issue count=1`, or with values: `record core_issue status="closed"`."""
        table, _, values = line.rest.partition(" ")[2].partition(" ")
        records = [
            one for found in _all_records() for one in found if one._meta.table_name == table
        ]
        need(records, f"there is no record {table}")
        words = self._words(values)
        count = words.pop("count", None)
        rows = [
            row
            for row in records[0].select()
            if all(_same(getattr(row, key), word) for key, word in words.items())
        ]
        if count is None:
            need(rows, f"no {table} is like that")
        else:
            need(len(rows) == int(str(count)), f"there are {len(rows)}")

    def _expect_indicator(self, line: Line) -> None:
        code, _, wanted = line.rest.partition(" ")[2].partition("=")
        indicator = brought_by(everything()).indicators[code.strip()]
        here = frozenset(row.id for row in Community.select(Community.id))
        value = indicator.value(here)
        need(value is not None, "it has no value")
        need(float(value) == float(wanted), f"it is {value}")

    # -- who and where ------------------------------------------------------------------------

    def _step(self, line: Line) -> re.Match[str]:
        found = STEP.fullmatch(line.rest)
        if found is None:
            raise BadScenario(str(line))
        return found

    def _place(self) -> Community:
        if self.community is None:
            raise BadScenario("the scenario names no community")
        return self.community

    def _now_case(self) -> Case:
        if self.case is None:
            raise BadScenario("no case has been started")
        self.case = Case.get_by_id(self.case.id)
        return self.case

    def _open_tasks(self) -> list[Task]:
        return list(
            Task.select()
            .where(Task.case == self._now_case(), Task.status == "open")
            .order_by(Task.id)
        )

    def _task(self, name: str, by: Viewer) -> Task:
        """Return the open task of a name, the person's own first."""
        tasks = [task for task in self._open_tasks() if task.name == name]
        need(tasks, f"“{name}” is not open; open are {[task.name for task in self._open_tasks()]}")
        tasks.sort(key=lambda task: (task.claimed_by_id != by.person.id, task.id))
        return tasks[0]

    def _person(self, who: str | None) -> Viewer:
        """Return the demo person of a role: of the scenario's community, else near, else any."""
        found = WHO.fullmatch(who or "")
        if found is None:
            raise BadScenario(f"nobody is named by {who!r}")
        holders: Any = (
            Holding.select(Holding, Person, Community)
            .join_from(Holding, Person)
            .join_from(Holding, Community)
            .where(Holding.role == found["role"], Person.active)
            .order_by(Person.id)
        )
        here = self._place().org_path
        paths = [(row.community.org_path, row.person) for row in holders]
        near = [person for path, person in paths if path == here]
        around = [
            person for path, person in paths if path.startswith(here) or here.startswith(path)
        ]
        line = near or around or [person for _, person in paths]
        need(line, f"nobody holds {found['role']}")
        nth = int(found["nth"] or 1) - 1
        need(nth < len(line), f"only {len(line)} hold {found['role']} here")
        return viewer_of(Person.get_by_id(line[nth].id))

    def _words(self, text: str) -> dict[str, Any]:
        """Read values; `@ROLE`, `@ROLE(p2)` is the id of the demo person of a role."""
        return {key: self._named(word) for key, word in read_values(text).items()}

    def _named(self, word: Any) -> Any:
        if isinstance(word, list):
            return [self._named(each) for each in word]
        if isinstance(word, dict):
            return {key: self._named(each) for key, each in word.items()}
        named = isinstance(word, str) and word.startswith("@")
        return str(self._person(word[1:]).person.id) if named else word

    def _instant(self, words: str) -> datetime:
        """Read `2026-03-04 09:00`, or `-3d 09:00` counted from today, or `+2h` from the clock."""
        later = re.fullmatch(r"\+(\d+)h", words)
        if later:
            return self.moment + timedelta(hours=int(later[1]))
        return days_from_today(words) or datetime.fromisoformat(words).replace(tzinfo=LOCAL)


def _load_records(tables: list[str]) -> None:
    from engine.demo import demo_folders  # which plays scenarios itself
    from engine.demo_records import load_records

    load_records(demo_folders(), only=tables)


def _all_records() -> Any:
    from engine.registry import hooks_for

    return hooks_for(everything()).records()


def _plain(kind: str, word: Any) -> Any:
    if isinstance(word, list):
        return [_plain(kind, each) for each in word]
    if not kind and (counted := days_from_today(word)):
        return counted if " " in word else counted.date()
    return word if kind and kind != "datetime" else value_of(word)


def _same(value: Any, word: Any) -> bool:
    """Is a stored value what a word of the scenario says?"""
    if isinstance(word, list):
        return isinstance(value, list) and [str(each) for each in value] == word
    word = str(word)
    if isinstance(value, datetime):
        said = value.astimezone(LOCAL).isoformat()
        return bool(said.startswith(word.replace(" ", "T")))
    if isinstance(value, bool) or value is None:
        return word in {True: ("true",), False: ("false",), None: ("null", "")}[value]
    if isinstance(value, dict):
        return bool(word in (value.get("place"), value.get("name"), value.get("id")))
    if isinstance(value, date):
        return bool(value.isoformat() == word)
    return bool(str(value) == word)
