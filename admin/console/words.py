"""How the console says things: times, states, levels, deeds, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext

from admin.language import language
from admin.say import say
from engine import LOCAL, brought_by, everything, plugin_about

LEVELS = {
    "SD": lazy_gettext("Subdistrict"),
    "CC": lazy_gettext("Command centre"),
    "SQ": lazy_gettext("Squad"),
    "CM": lazy_gettext("Community"),
    "PC": lazy_gettext("Party cluster"),
    "BL": lazy_gettext("Block"),
    "GR": lazy_gettext("Group"),
    "HUB": lazy_gettext("Hub organisation"),
    "DP": lazy_gettext("Department"),
}
HELD_AT = {
    **LEVELS,
    "CA": lazy_gettext("own cases only"),
    "OWN": lazy_gettext("own records only"),
    "NONE": lazy_gettext("no cases"),
}
CASE_STATES = {
    "open": lazy_gettext("Open"),
    "ended": lazy_gettext("Ended"),
    "cancelled": lazy_gettext("Cancelled"),
}
JOB_STATES = {
    "ready": lazy_gettext("Waiting"),
    "running": lazy_gettext("Running"),
    "dead": lazy_gettext("Given up"),
}
JOB_KINDS = {
    "message": lazy_gettext("Deliver a message"),
    "timer": lazy_gettext("Ring a timer"),
    "call": lazy_gettext("Do an outside action"),
}
DEEDS = {
    "started": lazy_gettext("Case started"),
    "completed": lazy_gettext("Task completed"),
    "claimed": lazy_gettext("Task claimed"),
    "released": lazy_gettext("Task given back"),
    "decided": lazy_gettext("Decided by rule"),
    "acted": lazy_gettext("System action"),
    "sent": lazy_gettext("Message sent"),
    "received": lazy_gettext("Message received"),
    "timer": lazy_gettext("Time was up"),
    "ended": lazy_gettext("Case ended"),
    "cancelled": lazy_gettext("Case cancelled"),
}
SOURCES = {"file": lazy_gettext("Shipped file"), "designer": lazy_gettext("Designer")}
DONE = {
    "created": lazy_gettext("Added: %(noun)s “%(name)s”."),
    "changed": lazy_gettext("Changed: %(noun)s “%(name)s”."),
    "deleted": lazy_gettext("Deleted: %(noun)s “%(name)s”."),
}


def when(moment: datetime | None) -> str:
    """Return an instant on the subdistrict's clock."""
    return moment.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if moment else ""


def yes_no(value: bool) -> str:
    return str(gettext("Yes") if value else gettext("No"))


def word(words: dict[str, Any], key: str) -> str:
    """Return the word for a key; one that plugins invented is shown as it is."""
    return str(words.get(key, key))


def deed_done(deed: str, noun: Any, name: str) -> str:
    return str(DONE[deed]) % {"noun": noun, "name": name}


def role_title(key: str) -> str:
    """Return a role in words; one whose plugin is gone keeps its key."""
    role = brought_by(everything()).roles.get(key)
    return str(say(role.title)) if role else key


def plugin_title(name: str) -> str:
    about = plugin_about().get(name)
    return str(say(about.title)) if about else name


def named(one: Any) -> str:
    """Return a community, a node of the tree or a person in the reader's language; nobody: empty."""
    if one is None:
        return ""
    return str(one.name if language() == "zh" else one.name_en or one.name)


def masked_phone(number: str) -> str:
    """Return a telephone number of which only the ends can be read (class C3, DOMAIN §1.1)."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "*" * len(number)
