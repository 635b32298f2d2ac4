"""How a case, a record or a log is erased so that what happened stays provable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import CharField, TextField

from engine.change import Change, changing
from engine.erasure import erase_values
from engine.errors import Refused
from engine.ledgers import class_of
from engine.masking import PERSONAL
from engine.models import (
    Case,
    CaseField,
    Copy,
    FileContent,
    HeldAnswers,
    Message,
    Notification,
    Person,
    RouteRequest,
    Sensitive,
    Signing,
    StoredFile,
    Task,
)
from engine.records import Record, SensitiveField
from engine.values import pack

ERASED = "（已按期清除）"


def erase_case(case: Case, by: Person, reason: str) -> int:
    """Erase what a case says: data, values of its history, drafts, files, words of others.

    That it was, its number, steps, people and times stay, and so does the chain of its history.
    Returns how many lines of the history were emptied.
    """
    with changing(case.id) as change:
        if not change.case.ended:
            raise Refused("这件事还没有办结。", "This case has not ended.")
        _empty(change)
        emptied = erase_values(case, by=by, reason=reason)
        change.record("disposed", by, reason=reason)
    return emptied


def _empty(change: Change) -> None:
    case = change.case
    if case.status == "ended" and case.state:
        change.run.workflow.frame.values.clear()
        case.state = change.run.dump()
    else:
        case.state = None
    Sensitive.delete().where(Sensitive.case == case, Sensitive.place != "event").execute()
    CaseField.delete().where(CaseField.case == case).execute()
    mine = Task.select(Task.id).where(Task.case == case)
    Task.update(draft=None, item=None).where(Task.case == case).execute()
    HeldAnswers.delete().where(HeldAnswers.task.in_(mine)).execute()
    Signing.update(opinion="").where(Signing.task.in_(mine)).execute()
    RouteRequest.update(reason=ERASED, opinion="").where(RouteRequest.case == case).execute()
    Copy.update(note="").where(Copy.case == case).execute()
    Notification.delete().where(Notification.case == case).execute()
    nothing = pack({})
    about = (Message.sender == case) | (Message.receiver == case)
    Message.update(payload=nothing).where(about, Message.status != "waiting").execute()
    _erase_files(case)
    case.title = f"{case.procedure.name}{ERASED}"


def _erase_files(case: Case) -> None:
    """Erase the files of a case, and the bytes that no other case has as well."""
    hashes = [row.sha256 for row in StoredFile.select().where(StoredFile.case == case)]
    StoredFile.delete().where(StoredFile.case == case).execute()
    for digest in hashes:
        if not StoredFile.select().where(StoredFile.sha256 == digest).exists():
            FileContent.delete().where(FileContent.sha256 == digest).execute()


def erase_record(model: type[Record], number: int, *, anonymise: bool) -> int:
    """Erase a record, or only what tells whose it is; return how many values or rows."""
    row = model.get_or_none(model.id == number)
    if row is None:
        return 0
    if not anonymise:
        return int(row.delete_instance())
    personal = [one for one in model._meta.sorted_fields if class_of(model, one) in PERSONAL]
    for field in personal:
        if isinstance(field, SensitiveField) or field.null:
            setattr(row, field.name, None)
        elif isinstance(field, CharField | TextField):
            setattr(row, field.name, "—")
    row.save()
    return len(personal)


def erase_log(model: Any, time: Any, before: datetime) -> int:
    """Delete the lines of a log that are older than an instant."""
    return int(model.delete().where(time < before).execute())
