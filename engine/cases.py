"""What happens to a case: start, complete a task, cancel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.bpmn import Definition, Run, RunFailed
from engine.change import Change, add_member, changing, changing_for, require_open
from engine.clock import LOCAL, now
from engine.communities import plugins_of, settings_of
from engine.database import after_commit, stored_instant, transaction
from engine.documents import keep_with, owned_files
from engine.errors import Invalid, Refused
from engine.fields import index
from engine.forms import Form, read_answers
from engine.models import Case, Community, Offer, Person, Procedure, Task
from engine.people import Viewer
from engine.procedures import definition_of, latest_id, places, procedure_of
from engine.registry import brought_by, hooks_for, tell
from engine.statements import ask, do
from engine.text import Text


def start_case(
    procedure: str,
    community: Community,
    by: Viewer,
    data: Mapping[str, Any] | None = None,
    *,
    answers: Mapping[str, Any] | None = None,
) -> Case:
    """Open a case and bring it to its first tasks; those the starter may do are its own at once.

    It begins with `answers` as the start's form reads them, or with `data` whose values are typed
    already. Raises Invalid with every problem of the answers; nothing is stored then.
    """
    chosen, plugins = procedure_of(procedure), plugins_of(community)
    require_startable(chosen, community, by, plugins)
    with transaction():
        change = open_case(chosen, community, plugins, starter=by.person)
        first = dict(data or {}) if answers is None else _read_start(change, by, answers)
        change.record("started", by.person, data=first)
        start_run(change, first)
        change.store()
        _take_first(change, by)
    return change.case


def start_form(procedure: str, community: Community, by: Viewer) -> Form | None:
    """Return the form that opens a case of a procedure, to who may start it here."""
    chosen, plugins = procedure_of(procedure), plugins_of(community)
    require_startable(chosen, community, by, plugins)
    version = latest_id(chosen)
    name = definition_of(version).start_form if version else None
    return _form(name, frozenset(plugins)) if name else None


def _read_start(change: Change, by: Viewer, answers: Mapping[str, Any]) -> dict[str, Any]:
    name = change.definition.start_form
    if not name:
        return {}
    form = _form(name, frozenset(change.case.plugins))
    files = owned_files(by, sent_files(answers))
    names = change.world.names()
    by_field = files_by_field(form, answers, files)
    data = read_answers(form, answers, {}, names=names, now=now(), files=by_field)
    keep_with(change.case, list(files), by)
    return data


def require_startable(
    procedure: Procedure, community: Community, by: Viewer, plugins: list[str]
) -> None:
    """Refuse who may not open this procedure here, or where its plugin is not among those on."""
    if procedure.plugin not in plugins:
        raise Refused(
            "“{plugin}”在{community}没有启用，不能发起“{procedure}”。",
            "Plugin “{plugin}” is off in {community}, so “{procedure}” cannot be started there.",
            plugin=procedure.plugin,
            community=community.name,
            procedure=procedure.name,
        )
    if not any(node.id == community.id for node in places(procedure, by)):
        raise Refused(
            "您的岗位不能在{community}发起“{procedure}”。",
            "Your roles do not let you start “{procedure}” in {community}.",
            community=community.name,
            procedure=procedure.name,
        )
    hooks = hooks_for(plugins)
    reasons = hooks.refuse_start(community=community, procedure=procedure.key, person=by.person)
    if reasons:
        raise Refused(reasons[0])


def open_case(
    procedure: Procedure,
    community: Community,
    plugins: list[str],
    *,
    starter: Person | None = None,
    parent: Case | None = None,
) -> Change:
    """Make the row of a new case of the newest version, as its community stands now."""
    version = latest_id(procedure)
    if version is None:
        raise Refused(
            "“{procedure}”还没有发布。", "“{procedure}” is not published.", procedure=procedure.name
        )
    definition = definition_of(version)
    case = Case.create(
        number=next_number(procedure.plugin, community),
        title=procedure.name,
        procedure=procedure,
        version=version,
        community=community,
        parent=parent,
        starter=starter,
        plugins=plugins,
        settings=settings_of(community, procedure.key),
        started_at=now(),
        changed_at=now(),
    )
    if starter is not None:
        add_member(case.id, starter.id, "starter")
    return Change(case, definition)


def next_number(plugin: str, community: Community) -> str:
    """Return the next case number, `plugin-yyyymm-organisation-00001` (DOMAIN F0.0)."""
    month = now().astimezone(LOCAL).strftime("%Y%m")
    name = f"{plugin}-{month}-{community.code}"
    found = ask(
        "INSERT INTO counters (name, value) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value",
        name,
    )
    return f"{name}-{found[0][0]:05d}"


def start_run(change: Change, data: dict[str, Any], message: str | None = None) -> None:
    """Run a new case to where it first waits."""
    with failures_told(change):
        change.run = Run.start(change.definition, change.world, data, message=message)
    index(change.case, data, indexed_keys(change.definition, change.case))


def _take_first(change: Change, by: Viewer) -> None:
    """Let the starter go on at once: its first tasks are claimed for it."""
    for task in change.ready:
        if task.claimed_by_id is None and may_do(task, by):
            Offer.delete().where(Offer.task == task.id).execute()
            Task.update(claimed_by=by.person).where(Task.id == task.id).execute()
            task.claimed_by = by.person


# -- completing a task ------------------------------------------------------------------------


def complete_task(task_id: int, by: Viewer, answers: Mapping[str, Any]) -> Case:
    """Finish a task with a person's answers and move its case on to where it next waits.

    Raises Refused when it is not for this person or no longer open, Invalid with every problem
    of the answers; nothing is stored then.
    """
    with changing_for(task_id) as (change, task):
        require_allowed(change, task, by)
        data = _read(change, task, by, answers)
        _finish(task, by)
        change.done.add(task.step)
        change.record("completed", by.person, task.element, task=task.name, data=data)
        with failures_told(change):
            change.run.complete(task.step, data)
        index(change.case, data, indexed_keys(change.definition, change.case))
        hooks = change.hooks
        after_commit(lambda: tell(hooks.task_completed, task=task, person=by.person))
    return change.case


def may_do(task: Task, by: Viewer) -> bool:
    """May this person do a task that nobody has claimed?"""
    if by.person.id in task.barred or task.scope_id is None:
        return False
    offered = ask("SELECT role, community_id FROM offers WHERE task_id=?", task.id)
    return any((role, community) in by.offers for role, community in offered)


def require_allowed(change: Change, task: Task, by: Viewer) -> None:
    """Refuse who may not do this task now, and say why."""
    if task.status != "open":
        raise Refused(_already_done(task))
    if by.person.id in task.barred:
        raise Refused(
            "按回避规则，您不能办理“{task}”：经办人与核查人不能是同一人。",
            "You may not do “{task}”: handler and verifier must be two people.",
            task=task.name,
        )
    if task.claimed_by_id not in (None, by.person.id):
        raise Refused(
            "“{task}”已由{person}认领。",
            "“{task}” has been claimed by {person}.",
            task=task.name,
            person=task.claimed_by.name,
        )
    if task.claimed_by_id is None and not may_do(task, by):
        raise Refused(_not_for_you(task))
    reasons = change.hooks.refuse(task=task, person=by.person)
    if reasons:
        raise Refused(reasons[0])


def _already_done(task: Task) -> Text:
    if task.status == "done" and task.ended_by_id:
        return Text(
            "“{task}”已由{person}办理，您的填写没有提交。",
            "“{task}” has already been completed by {person}; your answers were not sent.",
            task=task.name,
            person=task.ended_by.name,
        )
    return Text("“{task}”已不需要办理。", "“{task}” no longer needs to be done.", task=task.name)


def _not_for_you(task: Task) -> Text:
    known = brought_by(frozenset(task.case.plugins)).roles
    titles = [known[role].title if role in known else Text(role, role) for role in task.roles]
    return Text(
        "“{task}”由{roles}（{keys}）办理，您没有这个岗位。",
        "“{task}” is for {roles} ({keys}), a role you do not hold there.",
        task=task.name,
        roles=titles[0] if titles else "—",
        keys="、".join(task.roles),
    )


def form_of(task: Task) -> Form | None:
    """Return the form a task asks with, of the plugins its case started with."""
    if not task.form:
        return None
    return _form(task.form, frozenset(task.case.plugins))


def _form(name: str, plugins: frozenset[str]) -> Form:
    form: Form | None = brought_by(plugins).forms.get(name)
    if form is None:
        raise Refused("表单“{form}”没有安装。", "The form “{form}” is not installed.", form=name)
    return form


def _read(change: Change, task: Task, by: Viewer, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Read the answers by the task's form, then let every plugin object."""
    form = form_of(task)
    if form is None:
        return {}
    files = owned_files(by, sent_files(answers))
    data = read_answers(
        form,
        answers,
        known_for(change, task),
        access=task.access,
        names=change.world.names(),
        now=now(),
        files=files_by_field(form, answers, files),
    )
    problems = [one for found in change.hooks.check(task=task, data=data) for one in found]
    if problems:
        raise Invalid(problems)
    keep_with(change.case, list(files), by)
    return data


