"""What somebody who has just done something is told of its receipt."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _

from admin.who import viewer
from engine import last_receipt


def tell_receipt(case_id: int) -> None:
    """Tell the code by which the deed just done can be checked later."""
    if code := last_receipt(case_id, viewer().person.id):
        flash(_("Receipt code: %(code)s", code=code), "info")
