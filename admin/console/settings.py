"""The page of settings: what holds in a community, where that comes from, within which bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import BaseView, expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from admin.console.access import COMMUNITY, SYSTEM, Guarded, governed, governed_community
from admin.console.places import in_order, indented, main_place
from admin.console.plugins import people_by_number
from admin.console.words import listed, named, plugin_title, when, yes_no
from admin.say import phrase, say
from admin.who import viewer_or_none
from engine import (
    Refused,
    Setting,
    SettingValue,
    brought_by,
    everything,
    inherit_value,
    plugin_about,
    set_value,
    transaction,
    tree,
)

TAGS = {  # how DOMAIN §0.1 marks what a rule rests on
    "[L": _("law"),
    "[S": _("reform document"),
    "[P": _("practice"),
    "[?": _("to be confirmed"),
}


@dataclass(frozen=True)
class Line:
    """A setting as it holds in a community."""

    setting: Setting
    value: Any
    origin: str  # where the value comes from, in words
    own: bool  # was it set for this very community?
    editable: bool


class SettingView(Guarded, BaseView):
    """Settings by community."""

    seen_by = (SYSTEM, COMMUNITY)
    changed_by = (SYSTEM, COMMUNITY)
    explains = _("A value holds here and below, for cases that begin from now on.")

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """Show the settings of a community, or store one of them."""
        places = in_order(governed())
        if not places:
            abort(404)
        first = main_place(governed()).id
        community = governed_community(request.args.get("community", first, type=int))
        form = FlaskForm()
        if form.validate_on_submit():
            self.store(community, request.form)
            return redirect(self.get_url(".index", community=community.id) + "#" + anchor())
        return self.render(
            "console/settings.html",
            community=community,
            places=[(node.id, indented(node)) for node in places],
            groups=groups_of(community),
            form=form,
        )

    def store(self, community: Any, sent: Any) -> None:
        """Store one value, or let the inherited one hold again; the person is told which."""
        known = brought_by(everything()).settings
        setting = known.get(sent.get("key", ""))
        if setting is None or not editable(setting, community):
            abort(404)
        here = viewer_or_none()
        try:
            with transaction():
                if "inherit" in sent:
                    inherit_value(community, setting.key, by=here.person if here else None)
                else:
                    value = typed(setting, sent.get("value", ""))
                    set_value(community, setting.key, value, here.person if here else None)
        except Refused as refusal:
            flash(say(refusal.text), "danger")
            return
        words = {"title": say(setting.title), "community": named(community)}
        again = gettext("“%(title)s” in %(community)s: the inherited value holds again.", **words)
        stored = gettext("“%(title)s” is changed in %(community)s.", **words)
        flash(again if "inherit" in sent else stored, "success")

    def shown(self, setting: Setting, value: Any) -> str:
        """Return a value in words."""
        if isinstance(value, bool):
            return yes_no(value)
        return "—" if value in (None, "") else f"{phrase(value)} {phrase(setting.unit)}".strip()

    def bounds(self, setting: Setting) -> str:
        """Return within what a value must lie, in words."""
        if setting.choices:
            return listed(phrase(choice) for choice in setting.choices)
        if setting.least is None and setting.most is None:
            return ""
        least = "" if setting.least is None else setting.least
        most = "" if setting.most is None else setting.most
        return f"{least} – {most} {phrase(setting.unit)}".strip()

    def source(self, setting: Setting) -> str:
        """Return where a bound or default comes from; DOMAIN's evidence tags in words."""
        for tag, words in TAGS.items():
            if setting.source.startswith(tag):
                rest = phrase(setting.source).removeprefix(tag).strip(" :]")
                return f"{words}{': ' if rest else ''}{rest}"
        return phrase(setting.source)


def anchor() -> str:
    return request.form.get("key", "").replace(".", "-")


def groups_of(community: Any) -> list[tuple[str, list[Line]]]:
    """Return the settings of each plugin as they hold in a community."""
    groups = []
    for name in plugin_about():
        settings = brought_by(frozenset([name])).settings
        if settings:
            lines = lines_of(community, list(settings.values()))
            groups.append((plugin_title(name), lines))
    return groups


def lines_of(community: Any, settings: list[Setting]) -> list[Line]:
    line = tree().above(community.id)
    rows = SettingValue.select().where(
        SettingValue.community.in_([node.id for node in line]), SettingValue.procedure == ""
    )
    given = {(row.community_id, row.key): row for row in rows}
    known = people_by_number(row.changed_by for row in given.values())
    lines = []
    for setting in settings:
        row = next(
            (given[node.id, setting.key] for node in line if (node.id, setting.key) in given), None
        )
        own = row is not None and row.community_id == community.id
        value = setting.default if row is None else row.value
        lines.append(
            Line(setting, value, origin(row, own, known), own, editable(setting, community))
        )
    return lines


def origin(row: Any, own: bool, known: dict[str | None, str]) -> str:
    """Return where a value comes from: the plugin, here, or a community above."""
    if row is None:
        return str(gettext("default of the plugin"))
    said = {"at": when(row.changed_at), "by": known.get(row.changed_by, "—")}
    if own:
        return str(gettext("set here, %(at)s, %(by)s", **said))
    place = named(tree().by_id[row.community_id])
    return str(gettext("inherited from %(place)s, %(at)s, %(by)s", place=place, **said))


def editable(setting: Setting, community: Any) -> bool:
    """May a setting differ here? One of the whole subdistrict is set there only."""
    return setting.scope != "SD" or community.level == "SD"


def typed(setting: Setting, text: str) -> Any:
    """Return what was typed as the setting's type has it; what cannot be read stays text."""
    text = text.replace("\0", "").strip()
    if setting.type == "boolean":
        return {"1": True, "0": False}.get(text, text)
    if setting.type == "number":
        try:
            number = float(text)
        except ValueError:
            return text
        if number != number or number in (float("inf"), float("-inf")):
            return text
        return int(number) if number.is_integer() else number
    return text
