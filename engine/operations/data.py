"""Correcting what a case knows, typed and checked as its forms say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.answering import form_named, read_sent
from engine.bpmn import write_data
from engine.casefile import CaseFile
from engine.change import Change, failures_told
from engine.documents import keep_with
from engine.errors import Refused
from engine.fields import index, indexed_keys
from engine.forms import Form
from engine.masking import PERSONAL
from engine.operations.allowed import operating, reasoned
from engine.people import Viewer


def set_data(
    case_id: int, form: str, answers: Mapping[str, Any], by: Viewer, reason: str
) -> dict[str, Any]:
    """Replace values of a case's data by answers to one of its forms; return what has changed.

    Only the fields that are sent are judged. Raises Invalid with every problem of them.
    """
    why = reasoned(reason)
    with operating(case_id, by) as change:
        return correct(change, form, answers, by, why)


def correct(
    change: Change, form: str, answers: Mapping[str, Any], by: Viewer, reason: str
) -> dict[str, Any]:
    """Write the answers that differ from the data, and what was there before into the history."""
    if form not in change.definition.forms:
        raise Refused(
            "“{form}”不是这个流程的表单。", "“{form}” is no form of this procedure.", form=form
        )
    chosen = form_named(form, frozenset(change.case.plugins))
    known = change.run.data
    access = {top(field.key): "read" for field in chosen.fields if top(field.key) not in answers}
    access |= shown_for(chosen, clear=CaseFile(change.case, by).has_part)
    read, files = read_sent(change, chosen, answers, by, known, access)
    changed = {
        key: value for key, value in read.items() if key in answers and known.get(key) != value
    }
    if not changed:
        raise Refused("没有改动任何内容。", "Nothing was changed.")
    keep_with(change.case, files, by, change.secrets.files_in(changed))
    before = {key: known.get(key) for key in changed}
    change.record("corrected", by.person, reason=reason, before=before, after=changed)
    with failures_told(change):
        write_data(change.run, changed)
    index(change.case, changed, indexed_keys(change.definition, change.case))
    return changed


def shown_for(form: Form, *, clear: bool) -> dict[str, str]:
    """Return which questions to hide: sensitive ones from all, personal ones from who has no part
    in the case; what one does not see one does not correct."""
    hidden = {"C4"} if clear else PERSONAL
    return {top(field.key): "hidden" for field in form.fields if field.data_class in hidden}


def top(key: str) -> str:
    """Return the first step of a question's path: groups and lists are shown whole or not."""
    return key.partition(".")[0]
