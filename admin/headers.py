"""Which headers every answer carries, so that a page loads nothing from elsewhere."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

# What bpmn-js and form-js draw is placed by style attributes, and diagram-js writes them as text;
# attributes cannot fetch or run anything, so only they are free. Sheets come from us or not at all.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'nonce-{nonce}'",
        "style-src 'self' 'nonce-{nonce}'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
A_YEAR = 365 * 24 * 3600


class OwnSession(SecureCookieSessionInterface):
    """A cookie that never travels in the clear once the product is served by https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Let only pages prolong the session.

        A drawing that a page fetches may answer late, while the next page is asked for: prolonging
        the session as it was then would take back what that page's deed has put into it.
        """
        if session.modified:
            return True
        return _is_page() and super().should_set_cookie(app, session)


def _is_page() -> bool:
    """Is a page asked for (browsers name HTML then), and not a part of one?"""
    return "text/html" in request.accept_mimetypes.values()


def nonce() -> str:
    """Return this request's word by which a script of our own is known."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def add_headers(app: Flask) -> None:
    """Let every answer of the application carry the headers."""
    app.session_interface = OwnSession()
    app.after_request(_protected)
    app.jinja_env.globals["nonce"] = nonce


def _protected(response: Response) -> Response:
    given = response.headers
    given.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce()))
    given["X-Content-Type-Options"] = "nosniff"
    given["Referrer-Policy"] = "same-origin"
    given["Cross-Origin-Opener-Policy"] = "same-origin"
    given["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.is_secure:
        given["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
    if request.endpoint != "bundles.serve":  # pages hold what only this person may see
        given.setdefault("Cache-Control", "no-store")
    return response
