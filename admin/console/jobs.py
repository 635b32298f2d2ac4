"""The page of jobs: work that waits or was given up; what was given up can be tried again."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from flask import flash
from flask_admin.actions import action
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from peewee import JOIN

from admin.console.access import SYSTEM
from admin.console.filters import Is
from admin.console.view import ConsoleView
from admin.console.words import JOB_KINDS, JOB_STATES, word
from admin.who import viewer
from engine import Case, Job, retry

FRAME = re.compile(r'File "(?P<path>[^"]+)", line (?P<line>\d+), in (?P<name>\S+)')
RAISED = re.compile(r"^(?P<kind>[\w.]+)(?::|$)")


class JobView(ConsoleView):
    """Jobs without their payload."""

    seen_by = (SYSTEM,)
    changed_by = (SYSTEM,)
    noun = _("job")
    explains = _(
        "A job that failed too often is given up and waits for you; its case stands still."
    )
    can_view_details = can_export = True
    simple_list_pager = True
    column_list = ("id", "kind", "case", "status", "run_at", "attempts", "failure")
    column_details_list = (
        "id", "kind", "case", "status", "run_at", "attempts", "most_attempts", "leased_until",
        "failure", "place",
    )  # fmt: skip
    column_export_list = ("id", "kind", "case", "status", "run_at", "attempts", "failure")
    column_sortable_list = ("id", "run_at", "attempts")
    column_default_sort = ("id", True)
    column_searchable_list = (Case.number,)
    column_filters = (
        Is(Job.status, _("State"), lambda: JOB_STATES.items()),
        Is(Job.kind, _("Kind"), lambda: JOB_KINDS.items()),
    )
    column_labels: ClassVar[Any] = {
        "id": _("No."),
        "kind": _("Kind"),
        "case": _("Case"),
        "number": _("Case"),
        "status": _("State"),
        "run_at": _("Runs at"),
        "attempts": _("Attempts"),
        "most_attempts": _("At most"),
        "leased_until": _("Worker's lease until"),
        "failure": _("Failure"),
        "place": _("Where it failed"),
    }
    column_formatters: ClassVar[Any] = {
        "kind": lambda view, context, row, name: word(JOB_KINDS, row.kind),
        "case": lambda view, context, row, name: row.case.number if row.case_id else "—",
        "status": lambda view, context, row, name: word(JOB_STATES, row.status),
        "failure": lambda view, context, row, name: raised(row.error),
        "place": lambda view, context, row, name: place(row.error),
    }
    along = (Case,)

    def get_query(self) -> Any:
        """Return jobs with their case's number, and nothing else of the case."""
        return Job.select(Job, Case.id, Case.number).join_from(Job, Case, JOIN.LEFT_OUTER)

    def get_one(self, id: Any) -> Any:
        found = super().get_one(id)
        return self.get_query().where(Job.id == found.id).get()

    @action("retry", _("Try again"), _("Try the chosen jobs again, from their first attempt?"))
    def action_retry(self, numbers: list[str]) -> None:
        rows = [self.get_one(number) for number in numbers]
        dead = [row for row in rows if row.status == "dead"]
        for row in dead:
            retry(row.id, viewer(), gettext("Tried again on the page of jobs."))
        if len(dead) < len(rows):
            flash(gettext("Only jobs that were given up can be tried again."), "warning")
        if dead:
            count = len(dead)
            flash(
                ngettext("%(num)d job waits again.", "%(num)d jobs wait again.", count), "success"
            )

    def name_of(self, row: Any) -> str:
        number = row.case.number if row.case_id else "—"
        return f"#{row.id} {word(JOB_KINDS, row.kind)} · {number}"


def raised(error: str | None) -> str:
    """Return which exception ended a job; its message may quote a case, so it stays in the log."""
    for line in reversed((error or "").splitlines()):
        if line and not line[0].isspace() and (found := RAISED.match(line)):
            return found["kind"]
    return ""


def place(error: str | None) -> str:
    """Return where in the programs a job failed, outermost first."""
    frames = FRAME.finditer(error or "")
    return " → ".join(
        f"{'/'.join(one['path'].split('/')[-2:])}:{one['line']} {one['name']}" for one in frames
    )
