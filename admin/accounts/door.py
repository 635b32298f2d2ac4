"""How the door is kept: Flask-Security's settings, its forms, and what stays open."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any, Final

from argon2 import PasswordHasher
from flask import Blueprint, Flask, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_security import LoginForm, Security, current_user, user_authenticated
from flask_security.forms import ChangePasswordForm
from flask_security.signals import password_changed
from werkzeug import Response
from wtforms import StringField

from admin.accounts.ldap import is_right
from admin.accounts.oidc import add_oidc
from admin.accounts.outside import directory
from admin.accounts.own import own_account, welcome
from admin.accounts.two_steps import overdue, two_steps
from admin.accounts.users import Accounts, User
from admin.language import inside
from admin.say import say
from admin.who import PASSED, passed
from engine import about, forget_failures, note_deed, note_failure, note_sign_in, weakness

# argon2id at OWASP's minimum: 36 ms a sign-in; libraries' defaults take 0.2 s and 64 MiB
MEMORY_KIB, ROUNDS, LANES = 19 * 1024, 2, 1
NORMAL: Final = "NFKC"  # the same password from every keyboard
SHORTEST_PASSWORD = 10
SESSION = timedelta(hours=9)  # a working day; each request begins it anew
TRIES = "30 per minute"  # from one address: a whole office may stand behind it

account_pages = Blueprint("accounts", __name__, template_folder="templates")

OPEN = frozenset(
    {
        "security.login",
        "oidc.leave",
        "oidc.come_back",
        "bundles.serve",
        "health.healthz",
        "language.choose",
        "receipts.check",
        "proving.ask",
        "proving.ballot",
        "proving.draw",
        "proving.proof",
    }
)
HALFWAY = frozenset({"two_steps.ask", "security.logout"})  # for who has given the password
OWN_PASSWORD = frozenset({"security.change_password"})
SETTING_UP = OWN_PASSWORD | {
    f"two_steps.{page}" for page in ("show", "begin", "confirm", "codes", "off")
}


def hash_password(password: str) -> str:
    """Return a password as accounts keep it."""
    hasher = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES)
    return hasher.hash(unicodedata.normalize(NORMAL, password))


class SignInForm(LoginForm):
    """A user name and a password. All failures look alike, so that names cannot be guessed."""

    email = None
    username = StringField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if request.method == "GET":  # the demonstration's list of people leads here
            self.username.data = request.args.get("username", "")[:80]

    def validate(self, **options: Any) -> bool:
        """Check the password, but not even that while the account is locked."""
        self.ifield = self.username
        found = self.user = Accounts().find_user(username=(self.username.data or "").strip())
        if found is not None and found.locked:
            hash_password(self.password.data or "")  # takes as long as a wrong password
            accepted = False
        elif found is not None and found.password is None and directory() is not None:
            accepted = self._known_to_the_directory(found)
        else:
            accepted = bool(super().validate(**options))
        if not accepted:
            note_failure(found.account if found else None, request.remote_addr)
        return accepted

    def _known_to_the_directory(self, found: User) -> bool:
        """Ask the directory about who has no password here."""
        chosen, password = directory(), self.password.data or ""
        right = chosen is not None and is_right(chosen, found.username, password)
        if not right:
            found.track_failed_authn("password")
            hash_password(password)
        g.signed_in_by = "ldap"
        return right and found.is_active


class NewPasswordForm(ChangePasswordForm):
    """The old password and twice the new one, which is none that is easily guessed."""

    weak = False

    def validate(self, **options: Any) -> bool:
        accepted = bool(super().validate(**options))
        if not accepted and self.password.errors:
            current_user.track_failed_authn("password")
            note_failure(current_user.account, request.remote_addr)
        return accepted and self._is_strong()

    def _is_strong(self) -> bool:
        person = current_user.account.person
        names = (current_user.username, person.name, person.name_en)
        weak = weakness(self.new_password.data, names)
        if weak is not None:
            self.new_password.errors, self.weak = [say(weak)], True
        return weak is None


def settings() -> dict[str, Any]:
    """Return what Flask-Security is told."""
    return {
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_POST_CHANGE_VIEW": "/",
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/password.html",
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"username": {"mapper": str.strip}}],
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_CHANGEABLE": True,
        "SECURITY_TRACKABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": False,
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_CACHE_CONTROL": None,  # admin/headers.py says it for every page
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": MEMORY_KIB,
            "argon2__rounds": ROUNDS,
            "argon2__parallelism": LANES,
        },
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_PASSWORD_NORMALIZE_FORM": NORMAL,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "PERMANENT_SESSION_LIFETIME": SESSION,
    }


def add_accounts(app: Flask) -> None:
    """Let people sign in, and keep every page closed that is not open on purpose."""
    app.config.update(settings())
    security = Security(
        app, Accounts(), login_form=SignInForm, change_password_form=NewPasswordForm
    )
    security.want_json(lambda request: False)
    security.unauthn_handler(_to_sign_in)
    app.register_blueprint(account_pages)
    app.register_blueprint(two_steps)
    app.register_blueprint(own_account)
    add_oidc(app)
    user_authenticated.connect(_came_in, app)
    password_changed.connect(_chose_password, app)
    app.before_request(_closed)


def _came_in(app: Flask, user: User, authn_via: list[str] | None, **_details: Any) -> None:
    session.permanent = True
    session.pop(PASSED, None)  # a code that was shown before is none of this sign-in
    if authn_via == ["change"]:
        return
    forget_failures(user.account)
    how = g.get("signed_in_by") or (authn_via or ["password"])[0]
    note_sign_in(user.account.person, request.remote_addr, how)
    if passed():
        welcome()


def _chose_password(app: Flask, user: User, **_details: Any) -> None:
    user.must_change_password = False
    Accounts().put(user)
    person = user.account.person
    note_deed("password_changed", person, about(person), address=request.remote_addr)
    session[PASSED] = user.account.id  # only who had passed came here
    flash(_("Your password is changed. Other devices are signed out."), "success")


def _closed() -> Response | None:
    """Send who has not signed in to the door, and who lacks a step of it there."""
    if request.endpoint is None or request.endpoint in OPEN or request.blueprint == "api":
        return None  # who asks the interface shows a key
    if not current_user.is_authenticated:
        return _to_sign_in()
    if request.endpoint in HALFWAY:
        return None
    if not passed():
        return _to("two_steps.ask", next=_wanted())
    if current_user.must_change_password:
        return None if request.endpoint in OWN_PASSWORD else _to("security.change_password")
    if request.endpoint not in SETTING_UP and overdue():
        return _to("two_steps.show")
    return None


def _to_sign_in(*_why: Any, **_details: Any) -> Response:
    return _to("security.login", next=_wanted())


def _wanted() -> str | None:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return inside(wanted) if wanted != "/" else None


def _to(endpoint: str, **values: Any) -> Response:
    address = url_for(endpoint, **values)
    if request.headers.get("HX-Request"):  # a part of a page cannot hold the door
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address)
