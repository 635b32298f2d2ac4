"""What a case holds of a person, and what becomes of it when the person asks (PIPL 45 to 48)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.answering import read_sent
from engine.bpmn import overwrite
from engine.case_data import data_of
from engine.change import Change, changing
from engine.erasure import erase_values
from engine.errors import NotFound, Refused
from engine.fields import index, indexed_keys
from engine.forms import Form
from engine.forms.form import Field
from engine.holds import require_unheld
from engine.journal import history
from engine.models import (
    TABLES,
    Case,
    CaseField,
    Event,
    EventValues,
    FileContent,
    Person,
    Sensitive,
    StoredFile,
    Task,
)
from engine.notes import Notes, personal_answers
from engine.people import Viewer
from engine.procedures import definition_of
from engine.registry import brought_by, hooks_for

CLASSES = ("C3", "C4")


@dataclass(frozen=True)
class Held:
    """One personal value that a case holds, with why and for how long it is kept."""

    field: Field
    value: Any


def personal_fields(case: Case) -> dict[str, tuple[Form, Field]]:
    """Return the personal questions that a case's forms ask, by their paths."""
    known = brought_by(frozenset(case.plugins)).forms
    return {
        field.key: (known[name], field)
        for name in definition_of(case.version_id).forms
        if name in known
        for field in known[name].fields
        if field.data_class in CLASSES
    }


def held_of(case: Case) -> list[Held]:
    """Return every personal value that a case holds, in the order of its forms."""
    known = data_of(case)
    return [
        Held(field, value)
        for key, (_, field) in personal_fields(case).items()
        for value in _values(known, key.split("."))
    ]


def _values(data: Any, steps: list[str]) -> Iterator[Any]:
    """Yield the answers under a path, in whatever rows they stand."""
    if isinstance(data, list | tuple) and steps:
        for row in data:
            yield from _values(row, steps)
    elif not steps:
        if data not in (None, "", [], False):
            yield data
    elif isinstance(data, Mapping):
        yield from _values(data.get(steps[0]), steps[1:])


def personal_field(case: Case, named: str) -> tuple[Form, Field]:
    """Return the personal question that is called so (its words or its key); Refused for none.

    Only single answers, not those in rows or of files, are corrected by request.
    """
    for key, (form, field) in personal_fields(case).items():
        if named.strip() in (field.label, key) and "." not in key and field.kind != "filepicker":
            return form, field
    raise Refused(
        "事项{number}没有名为“{field}”的个人信息。",
        "Case {number} holds no personal data called “{field}”.",
        number=case.number,
        field=named,
    )


def correct_personal(case: Case, named: str, written: str, by: Viewer, reason: str) -> None:
    """Write what the person says is right in place of what a case holds, ended or not (PIPL 46)."""
    form, field = personal_field(case, named)
    with changing(case.id) as change:
        others = {one.key.partition(".")[0]: "read" for one in form.fields if one.key != field.key}
        known = change.run.data
        read, _ = read_sent(change, form, {field.key: written}, by, known, others)
        after = {field.key: read.get(field.key)}
        before = {field.key: known.get(field.key)}
        change.record("corrected", by.person, reason=reason, before=before, after=after)
        _write(change, after)
        index(change.case, after, indexed_keys(change.definition, change.case))
        _write_records(change.case, after)


def erase_personal(case: Case, by: Viewer, reason: str) -> None:
    """Erase every personal value of an ended case, wherever it lies (PIPL 47).

    What was done, when and by whom stays, and the chain of the history stays whole.
    """
    require_ended(case)
    require_unheld(case)
    fields, known = personal_fields(case), data_of(case)
    texts = list(personal_answers({id(form): form for form, _ in fields.values()}.values(), known))
    with changing(case.id) as change:
        tops = {key.partition(".")[0] for key in fields}
        blank = {top: _blanked(known.get(top), _below(top, fields)) for top in tops if top in known}
        veil = Notes(texts, clear=False)
        _write(change, _veiled({**known, **blank}, veil))
        change.case.title = veil(change.case.title)
        CaseField.delete().where(CaseField.case == case.id, CaseField.key.in_(tops)).execute()
        Task.update(draft=None).where(Task.case == case.id).execute()
        _write_records(change.case, dict.fromkeys(fields))
        _forget_files(case)
        _veil_rows(case, veil)
        erase_values(case, list(_telling(case, set(fields), texts)), by=by.person, reason=reason)
        change.record("erased", by.person, reason=reason)


def restrict(case: Case, by: Viewer, reason: str) -> None:
    """Keep the personal data of an ended case in store only: shown to nobody any more (PIPL 47)."""
    require_ended(case)
    with changing(case.id) as change:
        Case.update(restricted=True).where(Case.id == case.id).execute()
        change.record("restricted", by.person, reason=reason)


