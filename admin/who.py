"""Who is looking: the person behind a request, with the reach that its roles give now."""

from __future__ import annotations

from flask import abort, g, session
from flask_security import current_user

from engine import Account, Viewer, viewer_of

PASSED = "second_factor"  # in a session: the number of the account whose code was shown in it


def passed() -> bool:
    """Is somebody signed in, with all the steps that its account asks?"""
    if not current_user.is_authenticated:
        return False
    return not current_user.second_factor or session.get(PASSED) == current_user.account.id


def account() -> Account | None:
    """Return the account that is signed in, or None."""
    return current_user.account if passed() else None


def viewer() -> Viewer:
    """Return who is signed in; roles are read once a request. 401 for nobody."""
    known: Viewer | None = g.get("viewer")
    if known is None:
        signed_in = account()
        if signed_in is None:
            abort(401)
        known = g.viewer = viewer_of(signed_in.person)
    return known


def viewer_or_none() -> Viewer | None:
    """Return who is signed in, or None on the pages that are open to all."""
    return viewer() if passed() else None
