"""How a case begins: by a person who may start it, or by a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.answering import form_named, read_sent
from engine.change import Change
from engine.communities import plugins_of
from engine.database import transaction
from engine.documents import keep_with
from engine.errors import Refused
from engine.fields import index, indexed_keys
from engine.forms import Form
from engine.models import Case, Community, Person, Procedure
from engine.opening import new_case
from engine.people import Viewer
from engine.permission import may_do
from engine.procedures import definition_of, latest_id, newest_held, places, procedure_of
from engine.registry import hooks_for


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
        # the starter goes on at once with what it may do
        change.taking = lambda task: by.person if may_do(task, by) else None
        start_run(change, first)
        change.store()
    return change.case


def start_form(procedure: str, community: Community, by: Viewer) -> Form | None:
    """Return the form that opens a case of a procedure, to who may start it here."""
    chosen, plugins = procedure_of(procedure), plugins_of(community)
    require_startable(chosen, community, by, plugins)
    version = latest_id(chosen)
    name = definition_of(version).start_form if version else None
    return form_named(name, frozenset(plugins)) if name else None


def _read_start(change: Change, by: Viewer, answers: Mapping[str, Any]) -> dict[str, Any]:
    name = change.definition.start_form
    if not name:
        return {}
    form = form_named(name, frozenset(change.case.plugins))
    data, files = read_sent(change, form, answers, by, {})
    keep_with(change.case, files, by, change.secrets.files_in(data))
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
    version, suspended = newest_held(procedure)
    if version is None:
        raise Refused(
            "“{procedure}”还没有发布。", "“{procedure}” is not published.", procedure=procedure.name
        )
    if suspended:
        raise Refused(
            "“{procedure}”已暂停，暂时不能发起。",
            "“{procedure}” is suspended; it cannot be started for the time being.",
            procedure=procedure.name,
        )
    case = new_case(procedure, version, community, plugins, starter=starter, parent=parent)
    return Change(case, definition_of(version))


def start_run(
    change: Change, data: dict[str, Any], message: str | None = None, at: str = ""
) -> None:
    """Run a new case to where it first waits."""
    change.start(data, message, at)
    index(change.case, data, indexed_keys(change.definition, change.case))
