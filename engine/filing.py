"""Who may take which file of a case out."""

from __future__ import annotations

from engine.answering import sent_files
from engine.casefile import CaseFile
from engine.documents import content_of, is_secret_file
from engine.errors import NotFound
from engine.models import Case, StoredFile
from engine.people import Viewer
from engine.scope import finds


def file_for(viewer: Viewer, token: str) -> tuple[StoredFile, bytes]:
    """Return a file and its bytes to its sender or to whoever may see its case.

    The file of a sensitive answer only to who has had that answer shown just now.
    """
    kept = StoredFile.get_or_none(StoredFile.token == token)
    if kept is None or not _may_open(viewer, kept):
        raise NotFound
    return kept, content_of(kept)


def _may_open(viewer: Viewer, kept: StoredFile) -> bool:
    if kept.case_id is None:
        return bool(kept.owner_id == viewer.person.id)
    if is_secret_file(kept):
        return finds(viewer, kept.case_id) and _was_shown(viewer, kept)
    return bool(kept.owner_id == viewer.person.id) or finds(viewer, kept.case_id)


def _was_shown(viewer: Viewer, kept: StoredFile) -> bool:
    file = CaseFile(Case.get_by_id(kept.case_id), viewer)
    return any(
        kept.token in sent_files(file.data.get(field.key))
        for form in file.procedure_forms
        for field in form.fields
        if field.kind == "filepicker" and field.key in file.clear
    )
