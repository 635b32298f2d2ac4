"""Under which key sensitive values are encrypted; keys never lie in the database."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.errors import Refused

KEYS = "GUCHENG_KEY"  # the keys themselves, the newest first, with spaces between
KEY_FILE = "GUCHENG_KEY_FILE"  # or a file of them, a line each, that only its owner may read
KEY_BYTES = 32  # AES-256
NONCE = 12


class NoKey(Refused):
    """There is no key, or not the one that a value was encrypted with."""


class BadKey(Refused):
    """The keys cannot be used as they are given; `text` says why."""


class Tampered(Exception):
    """An encrypted value was changed, or moved to another place, since it was written."""


@dataclass(frozen=True)
class Key:
    """One key; its id is the beginning of its hash and says nothing of it."""

    id: str
    cipher: AESGCM

    def encrypt(self, plain: bytes, place: str) -> bytes:
        """Return a value encrypted for one place; nobody can read it at another."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self.cipher.encrypt(nonce, plain, place.encode())

    def decrypt(self, content: bytes, place: str) -> bytes:
        """Return what was encrypted for a place; raise Tampered when it is not that."""
        try:
            return self.cipher.decrypt(content[:NONCE], content[NONCE:], place.encode())
        except InvalidTag as error:
            raise Tampered(place) from error


def present_key() -> Key:
    """Return the key that is written with; raise NoKey where there is none."""
    known = keys()
    if not known:
        raise NoKey(
            "系统没有配置加密密钥，不能保存敏感信息（C4）；请联系系统管理员。",
            "There is no encryption key, so sensitive data (C4) cannot be stored;"
            " tell the system administrator.",
        )
    return next(iter(known.values()))


def has_key() -> bool:
    """Can sensitive values be written at all?"""
    return bool(keys())


def keys() -> dict[str, Key]:
    """Return the keys by id, the one to write with first; raise BadKey for what is none."""
    given = os.environ.get(KEYS, "")
    path = os.environ.get(KEY_FILE, "")
    if given or not path:
        return _read(given)
    try:
        state = Path(path).stat()
    except OSError as error:
        raise BadKey(
            "密钥文件 {path} 无法读取。", "The key file {path} cannot be read.", path=path
        ) from error
    return _read_file(path, state.st_mtime_ns, state.st_mode)


@lru_cache(4)
def _read_file(path: str, changed: int, mode: int) -> dict[str, Key]:
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadKey(
            "密钥文件 {path} 只能由其所有者读取（chmod 600）。",
            "The key file {path} may be read by its owner only (chmod 600).",
            path=path,
        )
    return _read(Path(path).read_text("ascii"))


@lru_cache(16)
def _read(text: str) -> dict[str, Key]:
    found: dict[str, Key] = {}
    for word in text.split():
        try:
            raw = base64.b64decode(word, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != KEY_BYTES:
            raise BadKey(
                "密钥应为 32 个字节的 base64。", "A key is 32 bytes in base64, and nothing else."
            )
        name = hashlib.sha256(raw).hexdigest()[:16]
        found[name] = Key(name, AESGCM(raw))
    return found


@contextmanager
def passing_key() -> Iterator[None]:
    """Give a database that is thrown away afterwards a key of its own, unless there is one."""
    if keys():
        yield
        return
    os.environ[KEYS] = new_key()
    try:
        yield
    finally:
        del os.environ[KEYS]


def new_key() -> str:
    """Return a key that nobody has had, as it stands in a key file."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def add_key(path: Path) -> None:
    """Put a new key at the head of a key file; those before it can still be read with."""
    earlier = path.read_text("ascii") if path.exists() else ""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{new_key()}\n{earlier}")
    beside.replace(path)
