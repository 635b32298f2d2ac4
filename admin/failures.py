"""What a person reads when something did not work."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence

from flask import Flask, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug import Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from admin import language
from admin.api.problems import told as told_to_programs
from admin.language import settle_without_database
from admin.say import say
from engine import Invalid, NotFound, Refused, passes

PROGRAMS = "/api/"  # they read no pages

log = logging.getLogger(__name__)


def add_failures(app: Flask) -> None:
    """Answer every failure by a page in the reader's language, and none by a trace."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _page(status: int, title: str, *sentences: str) -> tuple[str, int] | Response:
    if request.path.startswith(PROGRAMS):
        return told_to_programs(status, title, *sentences)
    return render_template("failure.html", title=title, sentences=sentences, status=status), status


def _not_found(_error: Exception) -> tuple[str, int] | Response:
    return _page(404, _("Not found"), _("There is no such page, or you may not see it."))


def _refused(error: Refused) -> tuple[str, int] | Response:
    return _page(409, _("This cannot be done"), say(error.text), _("Nothing was changed."))


def _invalid(error: Invalid) -> tuple[str, int] | Response:
    sentences = [say(problem.text) for problem in error.problems]
    return _page(422, _("Please correct your answers"), *sentences)


def _stale(_error: CSRFError) -> tuple[str, int] | Response:
    return _page(
        400,
        _("This page is too old"),
        _("You were signed out or the page was open too long. Go back, load it again and repeat."),
    )


def _http(error: HTTPException) -> tuple[str, int] | Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    if status == 404:
        return _not_found(error)
    title, sentence = _known(status)
    told = make_response(_page(status, title, sentence))
    if isinstance(error, MethodNotAllowed):
        told.headers["Allow"] = ", ".join(error.valid_methods or ())
    return told


def _known(status: int) -> tuple[str, str]:
    return {
        401: (_("Please sign in"), _("You are not signed in.")),
        403: (_("You may not do this"), _("Your roles do not allow it.")),
        405: (_("This cannot be done"), _("This address is not opened in this way.")),
        413: (
            _("Too large"),
            _("What you sent is too large. Send fewer or smaller files: 10 MB each at most."),
        ),
        429: (_("Too many tries"), _("Please wait a minute and try again.")),
    }.get(status, (_("This did not work"), _("The request could not be understood.")))


def _broken(error: Exception) -> tuple[str, int] | Response:
    """A mistake of ours: the person gets a number, the log gets the rest."""
    reference = secrets.token_hex(4).upper()
    settle_without_database()
    if passes(error):
        log.error("%s: %s %s: %s", reference, request.method, request.path, error)
        return _unreachable()
    log.error("%s: %s %s failed", reference, request.method, request.path, exc_info=error)
    sentences = (
        _("This is our mistake. Nothing was changed."),
        _("If it happens again, tell the administrator this number: %(number)s", number=reference),
    )
    title = _("Something went wrong")
    return _bare(500, title, sentences)


def _unreachable() -> tuple[str, int] | Response:
    """The database is away for a moment; whether the last step reached it nobody can tell."""
    sentences = [_("Please wait a moment and try again.")]
    if request.method == "POST":
        doubt = _("Perhaps your last step is stored already: look before you repeat it.")
        sentences.append(doubt)
    title = _("Not available for a moment")
    return _bare(503, title, sentences)


def _bare(status: int, title: str, sentences: Sequence[str]) -> tuple[str, int] | Response:
    """Return a page that asks nothing of the database, not even who reads it.

    Flask's own `render_template` would: what every page knows includes the person signed in.
    """
    if request.path.startswith(PROGRAMS):
        return told_to_programs(status, title, *sentences)
    page = current_app.jinja_env.get_template("broken.html")
    tag = language.TAGS[language.language()]
    return page.render(title=title, sentences=sentences, language_tag=tag), status
