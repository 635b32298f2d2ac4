"""Further signers of a task (加签, 减签): asked before its holder completes it, or after.

Each signs by a task of its own. Before: the holder may complete once all have signed. After: the
holder's answers are held; when all have agreed the step is done with them, and the first who
objects sends them back to the holder. Signers add no signers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from engine.change import Change, changing_for
from engine.clock import now
from engine.colleagues import require_colleagues
from engine.drafts import drop_held, held_answers, hold_answers, keep_draft
from engine.errors import Invalid, NotFound, Problem, Refused
from engine.finishing import finish_task
from engine.members import add_member
from engine.models import HeldAnswers, Person, Signing, Task
from engine.operations.allowed import reasoned
from engine.people import Viewer
from engine.scope import finds
from engine.statements import ask
from engine.tasks.hold import require_holder, require_plain, require_unbarred
from engine.tasks.tell import tell_person
from engine.text import Text
from engine.world import person_value

Placing = Literal["before", "after"]
MOST_SIGNERS = 30
LONGEST_OPINION = 1000


def add_signers(
    task_id: int,
    people: Sequence[Person],
    by: Viewer,
    placing: Placing,
    reason: str,
    *,
    in_turn: bool = False,
) -> Task:
    """Ask people to sign a task that `by` holds, all at once or one after the other."""
    why = reasoned(reason)
    with changing_for(task_id) as (change, task):
        behalf = require_holder(change, task, by)
        require_plain(task, "signed", "followed")
        _require_signers(change, task, people)
        require_colleagues(by, people)
        first = _last_turn(task) + 1 if in_turn else 0
        for number, person in enumerate(people):
            _ask(task, person, by, placing, first + number if in_turn else 0)
            add_member(task.case_id, person.id, "signer")
        _set_mode(task)
        change.record(
            "signers_added",
            by.person,
            task.element,
            behalf=behalf,
            placing=placing,
            signers=[person_value(person) for person in people],
            reason=why,
        )
        _open_next(change, task)
    return task


def _require_signers(change: Change, task: Task, people: Sequence[Person]) -> None:
    if not people:
        raise Refused("请选择加签人。", "Choose who is to sign.")
    waiting = {row.task.claimed_by_id for row in _unsigned(task)}
    ids = [person.id for person in people]
    if len(set(ids)) < len(ids) or not waiting.isdisjoint(ids):
        raise Refused("同一人不能重复加签。", "Nobody signs twice.")
    if task.claimed_by_id in ids:
        raise Refused("不能加签本人。", "You cannot add yourself.")
    if len(waiting) + len(ids) > MOST_SIGNERS:
        raise Refused("加签最多{most}人。", "At most {most} people may sign.", most=MOST_SIGNERS)
    for person in people:
        require_unbarred(change, task, person)


def _ask(host: Task, person: Person, by: Viewer, placing: Placing, turn: int) -> None:
    task = Task.create(
        case=host.case_id,
        step=host.step,
        element=host.element,
        name=host.name,
        roles=[],
        scope=host.scope_id,
        barred=host.barred,
        mode="sign",
        status="queued",
        claimed_by=person,
        assigned=True,
        due_at=host.due_at,
        due_ground=host.due_ground,
    )
    Signing.create(task=task, host=host, placing=placing, turn=turn, added_by=by.person)


def _open_next(change: Change, host: Task) -> None:
    """Put into inboxes who is to sign now: those before come before those after; then by turn."""
    rows = [row for row in _unsigned(host) if row.placing == _present_placing(host)]
    turns = [row.turn for row in rows]
    now_due = [row for row in rows if row.turn == 0 or row.turn == min(turns)]
    for row in now_due:
        if row.task.status == "queued":
            Task.update(status="open", created_at=now()).where(Task.id == row.task_id).execute()
            _tell_signer(change, host, row)


def _present_placing(host: Task) -> str:
    return "after" if host.mode == "held" else "before"


def _tell_signer(change: Change, host: Task, row: Signing) -> None:
    said = Text(
        "{who}请您对“{task}”加签。",
        "{who} asks you to sign “{task}”.",
        who=row.added_by.name,
        task=host.name,
    )
    tell_person(row.task.claimed_by, change.case, row.task, said)


def _unsigned(host: Task) -> list[Signing]:
    """Return the signers who have not signed yet, in their order."""
    return list(
        Signing.select(Signing, Task)
        .join(Task, on=Signing.task)
        .where(Signing.host == host.id, Task.status.in_(("open", "queued")))
        .order_by(Signing.turn, Signing.id)
    )


def _last_turn(host: Task) -> int:
    return max((row.turn for row in Signing.select().where(Signing.host == host.id)), default=0)


def _set_mode(host: Task) -> None:
    """Note whether signers before are outstanding (it cannot be completed yet), or only others."""
    placings = {row.placing for row in _unsigned(host)}
    host.mode = "signed" if "before" in placings else "followed" if placings else ""
    Task.update(mode=host.mode).where(Task.id == host.id).execute()


def signings_of(task: Task) -> list[Signing]:
    """Return a task's further signers, with what those who signed said."""
    if not ask("SELECT 1 FROM signings WHERE host_id=? LIMIT 1", task.id):
        return []  # as nearly always
    return list(
        Signing.select(Signing, Task, Person)
        .join(Task, on=Signing.task)
        .join(Person, on=Task.claimed_by)
        .where(Signing.host == task.id, Task.status != "cancelled")
        .order_by(Signing.placing.desc(), Signing.turn, Signing.id)
    )


