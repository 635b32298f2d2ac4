"""Files that people send with their answers: what may come in, and who may take them out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any

from engine.database import transaction
from engine.errors import NotFound, Refused
from engine.models import Case, FileContent, Sensitive, StoredFile
from engine.people import Viewer
from engine.sensitive import keep
from engine.sensitive import kept as decrypted

APART = "file"  # the place of the bytes of a sensitive file
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


def keep_with(
    case: Case, tokens: list[str], by: Viewer, secret: Collection[str] = frozenset()
) -> None:
    """Bind files to the case whose answers name them; only their sender can bring them in.

    Those that answer a sensitive question are `secret`: their bytes are kept encrypted.
    """
    if tokens:
        StoredFile.update(case=case).where(
            StoredFile.token.in_(tokens), StoredFile.owner == by.person, StoredFile.case.is_null()
        ).execute()
    wanted = set(tokens) & set(secret)
    if wanted:
        mine = (StoredFile.token.in_(wanted), StoredFile.case == case)
        for kept in StoredFile.select().where(*mine):
            _encrypt(kept)


def _encrypt(kept: StoredFile) -> None:
    """Put a file's bytes where sensitive values lie; they stay in the open only for others."""
    content = FileContent.get_or_none(FileContent.sha256 == kept.sha256)
    if content is None or is_secret_file(kept):
        return
    keep(APART, kept.id, {0: bytes(content.content)}, kept.case_id)
    apart = Sensitive.select(Sensitive.owner).where(Sensitive.place == APART)
    others = StoredFile.select().where(
        StoredFile.sha256 == kept.sha256, StoredFile.id != kept.id, StoredFile.id.not_in(apart)
    )
    if not others.exists():
        content.delete_instance()


def is_secret_file(kept: StoredFile) -> bool:
    """Are a file's bytes kept encrypted, as those of an answer to a sensitive question?"""
    mine = (Sensitive.place == APART, Sensitive.owner == kept.id)
    return bool(Sensitive.select(Sensitive.owner).where(*mine).exists())


def content_of(kept: StoredFile) -> bytes:
    """Return a file's bytes; NotFound when they were erased or their key is not at hand."""
    plain = FileContent.get_or_none(FileContent.sha256 == kept.sha256)
    if plain is not None:
        return bytes(plain.content)
    secret = decrypted(APART, kept.id).get(0)
    if secret is None:
        raise NotFound
    return secret


def owned_files(by: Viewer, tokens: list[str]) -> dict[str, dict[str, Any]]:
    """Return the references, by token, of those files that this person sent."""
    if not tokens:
        return {}
    rows = StoredFile.select().where(StoredFile.token.in_(tokens), StoredFile.owner == by.person)
    return {row.token: reference(row) for row in rows}
