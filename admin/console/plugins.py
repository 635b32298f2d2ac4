"""The page of plugins: which are on in which community, who switched them when and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import BaseView, expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from admin.console.access import COMMUNITY, SYSTEM, Guarded, governed, governed_community
from admin.console.forms import ConsoleForm
from admin.console.places import in_order
from admin.console.words import named, plugin_title, when
from admin.say import say
from admin.who import viewer_or_none
from engine import (
    Community,
    Person,
    PluginSwitch,
    Refused,
    now,
    plugin_about,
    plugins_of,
    switch_plugin,
    transaction,
    tree,
)

SHOWN_LEVELS = ("SD", "CC", "PC", "CM", "BL")  # groups and squads do as what they lie in
NEWEST = 30  # lines of history below the matrix


@dataclass(frozen=True)
class Cell:
    """Whether a plugin is on in a community, and whether that was said for this very one."""

    on: bool
    own: bool
    fixed: bool


class SwitchForm(ConsoleForm):
    on = HiddenField(validators=[AnyOf(["1", "0"])])
    reason = StringField(
        _("Reason"),
        [InputRequired(), Length(min=2, max=500)],
        description=_(
            "Kept with the date and your name; everybody who sees this page can read it."
        ),
    )


class PluginView(Guarded, BaseView):
    """Communities × plugins."""

    seen_by = (SYSTEM, COMMUNITY)
    changed_by = (SYSTEM, COMMUNITY)
    explains = _(
        "What is switched off takes no new cases here and below; cases that run go on to their end."
    )

    @expose("/")
    def index(self) -> Any:
        """Show which plugins are on where, as far as this person may switch them."""
        places = [node for node in in_order(governed()) if node.level in SHOWN_LEVELS]
        return self.render(
            "console/plugins.html",
            plugins=plugin_about(),
            rows=[(node, cells_of(node.id)) for node in places],
            history=history([node.id for node in in_order(governed())]),
        )

    @expose("/switch/", methods=("GET", "POST"))
    def switch(self) -> Any:
        """Show one plugin in one community, and switch it for a reason."""
        community = governed_community(request.args.get("community", type=int))
        name = request.args.get("plugin", "")
        if name not in plugin_about():
            abort(404)
        form = SwitchForm()
        if form.validate_on_submit() and self.switched(community, name, form):
            return redirect(self.get_url(".index"))
        return self.render(
            "console/switch.html",
            community=community,
            name=name,
            about=plugin_about()[name],
            cell=cells_of(community.id)[name],
            form=form,
            history=history([node.id for node in tree().above(community.id)], name),
        )

    def switched(self, community: Any, name: str, form: Any) -> bool:
        """Store a switch and say what it means; False, and a message, when it is refused."""
        here, on = viewer_or_none(), form.on.data == "1"
        try:
            with transaction():
                switch_plugin(
                    community,
                    name,
                    on,
                    here.person if here else None,
                    reason=form.reason.data.strip(),
                )
        except Refused as refusal:
            flash(say(refusal.text), "danger")
            return False
        words = {"plugin": plugin_title(name), "community": named(community)}
        on_words = gettext("“%(plugin)s” is now on in %(community)s and below.", **words)
        off_words = gettext("“%(plugin)s” is now off in %(community)s and below.", **words)
        flash(on_words if on else off_words, "success")
        return True

    def title(self, name: str) -> str:
        return plugin_title(name)


def cells_of(community: int) -> dict[str, Cell]:
    """Return for each plugin whether it is on in a community."""
    on = set(plugins_of(Community.get_by_id(community)))
    said = PluginSwitch.select(PluginSwitch.plugin).where(
        PluginSwitch.community == community, PluginSwitch.since <= now()
    )
    own = {switch.plugin for switch in said}
    return {
        name: Cell(name in on, name in own, about.always_on)
        for name, about in plugin_about().items()
    }


def history(communities: list[int], plugin: str | None = None) -> list[dict[str, Any]]:
    """Return who switched what in these communities, newest first."""
    rows = (
        PluginSwitch.select(PluginSwitch, Community)
        .join(Community)
        .where(PluginSwitch.community.in_(communities))
        .order_by(PluginSwitch.since.desc(), PluginSwitch.id.desc())
        .limit(NEWEST)
    )
    if plugin is not None:
        rows = rows.where(PluginSwitch.plugin == plugin)
    switches = list(rows)
    known = people_by_number(switch.by_id for switch in switches)
    return [
        {
            "at": when(switch.since),
            "community": named(switch.community),
            "plugin": plugin_title(switch.plugin),
            "on": switch.on,
            "by": known.get(switch.by_id, "—"),
            "reason": switch.reason,
        }
        for switch in switches
    ]


def people_by_number(numbers: Any) -> dict[str | None, str]:
    """Return the names of the people whose numbers stand in a column of text."""
    wanted = {int(number) for number in numbers if number and number.isdecimal()}
    return {str(one.id): named(one) for one in Person.select().where(Person.id.in_(wanted))}
