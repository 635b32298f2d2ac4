"""What a page sent: answers from form-js or from the plain fields, and the files with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from engine import Form, Viewer, owned_files, read_plain, store_file

KEPT = "kept:"  # before a field's key: tokens of files sent earlier that stay
FILES = "files::"  # form-js's references to the files of one field begin so


def sent_answers(form: Form, by: Viewer) -> dict[str, Any]:
    """Return the answers as the engine reads them; new files are stored and named by reference."""
    payload = request.form.get("payload", "")
    answers = _object(payload) if payload else dict(read_plain(form, request.form))
    for key in file_keys(form):
        reference = str(answers.pop(key, "") or "")
        name = reference if payload and reference.startswith(FILES) else key
        kept = owned_files(by, request.form.getlist(KEPT + key))
        files = [*_earlier(key, kept), *kept.values(), *_stored(request.files.getlist(name), by)]
        if files or request.form.get(f"shown:{key}"):
            answers[key] = files
    return answers


def file_keys(form: Form) -> list[str]:
    """Return the keys of the questions that are answered with files."""
    return [field.key for field in form.fields if field.kind == "filepicker"]


def _object(payload: str) -> dict[str, Any]:
    """Read what form-js sent; anything but an object is no answer at all."""
    try:
        found = json.loads(payload)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _earlier(key: str, own: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Name files of an earlier step that stay: the engine knows them, their token is enough."""
    for token in request.form.getlist(KEPT + key):
        if token not in own:
            yield {"id": token, "name": "", "type": "", "size": 0, "sha256": ""}


def _stored(uploads: list[FileStorage], by: Viewer) -> Iterator[dict[str, Any]]:
    for upload in uploads:
        if upload.filename:
            yield store_file(by, upload.filename, upload.read())
