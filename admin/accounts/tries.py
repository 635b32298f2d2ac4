"""What a person is told at signing in of tries by others."""

from __future__ import annotations

from flask import flash
from flask_babel import ngettext

from engine import Person, tries_before


def tell_of_tries(person: Person) -> None:
    """Warn of tries that failed since the person came in the time before."""
    if tries := tries_before(person):
        told = ngettext(
            "%(num)d try to sign in as you failed since your last time. Was that you?",
            "%(num)d tries to sign in as you failed since your last time. Were those you?",
            tries,
        )
        flash(told, "warning")
