"""The web application: what it is made of, and how a request gets its database."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, request, url_for
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from admin import language
from admin.accounts import add_accounts
from admin.accounts.door import TRIES
from admin.api import add_api
from admin.asking import asking_parts
from admin.bundles import bundle, bundles
from admin.cases import case_pages, join_pages, operate_pages
from admin.catalogues import FOLDER, compile_newer
from admin.clocks import clock_pages
from admin.console import mount as mount_console
from admin.console.access import may_enter
from admin.deeds import deed_pages, route_pages
from admin.deputies import deputy_pages
from admin.exports import export_pages
from admin.failures import add_failures
from admin.files import file_pages
from admin.grants import grant_pages
from admin.headers import add_headers
from admin.health import health
from admin.home import home_pages
from admin.inbox import inbox_pages
from admin.indicators import indicator_pages
from admin.journal import journal_pages, receipt_pages
from admin.keys import key_pages
from admin.ledgers import ledger_pages
from admin.proving import proving_pages
from admin.reminders import reminder_pages
from admin.retention import retention_pages
from admin.reveals import reveal_pages
from admin.say import add_words
from admin.start import start_pages
from admin.tasks import task_pages
from admin.who import viewer_or_none
from engine import (
    brought_by,
    connect,
    counts,
    everything,
    give_back_connection,
    is_staff,
    kept_secret,
    may_audit,
    open_connection,
    tree,
)

LARGEST_REQUEST = 64 * 1024 * 1024  # bytes: several files of 10 MB
CHECKS = "60 per minute"  # receipts, from one address
LARGEST_TEXT = 4 * 1024 * 1024  # bytes of one text in a form; a diagram is at most as large


class RowNumber(IntegerConverter):
    """A number that a row can have; a larger one is no address of ours."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **{"max": 2**63 - 1, **options})


def create_app(
    database_url: str | None = None,
    *,
    secret_key: str | None = None,
    testing: bool = False,
) -> Flask:
    """Return the application on a database (by default the one already connected).

    Sessions are signed with `secret_key`, else $GUCHENG_SECRET_KEY, else a key that the database
    keeps. `testing` forgets the limit of sign-ins a minute.
    """
    if database_url is not None:
        connect(database_url)
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=secret_key or os.environ.get("GUCHENG_SECRET_KEY") or kept_secret("sessions"),
        TESTING=testing,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_TEXT,
        SESSION_COOKIE_NAME="gucheng",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open all day; the token ends with the session
        WTF_CSRF_SSL_STRICT=True,
        BABEL_DEFAULT_LOCALE=language.LOCALES["zh"],
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=str(FOLDER),
        RATELIMIT_ENABLED=not testing,
        RATELIMIT_STORAGE_URI="memory://",
        DEMO_PEOPLE=(),
    )
    app.url_map.converters["int"] = RowNumber
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.before_request(_connection)
    app.teardown_appcontext(lambda _error: give_back_connection())
    compile_newer()
    Babel(app, locale_selector=language.locale)
    forgeries = CSRFProtect(app)
    add_headers(app)
    add_accounts(app)
    add_words(app)
    add_failures(app)
    for pages in (
        bundles,
        health,
        language.language_pages,
        home_pages,
        inbox_pages,
        asking_parts,
        start_pages,
        task_pages,
        case_pages,
        operate_pages,
        join_pages,
        clock_pages,
        reminder_pages,
        ledger_pages,
        indicator_pages,
        file_pages,
        deputy_pages,
        grant_pages,
        journal_pages,
        receipt_pages,
        deed_pages,
        route_pages,
        reveal_pages,
        proving_pages,
        export_pages,
        retention_pages,
        key_pages,
    ):
        app.register_blueprint(pages)
    _limit(app)
    app.context_processor(_shell)
    add_api(app, forgeries)
    mount_console(app)
    return app


def _connection() -> None:
    if request.endpoint not in ("bundles.serve", "health.healthz"):
        open_connection()


def _limit(app: Flask) -> None:
    """Hold back who tries many passwords; one account more than that is held by its own lock."""
    limiter = app.extensions["held_limiter"] = Limiter(get_remote_address, app=app)
    held = limiter.limit(TRIES, methods=["POST"])
    for endpoint in ("security.login", "security.change_password", "two_steps.ask"):
        view: Any = held(app.view_functions[endpoint])
        app.view_functions[endpoint] = view
    checks: Any = limiter.limit(CHECKS)(app.view_functions["receipts.check"])
    app.view_functions["receipts.check"] = checks


def _shell() -> dict[str, Any]:
    """Return what the frame round every page shows."""
    return {
        "asset": bundle,
        "language": language.language(),
        "language_tag": language.TAGS[language.language()],
        "languages": language.NAMES,
        "me": viewer_or_none,
        "waiting": _waiting,
        "held_roles": _held_roles,
        "console_address": _console,
        "reads_lists": _reads_lists,
        "here": _here,
        "audits": _audits,
    }


def _waiting() -> int:
    """Return how many tasks wait for the reader."""
    viewer = viewer_or_none()
    if viewer is None:
        return 0
    waiting = counts(viewer)
    return waiting["todo"] + waiting["claimed"]


def _held_roles() -> list[tuple[Any, list[Any]]]:
    """Return each role of the reader with the communities it is held in."""
    viewer = viewer_or_none()
    if viewer is None:
        return []
    known, nodes = brought_by(everything()).roles, tree().by_id
    return [
        (known[role].title if role in known else role, [nodes[one] for one in sorted(held)])
        for role, held in sorted(viewer.roles.items())
    ]


def _audits() -> bool:
    """Does the reader watch over who had personal data shown?"""
    viewer = viewer_or_none()
    return viewer is not None and may_audit(viewer)


def _console() -> str | None:
    """Return the console's address for those who may open it."""
    return url_for("admin.index") if may_enter() else None


def _reads_lists() -> bool:
    """Does the reader work on others' cases, and so read ledgers and figures?"""
    viewer = viewer_or_none()
    return viewer is not None and is_staff(viewer)


def _here() -> str:
    """Return the address of this page, to come back to after a change of language."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
