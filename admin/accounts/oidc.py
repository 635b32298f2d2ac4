"""Signing in by a single sign-on (OpenID Connect): code flow with state, nonce and PKCE."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, Flask, abort, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_security.utils import login_user
from werkzeug import Response

from admin.accounts.outside import Oidc, oidc
from admin.accounts.users import User
from admin.language import inside
from engine import account_for, is_locked, note_failure

NEXT = "oidc_next"

log = logging.getLogger(__name__)

oidc_pages = Blueprint("oidc", __name__)


def add_oidc(app: Flask) -> None:
    """Offer the single sign-on of the environment, if there is one."""
    chosen = oidc()
    app.config["OIDC"] = chosen
    app.register_blueprint(oidc_pages)
    if chosen is not None:
        app.extensions["oidc_client"] = _client(app, chosen)


def _client(app: Flask, chosen: Oidc) -> Any:
    from authlib.integrations.flask_client import OAuth

    return OAuth(app).register(
        "oidc",
        client_id=chosen.client,
        client_secret=chosen.secret,
        server_metadata_url=f"{chosen.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "timeout": 10},
    )


@oidc_pages.get("/sign-in/oidc")
def leave() -> Response:
    """Send the browser to the single sign-on."""
    session[NEXT] = inside(request.args.get("next", "/"))
    back = url_for("oidc.come_back", _external=True)
    answer: Response = _ours().authorize_redirect(back)
    return answer


@oidc_pages.get("/sign-in/oidc/back")
def come_back() -> Response:
    """Let in whom the single sign-on names, when an account is theirs."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    client, chosen = _ours(), current_app.config["OIDC"]
    wanted = inside(session.pop(NEXT, "/"))
    try:
        told = client.authorize_access_token().get("userinfo") or {}
    except (AuthlibBaseError, JoseError, RequestException, ValueError) as error:
        log.warning("the single sign-on failed: %s", type(error).__name__)
        return _not_in(_("The single sign-on did not work. Try again."))
    account = account_for(
        chosen.issuer, str(told.get("sub") or ""), str(told.get(chosen.claim) or "")
    )
    if account is None or is_locked(account) or not User(account).is_active:
        note_failure(account, request.remote_addr)
        return _not_in(_("No account here is yours. Ask the system administrator."))
    login_user(User(account), authn_via=["oidc"])
    return redirect(wanted)


def _ours() -> Any:
    client = current_app.extensions.get("oidc_client")
    return client if client is not None else abort(404)


def _not_in(why: str) -> Response:
    flash(why, "danger")
    return redirect(url_for("security.login"))
