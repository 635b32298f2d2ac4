"""What the deeds of the house and of cases are called."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from admin.console.words import DEEDS, role_title
from admin.say import say, value_text
from engine import brought_by, everything, person_named, plugin_about

OF_CASES = DEEDS
OF_HOUSE = {
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "sign_in_failed": _("Wrong password"),
    "second_step_failed": _("Wrong code"),
    "password_changed": _("Password changed"),
    "password_given": _("New first password given"),
    "account_made": _("Account made"),
    "account_linked": _("Account linked to an outside sign-on"),
    "account_unlocked": _("Account unlocked"),
    "second_factor_set": _("Two steps set up"),
    "second_factor_removed": _("Two steps switched off"),
    "second_factor_reset": _("Second step reset"),
    "recovery_codes_made": _("New recovery codes made"),
    "person_added": _("Person added"),
    "people_imported": _("People imported from a list"),
    "person_deactivated": _("Person deactivated"),
    "person_activated": _("Person activated"),
    "key_made": _("Key for a program made"),
    "key_ended": _("Key for a program ended"),
    "role_given": _("Role given"),
    "role_ended": _("Role ended"),
    "setting_changed": _("Setting changed"),
    "setting_inherited": _("Setting inherited again"),
    "plugin_switched": _("Plugin switched"),
    "row_added": _("Entry added"),
    "row_changed": _("Entry changed"),
    "row_deleted": _("Entry deleted"),
    "exported": _("List exported"),
}
WAYS = {
    "password": _("by password"),
    "oidc": _("by the single sign-on"),
    "ldap": _("by the directory"),
}
FIELDS = {
    "reason": _("Reason"),
    "address": _("From address"),
    "how": _("How"),
    "until": _("Until"),
    "rows": _("Rows"),
    "purpose": _("Purpose"),
    "list": _("List"),
}


def deed_words(deed: str) -> str:
    """Return what a deed is called; one that nobody named is shown as it is."""
    return str(OF_HOUSE.get(deed) or OF_CASES.get(deed) or deed)


def subject_words(subject: str) -> str:
    """Return what a deed was about in words: a setting, a plugin, a person."""
    kind, _colon, key = subject.partition(":")
    if kind == "setting":
        return field_words(key)
    if kind == "plugin" and key in plugin_about():
        return say(plugin_about()[key].title)
    if kind == "person" and key.isdecimal():
        return person_named(int(key)) or subject
    return subject


def field_words(key: str) -> str:
    """Return what a changed value is called: a setting, a role, a plugin, or its own name."""
    brought = brought_by(everything())
    name = key.partition("@")[0]
    if name in brought.settings:
        return say(brought.settings[name].title)
    if name in brought.roles:
        return role_title(name)
    if name in plugin_about():
        return say(plugin_about()[name].title)
    return str(FIELDS.get(key, key))


def changes(values: Any) -> list[tuple[str, str, str]]:
    """Return (what, before, after) of each value that a deed changed."""
    before, after = values.get("before") or {}, values.get("after") or {}
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return []
    keys = dict.fromkeys([*before, *after])
    return [
        (field_words(key), value_text(before.get(key)), value_text(after.get(key))) for key in keys
    ]


def others(values: Any) -> list[tuple[str, str]]:
    """Return (what, value) of what a deed says besides its changes."""
    return [
        (field_words(key), str(WAYS.get(str(value), value_text(value))))
        for key, value in values.items()
        if key not in ("before", "after") and value not in (None, "")
    ]
