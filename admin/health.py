"""Is the product alive: for machines that watch it."""

from __future__ import annotations

from flask import Blueprint, Response

from engine import is_reachable

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """Answer 200 when the database answers, else 503; neither tells more."""
    alive = is_reachable()
    return Response("ok\n" if alive else "down\n", 200 if alive else 503, mimetype="text/plain")
