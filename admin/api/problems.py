"""How the interface says what went wrong: application/problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import Response

from admin.say import say
from engine import Problem

PROBLEM = "application/problem+json"


class Wrong(msgspec.Struct):
    """One thing that is wrong with what was sent, and where."""

    field: str
    message: str


class Trouble(msgspec.Struct):
    """Why something was not done; nothing was changed."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    problems: list[Wrong] = []


def answer(value: Any, status: int = 200, kind: str = "application/json") -> Response:
    """Return a value as JSON: instants with their zone, decimals as strings."""
    body = msgspec.json.encode(value, enc_hook=str)
    return Response(body, status, content_type=kind)


def told(status: int, title: str, *sentences: str, problems: Sequence[Problem] = ()) -> Response:
    """Return why something was not done, said in the language that the request asks for."""
    wrong = [Wrong(one.field, say(one.text)) for one in problems]
    return answer(Trouble(title, status, " ".join(sentences), problems=wrong), status, PROBLEM)
