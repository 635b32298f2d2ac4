"""How the console says things: times, states, levels, deeds, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from admin.language import language
from admin.say import say
from engine import LOCAL, brought_by, everything, plugin_about

LEVELS = {
    "DT": _("District"),
    "SD": _("Subdistrict"),
    "CC": _("Command centre"),
    "SQ": _("Squad"),
    "CM": _("Community"),
    "PC": _("Party cluster"),
    "BL": _("Block"),
    "PT": _("Part of a block"),
    "GR": _("Group"),
    "HUB": _("Hub organisation"),
    "DP": _("Department"),
}
HELD_AT = {
    **LEVELS,
    "CA": _("own cases only"),
    "OWN": _("own records only"),
    "NONE": _("no cases"),
}
CASE_STATES = {
    "open": _("Open"),
    "ended": _("Ended"),
    "cancelled": _("Cancelled"),
}
JOB_STATES = {
    "ready": _("Waiting"),
    "running": _("Running"),
    "dead": _("Given up"),
    "held": _("Held: the case is suspended"),
}
JOB_KINDS = {
    "message": _("Deliver a message"),
    "timer": _("Ring a timer"),
    "call": _("Do an outside action"),
    "called": _("Tell a calling case"),
    "signal": _("Let a signal be heard"),
    "signal_start": _("Start a case by a signal"),
    "batch": _("Move cases to another version"),
}
DEEDS = {
    "started": _("Case started"),
    "completed": _("Task completed"),
    "claimed": _("Task claimed"),
    "released": _("Task given back"),
    "decided": _("Decided by rule"),
    "acted": _("System action"),
    "erred": _("System action ended in an error"),
    "sent": _("Message sent"),
    "received": _("Message received"),
    "timer": _("Time was up"),
    "called": _("Procedure called"),
    "returned": _("Called case came back"),
    "error": _("Called case ended in an error"),
    "escalation": _("Called case escalated"),
    "heard": _("Signal heard"),
    "ended": _("Case ended"),
    "disposed": _("Erased when kept long enough"),
    "archived": _("Archive package made"),
    "revealed": _("Personal data shown"),
    "cancelled": _("Case cancelled"),
    "failed": _("Failed"),
    "retried": _("Tried again"),
    "skipped": _("Step skipped"),
    "corrected": _("Data corrected"),
    "suspended": _("Case suspended"),
    "resumed": _("Case resumed"),
    "moved": _("Moved to a step"),
    "restarted": _("Begun again at a step"),
    "migrated": _("Moved to another version"),
    "calendar_changed": _("Calendar changed"),
    "started_by_clock": _("Started by the clock"),
    "transferred": _("Task transferred"),
    "assigned": _("Task assigned"),
    "shared_out": _("Shared out by workload"),
    "route_asked": _("Another way asked for"),
    "route_approved": _("Another way agreed to"),
    "route_declined": _("Another way declined"),
    "delegated": _("Task delegated"),
    "handed_back": _("Handed back to its owner"),
    "recalled": _("Taken back from a delegate"),
    "signers_added": _("Signers added"),
    "signer_removed": _("Signer removed"),
    "agreed": _("Signed: agreed"),
    "objected": _("Signed: objected"),
    "submitted": _("Submitted for signing"),
    "sent_back": _("Sent back"),
    "withdrawn": _("Withdrawn"),
    "copied": _("Copied"),
    "urged": _("Urged"),
    "grant_given": _("Leave to see given"),
    "grant_declined": _("Leave to see declined"),
    "grant_ended": _("Leave to see ended"),
    "shared_on": _("Given back to the role"),
    "recused": _("Recused"),
    "erased": _("Personal data erased"),
    "restricted": _("Processing restricted"),
    "linked": _("Linked to a case"),
    "unlinked": _("Link to a case ended"),
    "merged_into": _("Merged into a case"),
    "took_in": _("Took in a case"),
    "unmerged": _("Merging undone"),
    "gave_back": _("Gave a case back"),
    "ended_merged": _("Ended with another"),
    "procedure suspended": _("Procedure suspended"),
    "procedure resumed": _("Procedure resumed"),
    "clock_paused": _("Clock paused"),
    "clock_resumed": _("Clock resumed"),
    "clock_extended": _("Time lengthened"),
    "mark": _("Mark of a task's limit reached"),
    "case_mark": _("Mark of the case's limit reached"),
}
SOURCES = {"file": _("Shipped file"), "designer": _("Designer")}
DONE = {
    "created": _("Added: %(noun)s “%(name)s”."),
    "changed": _("Changed: %(noun)s “%(name)s”."),
    "deleted": _("Deleted: %(noun)s “%(name)s”."),
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
    """Return a community or a person in the reader's language; nobody is empty."""
    if one is None:
        return ""
    return str(one.name if language() == "zh" else one.name_en or one.name)


def listed(words: Iterable[str]) -> str:
    """Return words one after the other, as the reader's language lists them."""
    return ("、" if language() == "zh" else ", ").join(words)


def masked_phone(number: str) -> str:
    """Return a telephone number of which only the ends can be read (class C3, DOMAIN §1.1)."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "*" * len(number)