def known_for(change: Change, task: Task) -> dict[str, Any]:
    """Return the data as the task's step sees it."""
    for step in change.run.steps:
        if step.id == task.step:
            return dict(step.data)
    return dict(change.run.data)


TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")


def sent_files(answers: Any) -> list[str]:
    """Return the tokens of all files that answers name, wherever they stand."""
    if isinstance(answers, Mapping):
        if isinstance(answers.get("id"), str) and "sha256" in answers:
            return [answers["id"]]
        return [token for value in answers.values() for token in sent_files(value)]
    if isinstance(answers, list | tuple):
        return [token for value in answers for token in sent_files(value)]
    return []


def files_by_field(
    form: Form, answers: Mapping[str, Any], files: Mapping[str, dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """Return, for each file field of a form, the references of the sender's own files."""
    found = {}
    for field in form.fields:
        if field.kind == "filepicker":
            tokens = sent_files(answers.get(field.key, []))
            found[field.key] = [files[token] for token in tokens if token in files]
    return found


def _finish(task: Task, by: Viewer) -> None:
    task.status, task.ended_at, task.ended_by = "done", now(), by.person
    do(
        "UPDATE tasks SET status='done', ended_at=?, ended_by_id=?, claimed_by_id=?, draft=NULL"
        " WHERE id=?",
        stored_instant(task.ended_at),
        by.person.id,
        by.person.id,
        task.id,
    )
    if task.claimed_by_id is None:  # else both were done when it was claimed
        do("DELETE FROM offers WHERE task_id=?", task.id)
        add_member(task.case_id, by.person.id, "handler")


def indexed_keys(definition: Definition, case: Case) -> frozenset[str]:
    """Return the keys of a procedure's data that its forms mark as indexed."""
    forms = brought_by(frozenset(case.plugins)).forms
    return frozenset(
        field.key
        for name in definition.forms
        if name in forms
        for field in forms[name].fields
        if field.indexed
    )


# -- other deeds ------------------------------------------------------------------------------


def cancel_case(case_id: int, by: Viewer, reason: str) -> None:
    """Stop a case for good, keeping its history; for whoever started it or leads its community."""
    if not reason.strip():
        raise Refused("请写明撤销的理由。", "Please give the reason for cancelling.")
    with changing(case_id) as change:
        case = change.case
        require_open(case)
        if case.starter_id != by.person.id:
            raise Refused(
                "只有发起人可以撤销这件事。", "Only the person who started this case may cancel it."
            )
        case.status, case.ended_at = "cancelled", now()
        close_tasks(case)
        change.record("cancelled", by.person, reason=reason.strip())


def close_tasks(case: Case) -> None:
    """Take what a case leaves behind out of inboxes and waiting lists."""
    from engine.models import Job, Wait

    open_tasks = Task.select(Task.id).where(Task.case == case, Task.status == "open")
    Offer.delete().where(Offer.task.in_(open_tasks)).execute()
    Task.update(status="cancelled", ended_at=now()).where(
        Task.case == case, Task.status == "open"
    ).execute()
    Wait.delete().where(Wait.case == case).execute()
    Job.delete().where(Job.case == case, Job.status == "ready").execute()
    case.waits = 0


class failures_told:  # noqa: N801 - reads as a phrase where it is used
    """Turn a run that cannot go on into a refusal that names the element; nothing is stored."""

    def __init__(self, change: Change) -> None:
        self.change = change

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, RunFailed):
            raise Refused(
                "流程“{procedure}”在“{element}”处不能继续，没有保存任何改动：{why}",
                "Procedure “{procedure}” cannot go on at “{element}”; nothing was stored: {why}",
                procedure=self.change.definition.name,
                element=error.name or error.element,
                why=error.text,
            ) from error
