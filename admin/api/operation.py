"""One operation of the interface: its address, its scope, the shapes it takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import msgspec
from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from admin.api.problems import answer, told
from engine import Viewer

api_pages = Blueprint("api", __name__, url_prefix="/api/v1")

_F = TypeVar("_F", bound=Callable[..., Any])
MOST = 4 * 1024 * 1024  # bytes of a body


@dataclass(frozen=True)
class Operation:
    """What the document says of one operation, and what its view is held to."""

    name: str
    method: str
    path: str
    scope: str
    summary: str
    query: type[Any] | None
    takes: type[Any] | None
    gives: Any
    status: int
    once: bool  # does it heed Idempotency-Key?


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    path: str,
    scope: str,
    *,
    query: type[Any] | None = None,
    takes: type[Any] | None = None,
    gives: Any = None,
    status: int = 200,
    once: bool = False,
) -> Callable[[_F], _F]:
    """Make a function an operation: it gets the path's numbers, `query` and `body` as they are
    typed, and returns what is sent; without `gives` nothing is, with status 204."""

    def add(view: _F) -> _F:
        made = Operation(
            name=view.__name__,
            method=method,
            path=path,
            scope=scope,
            summary=(view.__doc__ or "").strip().splitlines()[0],
            query=query,
            takes=takes,
            gives=gives,
            status=status if gives is not None else 204,
            once=once,
        )
        OPERATIONS.append(made)
        api_pages.add_url_rule(path, made.name, _held(made, view), methods=[method])
        return view

    return add


def _held(made: Operation, view: Callable[..., Any]) -> Callable[..., Response]:
    @wraps(view)
    def carry_out(**numbers: Any) -> Response:
        if made.scope not in g.key.scopes:
            return _beyond(made.scope)
        try:
            given = _given(made)
        except msgspec.ValidationError as error:  # JSON of another shape
            return _unread(422, str(error))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:  # no JSON
            return _unread(400, str(error))
        if isinstance(given, Response):
            return given
        said = view(**numbers, **given)
        return answer(said, made.status) if made.gives is not None else Response(status=204)

    return carry_out


def _given(made: Operation) -> dict[str, Any] | Response:
    """Return what the request says, as the operation's types want it."""
    found: dict[str, Any] = {}
    if made.query is not None:
        said: dict[str, Any] = request.args.to_dict()
        found["query"] = msgspec.convert(said, made.query, strict=False)
    if made.takes is not None:
        if request.mimetype != "application/json":
            return told(415, _("Wrong format"), _("Send application/json."))
        if (request.content_length or 0) > MOST:
            return told(413, _("Too large"), _("A request has at most 4 MB."))
        found["body"] = msgspec.json.decode(request.get_data(), type=made.takes)
    return found


def _beyond(scope: str) -> Response:
    needed = _("This needs a key for “%(scope)s”.", scope=scope)
    return told(403, _("Beyond the key's scopes"), needed)


def _unread(status: int, why: str) -> Response:
    wrong = _("The request is not as it should be: %(why)s", why=why)
    return told(status, _("Not understood"), wrong)


def word() -> str:
    """Return the word under which a program sends this once, or ""."""
    return request.headers.get("Idempotency-Key", "").strip()


def asker() -> Viewer:
    """Return the person behind the key."""
    who: Viewer = g.viewer
    return who
