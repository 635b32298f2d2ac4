"""Files that people send with their answers: what may come in, and who may take them out."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import PurePosixPath
from typing import Any

from engine.database import transaction
from engine.errors import NotFound, Refused
from engine.models import Case, FileContent, StoredFile
from engine.people import Viewer
from engine.scope import finds

LARGEST = 10 * 1024 * 1024  # bytes; F0.1 allows 10 MB a photo

# what a file is, by how its content begins; the name it was sent under proves nothing
SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"%PDF-", 0, "application/pdf"),
    (b"ftyp", 4, "video/mp4"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "application/msword"),
)
OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def store_file(by: Viewer, name: str, content: bytes) -> dict[str, Any]:
    """Keep a file and return its reference {"id", "name", "type", "size", "sha256"}."""
    name = clean_name(name)
    kind = type_of(name, content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction():
        FileContent.insert(sha256=digest, content=content).on_conflict_ignore().execute()
        kept = StoredFile.create(
            token=secrets.token_urlsafe(18),
            name=name,
            type=kind,
            size=len(content),
            sha256=digest,
            owner=by.person,
        )
    return reference(kept)


def reference(kept: StoredFile) -> dict[str, Any]:
    return {
        "id": kept.token,
        "name": kept.name,
        "type": kept.type,
        "size": kept.size,
        "sha256": kept.sha256,
    }


def clean_name(name: str) -> str:
    """Return a file's bare name without path, control characters or more than 150 characters."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(char for char in bare if char.isprintable() and char not in '<>:"|?*').strip(
        ". "
    )
    return kept[-150:] or "file"


def type_of(name: str, content: bytes) -> str:
    """Return what a file is by its content, or refuse it."""
    if not content:
        raise Refused("文件“{name}”是空的。", "File “{name}” is empty.", name=name)
    if len(content) > LARGEST:
        raise Refused("文件“{name}”超过 10 MB。", "File “{name}” is larger than 10 MB.", name=name)
    for start, offset, kind in SIGNATURES:
        if content[offset : offset + len(start)] == start:
            return kind
    ending = PurePosixPath(name.lower()).suffix
    if content[:4] == b"PK\x03\x04" and ending in OFFICE:
        return OFFICE[ending]
    if ending == ".txt" and _is_text(content):
        return "text/plain"
    raise Refused(
        "文件“{name}”的类型不能上传：可以是图片、PDF、Word、Excel、MP4 或纯文本。",
        "File “{name}” cannot be sent: pictures, PDF, Word, Excel, MP4 or plain text can.",
        name=name,
    )


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def keep_with(case: Case, tokens: list[str], by: Viewer) -> None:
    """Bind files to the case whose answers name them; only their sender can bring them in."""
    if tokens:
        StoredFile.update(case=case).where(
            StoredFile.token.in_(tokens), StoredFile.owner == by.person, StoredFile.case.is_null()
        ).execute()


def owned_files(by: Viewer, tokens: list[str]) -> dict[str, dict[str, Any]]:
    """Return the references, by token, of those files that this person sent."""
    if not tokens:
        return {}
    rows = StoredFile.select().where(StoredFile.token.in_(tokens), StoredFile.owner == by.person)
    return {row.token: reference(row) for row in rows}


def file_for(viewer: Viewer, token: str) -> tuple[StoredFile, bytes]:
    """Return a file and its bytes to its sender or to whoever may see its case."""
    kept = StoredFile.get_or_none(StoredFile.token == token)
    if kept is None or not _may_open(viewer, kept):
        raise NotFound
    return kept, bytes(FileContent.get(FileContent.sha256 == kept.sha256).content)


def _may_open(viewer: Viewer, kept: StoredFile) -> bool:
    if kept.owner_id == viewer.person.id:
        return True
    return kept.case_id is not None and finds(viewer, kept.case_id)