# -- signing ----------------------------------------------------------------------------------


def sign(
    change: Change, task: Task, by: Viewer, behalf: Person | None, answers: Mapping[str, Any]
) -> None:
    """Give one's opinion: `agrees` and, when one does not, `opinion`."""
    agrees, opinion = _read_opinion(answers)
    row = Signing.get(Signing.task == task.id)
    row.agrees, row.opinion = agrees, opinion
    row.save()
    _end(task, by.person, behalf)
    host = Task.get_by_id(row.host_id)
    host.case = change.case
    change.record(
        "agreed" if agrees else "objected",
        by.person,
        task.element,
        behalf=behalf,
        reason=opinion,
    )
    _go_on(change, host, agrees)


def _read_opinion(answers: Mapping[str, Any]) -> tuple[bool, str]:
    problems = []
    agrees, opinion = answers.get("agrees"), str(answers.get("opinion") or "").strip()
    if not isinstance(agrees, bool):
        problems.append(Problem("agrees", Text("请选择同意或不同意。", "Agree or object.")))
    if agrees is False and not opinion:
        problems.append(Problem("opinion", Text("不同意请写明理由。", "Say why you object.")))
    if len(opinion) > LONGEST_OPINION:
        problems.append(
            Problem(
                "opinion",
                Text("最多{n}字。", "At most {n} characters.", n=LONGEST_OPINION),
            )
        )
    if problems:
        raise Invalid(problems)
    return agrees is True, opinion


def _end(task: Task, by: Person, behalf: Person | None) -> None:
    Task.update(status="done", ended_at=now(), ended_by=by, done_for=behalf).where(
        Task.id == task.id
    ).execute()


def _go_on(change: Change, host: Task, agrees: bool) -> None:
    if host.mode == "held" and not agrees:
        _return_held(change, host)
    elif host.mode == "held" and not _unsigned(host):
        _release_held(change, host)
    elif host.mode == "held":
        _open_next(change, host)
    else:
        _set_mode(host)
        _open_next(change, host)


def hold(
    change: Change,
    task: Task,
    by: Viewer,
    behalf: Person | None,
    answers: Mapping[str, Any],
    data: Mapping[str, Any],
) -> None:
    """Keep what was answered back until the signers after have signed."""
    hold_answers(change, task, data, by.person)
    task.mode = "held"
    Task.update(mode="held", done_for=behalf).where(Task.id == task.id).execute()
    keep_draft(change, task, answers)
    change.record("submitted", by.person, task.element, behalf=behalf, data=dict(data))
    _open_next(change, task)


def _release_held(change: Change, host: Task) -> None:
    held = HeldAnswers.get(HeldAnswers.task == host.id)
    data = held_answers(held)
    drop_held(host)
    finish_task(change, host, held.given_by, host.done_for, data)


def _return_held(change: Change, host: Task) -> None:
    """Put the held answers back into their holder's hands; who has not signed need not any more."""
    drop_held(host)
    _drop_unsigned(host)
    host.mode = ""
    Task.update(mode="").where(Task.id == host.id).execute()
    tell_person(
        host.claimed_by,
        change.case,
        host,
        Text(
            "“{task}”的加签人不同意，请修改后再办。",
            "A signer objected to “{task}”; please mend it.",
            task=host.name,
        ),
    )


def _drop_unsigned(host: Task) -> None:
    waiting = [row.task_id for row in _unsigned(host)]
    if waiting:
        Task.update(status="cancelled", ended_at=now()).where(Task.id.in_(waiting)).execute()


# -- taking a signer off ----------------------------------------------------------------------


def remove_signer(signing_id: int, by: Viewer, reason: str) -> None:
    """Take off a signer who has not signed (减签); who added it or holds the task may.

    Whoever may not see the case is told that there is no such signer.
    """
    why = reasoned(reason)
    row = Signing.get_or_none(Signing.id == signing_id)
    if row is None or not finds(by, row.host.case_id):
        raise NotFound
    with changing_for(row.task_id) as (change, task):
        host = Task.get_by_id(row.host_id)
        host.case = change.case
        if row.added_by_id != by.person.id and host.claimed_by_id not in by.hands:
            raise Refused(
                "只有加签发起人或任务办理人可以减签。",
                "Only who added the signer or holds the task may take one off.",
            )
        if task.status not in ("open", "queued"):
            raise Refused("{name}已签署。", "{name} has signed already.", name=task.claimed_by.name)
        Task.update(status="cancelled", ended_at=now()).where(Task.id == task.id).execute()
        change.record(
            "signer_removed",
            by.person,
            task.element,
            to=person_value(task.claimed_by),
            reason=why,
        )
        _go_on(change, host, agrees=True)
