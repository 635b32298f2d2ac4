"""Passwords that a directory checks: ours are the accounts, the directory knows the password.

All that is asked of it is one simple bind (RFC 4511, 4.2), in some thirty bytes: no library that
is still kept does less, and what is asked here can be read in full (docs/decisions/0056).
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
from urllib.parse import urlsplit

from admin.accounts.outside import Directory

SECONDS = 5  # to reach the directory and to hear its answer
PORTS = {"ldap": 389, "ldaps": 636}
SEQUENCE, OCTETS = b"\x30", b"\x04"
BIND, BOUND, SIMPLE = b"\x60", b"\x61", b"\x80"
FIRST = b"\x02\x01\x01"  # the number of our only message
ACCEPTED = b"\x0a\x01\x00"
LONGEST = 64 * 1024

log = logging.getLogger(__name__)


def is_right(directory: Directory, username: str, password: str) -> bool:
    """Does the directory accept this password? An empty one would be no password at all to it."""
    if not password:
        return False
    name = directory.name.replace("{username}", escaped(username))
    try:
        with _connected(directory) as line:
            line.sendall(bind_request(name, password))
            return is_accepted(_answer(line))
    except (OSError, ValueError) as error:
        log.warning("the directory did not answer: %s", type(error).__name__)
        return False


def escaped(value: str) -> str:
    """Return a value that stays one value inside a distinguished name (RFC 4514, 2.4)."""
    return re.sub(r"[^\w.@-]", lambda sign: _hex(sign[0]), value)


def _hex(sign: str) -> str:
    return "".join(f"\\{byte:02X}" for byte in sign.encode())


def bind_request(name: str, password: str) -> bytes:
    """Return the message that asks to be known by a name and a password."""
    version = b"\x02\x01\x03"
    asked = version + _told(OCTETS, name.encode()) + _told(SIMPLE, password.encode())
    return _told(SEQUENCE, FIRST + _told(BIND, asked))


def is_accepted(message: bytes) -> bool:
    """Does an answer say that the bind succeeded? Anything else does not."""
    try:
        content = _content(SEQUENCE, message)
        bound = _content(BOUND, content.removeprefix(FIRST))
    except ValueError:
        return False
    return content.startswith(FIRST) and bound.startswith(ACCEPTED)


def _told(tag: bytes, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return tag + bytes([size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return tag + bytes([0x80 | len(length)]) + length + content


def _content(tag: bytes, message: bytes) -> bytes:
    """Return what stands under a tag; ValueError for anything else."""
    start, size = _head(message)
    if message[:1] != tag or len(message) < start + size:
        raise ValueError("no such answer")
    return message[start : start + size]


def _head(message: bytes) -> tuple[int, int]:
    """Return where the content of a message begins and how long it is."""
    if len(message) < 2:
        raise ValueError("too short")
    if message[1] < 128:
        return 2, message[1]
    more = message[1] & 127
    if not 1 <= more <= 4 or len(message) < 2 + more:
        raise ValueError("no length")
    return 2 + more, int.from_bytes(message[2 : 2 + more])


def _connected(directory: Directory) -> socket.socket:
    parts = urlsplit(directory.url)
    host = parts.hostname or ""
    line = socket.create_connection((host, parts.port or PORTS[parts.scheme]), SECONDS)
    if parts.scheme != "ldaps":
        return line
    trusted = ssl.create_default_context(cafile=directory.authorities)
    return trusted.wrap_socket(line, server_hostname=host)


def _answer(line: socket.socket) -> bytes:
    """Return the first message that comes, wholly."""
    message = b""
    while len(message) < LONGEST:
        part = line.recv(4096)
        if not part:
            break
        message += part
        if len(message) >= 6 and len(message) >= sum(_head(message)):
            break
    return message
