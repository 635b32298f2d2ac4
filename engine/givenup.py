"""How work that was given up becomes an incident of its case."""

from __future__ import annotations

from engine.bpmn import RunFailed
from engine.change import Change, changing
from engine.clock import now
from engine.errors import Refused, place_of
from engine.incidents import count, said
from engine.jobs import told_of_given_up
from engine.messages import listener
from engine.models import Incident, Job, Message
from engine.text import Text


@told_of_given_up
def note_given_up(job: Job, error: Exception) -> None:
    """Make a job that was given up an incident of its case."""
    case_id = job.case_id or _case_of_message(job) or _thrower(job)
    if case_id is None:
        return
    with changing(case_id) as change:
        if change.case.status == "open":
            _note(change, job, error)


def _case_of_message(job: Job) -> int | None:
    """Return the case that a message could not be given to; the sender's where none waits."""
    message = Message.get_or_none(Message.id == job.payload.get("message"))
    if message is None:
        return None
    wait = listener(message)
    found = wait.case_id if wait is not None else message.sender_id
    return int(found) if found is not None else None


def _thrower(job: Job) -> int | None:
    """Return the case whose signal should have started another."""
    return int(job.payload["from"]) if job.kind == "signal_start" else None


def _note(change: Change, job: Job, error: Exception) -> None:
    failed = _failure(error)
    element = (failed.element if failed else "") or str(job.payload.get("element", ""))
    incident = Incident.get_or_none(Incident.job == job) or Incident(case=change.case, job=job)
    numbers = (job.payload.get(key) for key in ("wait", "step", "call"))
    incident.step = next((number for number in numbers if number is not None), None)
    incident.element, incident.kind = element, job.kind
    incident.code = (failed.code if failed else None) or ""
    incident.text = said(_words(error, failed))
    incident.detail = place_of(error)
    incident.attempts += job.attempts
    incident.since, incident.solved_at, incident.solution = now(), None, ""
    incident.save()
    count(change.case)
    change.record("failed", element=element, error=type(failed or error).__name__)


def _failure(error: BaseException | None) -> RunFailed | None:
    while error is not None and not isinstance(error, RunFailed):
        error = error.__cause__
    return error


def _words(error: Exception, failed: RunFailed | None) -> Text:
    if failed is not None:
        return failed.text
    if isinstance(error, Refused):
        return error.text
    return Text("程序出错：{kind}", "The program failed: {kind}", kind=type(error).__name__)
