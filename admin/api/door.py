"""Who asks through the interface: a key, never a cookie, and only within the key's scopes."""

from __future__ import annotations

import re

from flask import Flask, Response, g, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFProtect

from admin.api.openapi import document
from admin.api.operation import api_pages
from admin.api.problems import answer, told
from engine import Invalid, key_of, viewer_of

BEARER = re.compile(r"Bearer +([\w-]{20,100})")
OPEN = frozenset({"api.openapi"})


def add_api(app: Flask, forgeries: CSRFProtect) -> None:
    """Open the interface; without cookies nobody can be made to use it unawares."""
    forgeries.exempt(api_pages)
    app.register_blueprint(api_pages)


@api_pages.get("/openapi.json")
def openapi() -> Response:
    """Describe the interface by OpenAPI 3.1."""
    return answer(document())


@api_pages.before_request
def let_in() -> Response | None:
    """Find the person behind the key."""
    if request.endpoint in OPEN:
        return None
    given = BEARER.fullmatch(request.headers.get("Authorization", ""))
    key = key_of(given[1]) if given else None
    if key is None:
        refused = told(401, _("A key is needed"), _("Give a key that is good in Authorization."))
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    g.key, g.viewer = key, viewer_of(key.person)
    return None


@api_pages.errorhandler(Invalid)
def _invalid(error: Invalid) -> Response:
    title, detail = _("Please correct your answers"), _("Every problem is named below.")
    return told(422, title, detail, problems=error.problems)
