"""When the schedule of cases that the clock opens has to be looked at again."""

from __future__ import annotations

from engine.jobs import add_job, at_start
from engine.models import Job

KIND, PLANNING = "timed_start", "plan_starts"


@at_start
def plan_soon() -> None:
    """Have the schedule compared with what is published, once."""
    add_job(PLANNING, key=PLANNING)


def plan_again() -> None:
    """Have a schedule that there is compared again: a setting or the organisation has changed."""
    if Job.select(Job.id).where(Job.kind == KIND).exists():
        plan_soon()
