"""Files that people sent with their answers, to be looked at or taken away."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.http import dump_options_header

from admin.who import viewer
from engine import file_for

SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"})

file_pages = Blueprint("files", __name__)


@file_pages.get("/files/<token>")
def show(token: str) -> Response:
    """Send a file to whoever may see its case: pictures and PDF to look at, the rest to keep."""
    kept, content = file_for(viewer(), token)
    how = "inline" if kept.type in SHOWN else "attachment"
    response = Response(content, mimetype=kept.type)
    response.headers["Content-Disposition"] = dump_options_header(how, {"filename": kept.name})
    # whatever stands in it runs nothing and opens nothing of ours
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; sandbox; frame-ancestors 'none'"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