def require_ended(case: Case) -> None:
    """Refuse while a case is being worked on: what it needs is neither erased nor put away."""
    if not case.ended:
        raise Refused(
            "事项{number}还在办理，处理目的尚未实现；办结后才能删除或限制处理。",
            "Case {number} is still being worked on; erase or restrict it once it has ended.",
            number=case.number,
        )


def _write(change: Change, values: Mapping[str, Any]) -> None:
    """Put values into the case's data; an ended case keeps its state as it is otherwise."""
    overwrite(change.run, values)
    if change.case.ended:
        change.case.state = change.run.dump(change.secrets.hide if change.secrets else None)
        if change.secrets:
            change.secrets.store()


def _below(top: str, fields: Mapping[str, Any]) -> list[list[str]]:
    return [key.split(".")[1:] for key in fields if key.partition(".")[0] == top]


def _blanked(value: Any, paths: list[list[str]]) -> Any:
    """Return a value without what lies under the paths; all of it when a path is empty."""
    if any(not path for path in paths):
        return None
    if isinstance(value, list | tuple):
        return [_blanked(row, paths) for row in value]
    if isinstance(value, Mapping):
        heads = {path[0] for path in paths}
        return {
            key: _blanked(one, [path[1:] for path in paths if path[0] == key])
            if key in heads
            else one
            for key, one in value.items()
        }
    return value


def _write_records(case: Case, values: Mapping[str, Any]) -> None:
    """Let the records that plugins wrote for a case say the same as its data."""
    named = {key.rpartition(".")[2]: value for key, value in values.items()}
    for table in (table for some in hooks_for(case.plugins).records() for table in some):
        columns = [name for name in named if name in table._meta.fields]
        for row in table.select().where(table.case == case.id) if columns else ():
            for name in columns:
                setattr(row, name, _for_column(table._meta.fields[name], named[name]))
            row.save()


def _for_column(column: Any, value: Any) -> Any:
    return "" if value is None and not column.null else value


def _forget_files(case: Case) -> None:
    """Delete the files of a case, and their bytes where nobody else sent the same."""
    mine = StoredFile.case == case.id
    hashes = [row.sha256 for row in StoredFile.select(StoredFile.sha256).where(mine)]
    Sensitive.delete().where(Sensitive.place == "file", Sensitive.case == case.id).execute()
    StoredFile.delete().where(mine).execute()
    kept = StoredFile.select(StoredFile.sha256)
    FileContent.delete().where(
        FileContent.sha256.in_(hashes), FileContent.sha256.not_in(kept)
    ).execute()


def _veiled(value: Any, veil: Notes) -> Any:
    """Return a value in whose texts no erased answer is quoted any more."""
    if isinstance(value, Mapping):
        return {key: _veiled(one, veil) for key, one in value.items()}
    if isinstance(value, list):
        return [_veiled(one, veil) for one in value]
    return veil.quoting(value) if isinstance(value, str) else value


def _veil_rows(case: Case, veil: Notes) -> None:
    """Let no row of the case or of its tasks quote an erased answer; the history keeps its own."""
    records = (table for some in hooks_for(case.plugins).records() for table in some)
    tasks = Task.select(Task.id).where(Task.case == case.id)
    for table in (*TABLES, *records):
        if table in (Event, EventValues):
            continue
        for key in table._meta.refs:
            near = {Case: key == case.id, Task: key.in_(tasks)}.get(key.rel_model)
            for row in table.select().where(near) if near is not None else ():
                _veil_row(row, veil)


def _veil_row(row: Any, veil: Notes) -> None:
    changed = {}
    for name, value in row.__data__.items():
        if isinstance(value, str) and (said := veil.quoting(value)) != value:
            changed[name] = said
    if changed:
        type(row).update(changed).where(row._pk_expr()).execute()


def _telling(case: Case, keys: set[str], texts: list[str]) -> Iterator[int]:
    """Yield the lines of the history that hold an answer to a personal question, or quote one."""
    names = {key.rpartition(".")[2] for key in keys} | {key.partition(".")[0] for key in keys}
    for line in history(case):
        if line.secret or _tells(line.values, names, texts):
            yield line.sequence


def _tells(value: Any, names: set[str], texts: list[str]) -> bool:
    if isinstance(value, Mapping):
        return any(key in names or _tells(one, names, texts) for key, one in value.items())
    if isinstance(value, list | tuple):
        return any(_tells(one, names, texts) for one in value)
    return isinstance(value, str) and any(text in value for text in texts)


def person_numbered(number: int) -> Person:
    """Return a person by number; NotFound when there is none."""
    found: Person | None = Person.get_or_none(Person.id == number)
    if found is None:
        raise NotFound
    return found
