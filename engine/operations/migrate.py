"""Bringing a running case to another version of its procedure."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn import Definition, migrated, migration_problems
from engine.change import Change, failures_told
from engine.errors import NotFound, Refused
from engine.fields import index, indexed_keys
from engine.models import Case, Incident, ProcedureVersion, Task
from engine.operations.allowed import looking, operating, reasoned
from engine.operations.described import name_of
from engine.people import Viewer
from engine.procedures import definition_of
from engine.registry import brought_by
from engine.text import Text


def describe_migration(
    case_id: int, version_id: int, mapping: Mapping[str, str], by: Viewer
) -> list[Text]:
    """Return why a case cannot go on with another version; nothing when it can."""
    with looking(case_id, by, maintaining=True) as change:
        return _problems(change, _version(change, version_id), mapping)


def migrate_case(
    case_id: int, version_id: int, mapping: Mapping[str, str], by: Viewer, reason: str
) -> None:
    """Let a case go on with another version; raise Refused with all that is against it.

    Tasks keep who has them, their drafts and deadlines; name and form are the new version's.
    """
    why = reasoned(reason)
    with operating(case_id, by, maintaining=True) as change:
        version = _version(change, version_id)
        problems = _problems(change, version, mapping)
        if problems:
            raise Refused(_all(problems))
        old = ProcedureVersion.get_by_id(change.case.version_id)
        change.record(
            "migrated",
            by.person,
            reason=why,
            source=old.id,
            from_version=old.number,
            to_version=version.number,
        )
        _carry_over(change, version, mapping)


def _version(change: Change, version_id: int) -> ProcedureVersion:
    found: ProcedureVersion | None = ProcedureVersion.get_or_none(
        ProcedureVersion.id == version_id, ProcedureVersion.procedure == change.case.procedure_id
    )
    if found is None:
        raise NotFound
    if found.id == change.case.version_id:
        raise Refused("这件事已经在用这个版本。", "The case is on this version already.")
    return found


def _problems(change: Change, version: ProcedureVersion, mapping: Mapping[str, str]) -> list[Text]:
    target = definition_of(version.id)
    found = [
        Text("“{what}”：{why}", what=name_of(change, one.element), why=one.text)
        for one in migration_problems(change.run, target, mapping)
    ]
    return found + _missing(change.case, target)


def _missing(case: Case, target: Definition) -> list[Text]:
    """Return what the new version uses and the case's plugins, kept since its start, lack."""
    brought = brought_by(frozenset(case.plugins))
    needed = [
        *(set(target.forms) - set(brought.forms)),
        *(set(target.actions) - set(brought.actions)),
    ]
    needed += set(target.decisions) - set(brought.rules)
    return [
        Text(
            "新版本要用“{name}”，这件事开始时没有启用。",
            "The new version uses “{name}”, which was off when the case began.",
            name=name,
        )
        for name in sorted(needed)
    ]


def _all(problems: list[Text]) -> Text:
    return Text(
        "不能换用新版本：{all}",
        "The case cannot go on with the new version: {all}",
        all=_Joined(problems),
    )


class _Joined(Text):
    """Several sentences as one."""

    __slots__ = ("texts",)

    def __init__(self, texts: list[Text]) -> None:
        super().__init__("")
        self.texts = texts

    def say(self, language: str) -> str:
        return ("；" if language.startswith("zh") else "; ").join(
            t.say(language) for t in self.texts
        )


def _carry_over(change: Change, version: ProcedureVersion, mapping: Mapping[str, str]) -> None:
    case, target = change.case, definition_of(version.id)
    with failures_told(change):
        change.run = migrated(change.run, target, mapping, change.world)
    case.passed = " ".join(mapping.get(one, one) for one in case.passed.split())
    case.version = version
    Case.update(version=version).where(Case.id == case.id).execute()
    change.definition = target
    _rename_tasks(change)
    for incident in Incident.select().where(Incident.case == case, Incident.solved_at.is_null()):
        incident.element = mapping.get(incident.element, incident.element)
        incident.save()
    index(case, change.run.data, indexed_keys(target, case))


def _rename_tasks(change: Change) -> None:
    """Let open tasks ask what the new version asks."""
    for step in change.run.steps:
        Task.update(
            element=step.element,
            name=step.name or step.element,
            form=step.form or "",
            access=dict(step.access),
        ).where(Task.case == change.case, Task.step == step.id, Task.status == "open").execute()
