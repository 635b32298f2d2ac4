"""Which language a page speaks: the person's choice, else the browser's, else Chinese."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, request, session
from werkzeug import Response

from admin.who import account
from engine import choose_language

# what people choose → the catalogue that holds it, and what <html lang> says
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
TAGS = {"zh": "zh-CN", "en": "en"}
NAMES = {"zh": "中文", "en": "English"}

language_pages = Blueprint("language", __name__)


def language() -> str:
    """Return `zh` or `en` for the present request."""
    if "language" not in g:
        g.language = _chosen() or _asked_for()
    return str(g.language)


def locale() -> str:
    """Return the name of the catalogue for the present request."""
    return LOCALES[language()]


def settle_without_database() -> None:
    """Speak as the browser asks: what the person chose may be what cannot be read now."""
    if "language" not in g:
        g.language = _asked_for()


def _chosen() -> str | None:
    signed_in = account()
    choice = session.get("language") or (signed_in.language if signed_in else "")
    return choice if choice in LOCALES else None


def _asked_for() -> str:
    for tag, quality in request.accept_languages:
        if quality and tag.lower()[:2] in LOCALES:
            return tag.lower()[:2]
    return "zh"


@language_pages.post("/language")
def choose() -> Response:
    """Change the language and come back to the same page."""
    choice = request.form.get("language", "")
    if choice not in LOCALES:
        abort(400)
    session["language"] = choice
    signed_in = account()
    if signed_in is not None:
        choose_language(signed_in, choice)
    return redirect(inside(request.form.get("next", "")))


def inside(address: str) -> str:
    """Return an address of this site, never one that leads elsewhere."""
    plain = address.startswith("/") and not address.startswith("//")
    return address if plain and "\\" not in address and address.isprintable() else "/"
