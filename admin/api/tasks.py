"""Tasks through the interface: found, opened, claimed, completed."""

from __future__ import annotations

from admin.api.operation import asker, operation
from admin.api.shapes import (
    Answered,
    CaseShape,
    Listed,
    OpenedShape,
    TaskRow,
    TaskShape,
    Urged,
    Waiting,
    case_shape,
    task_row,
    task_shape,
)
from admin.asking import Asked
from engine import (
    claim_task,
    complete_task,
    find_task,
    inbox,
    open_task,
    release_task,
    save_draft,
    urge_task,
)


@operation("GET", "/tasks", "read", query=Waiting, gives=Listed[TaskRow])
def list_tasks(query: Waiting) -> Listed[TaskRow]:
    """List the tasks on offer to the person, its own, or those it has done."""
    found = inbox(
        asker(), query.tab, search=query.search, procedure=query.procedure, page=query.page
    )
    return Listed([task_row(row) for row in found.rows], found.number, found.more)


@operation("GET", "/tasks/<int:task_id>", "read", gives=OpenedShape)
def show_task(task_id: int) -> OpenedShape:
    """Open a task: the form-js schema of its form, what is known, the draft."""
    opened = open_task(task_id, asker())
    asked = None
    if opened.form and opened.mine and opened.task.status == "open":
        asked = Asked(opened.form, known=opened.known, access=opened.access)
    return OpenedShape(
        task=task_shape(opened.task),
        case=case_shape(opened.task.case),
        schema=asked.spec["schema"] if asked else None,
        known=asked.known if asked else {},
        draft=dict(opened.draft) if asked else {},
        mine=opened.mine,
        may_do=opened.may_do,
        may_claim=opened.may_claim,
    )


@operation("POST", "/tasks/<int:task_id>/claim", "work", gives=TaskShape)
def take_task(task_id: int) -> TaskShape:
    """Take a task for oneself."""
    find_task(task_id, asker())
    return task_shape(claim_task(task_id, asker()))


@operation("POST", "/tasks/<int:task_id>/release", "work", gives=TaskShape)
def give_task_back(task_id: int) -> TaskShape:
    """Give a task back to those it was offered to."""
    find_task(task_id, asker())
    return task_shape(release_task(task_id, asker()))


@operation("PUT", "/tasks/<int:task_id>/draft", "work", takes=Answered)
def keep_draft(task_id: int, body: Answered) -> None:
    """Keep unfinished answers with a task."""
    find_task(task_id, asker())
    save_draft(task_id, asker(), body.answers)


@operation("POST", "/tasks/<int:task_id>/complete", "work", takes=Answered, gives=CaseShape)
def finish_task(task_id: int, body: Answered) -> CaseShape:
    """Complete a task with answers; the case moves on."""
    find_task(task_id, asker())
    return case_shape(complete_task(task_id, asker(), body.answers))


@operation("POST", "/tasks/<int:task_id>/urge", "work", takes=Urged)
def remind(task_id: int, body: Urged) -> None:
    """Remind whoever a task waits for."""
    find_task(task_id, asker())
    urge_task(task_id, asker(), body.note)
