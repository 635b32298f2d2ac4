"""Under which address a page finds a script or style that was built for the browser."""

from __future__ import annotations

import functools
import json
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request, send_from_directory, url_for

DIST = Path(__file__).parent / "static" / "dist"
A_YEAR = 365 * 24 * 3600

bundles = Blueprint("bundles", __name__)


class NotBuilt(RuntimeError):
    """The bundles are not there: the product runs from a folder that was never installed."""

    def __init__(self) -> None:
        super().__init__("no browser bundles in admin/static/dist: run `pip install -e .` once")


def bundle(name: str) -> str:
    """The address of `app.js`, `form-viewer.css` …; its hashed name may be cached for ever."""
    return url_for("bundles.serve", name=manifest()[name])


def manifest() -> dict[str, str]:
    """Plain name → hashed name; read again when the bundles were built anew."""
    try:
        changed = (DIST / "manifest.json").stat().st_mtime_ns
    except FileNotFoundError:
        raise NotBuilt from None
    return _manifest(changed)


@functools.lru_cache(maxsize=1)
def _manifest(_changed: int) -> dict[str, str]:
    names: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    return names


@bundles.get("/static/dist/<name>")
def serve(name: str) -> Response:
    """One built file, compressed when the browser takes it so."""
    kind = {".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}.get(
        Path(name).suffix
    )
    if kind is None:
        abort(404)
    coding, ending = _packed(name)
    response = send_from_directory(DIST, name + ending, mimetype=kind, max_age=A_YEAR)
    if coding:
        response.headers["Content-Encoding"] = coding
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.immutable = name in manifest().values() or name.startswith("chunk-")
    if not response.cache_control.immutable:
        response.cache_control.max_age = 0 if current_app.debug else 3600
    return response


def _packed(name: str) -> tuple[str, str]:
    """The best compression that the browser takes and the build has made; its file's ending."""
    for coding, ending in (("br", ".br"), ("gzip", ".gz")):
        if request.accept_encodings[coding] > 0 and (DIST / (name + ending)).exists():
            return coding, ending
    return "", ""
