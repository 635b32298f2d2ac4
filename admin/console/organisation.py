"""The page of the organisation: its nodes in the order of the tree, added below others, renamed."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from markupsafe import Markup
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from admin.console.access import AUDIT, SECURITY, SYSTEM
from admin.console.filters import Contains, Is
from admin.console.forms import ConsoleForm
from admin.console.places import community_select, depth, level_name, level_select, main_place
from admin.console.view import ConsoleView
from admin.console.words import LEVELS, listed, named
from engine import Community, CommunityLink, add_community, forget_tree

SHARED_LEVELS = ("BL", "PT", "PC")  # a block, its parts and a party cluster have communities


class NewCommunity(ConsoleForm):
    parent = SelectField(
        _("Lies in"), coerce=int, choices=community_select, default=lambda: main_place().id
    )
    level = SelectField(_("Level"), choices=level_select, default="CM")
    code = StringField(
        _("Code"),
        [
            InputRequired(),
            Length(max=40),
            Regexp(r"[A-Za-z0-9_-]+\Z", message=_("Letters, digits, - and _ only.")),
        ],
        description=_("For instance CM-19. It stays for ever: case numbers are made with it."),
    )
    name = StringField(_("Name"), [InputRequired(), Length(max=120)])
    name_en = StringField(_("English name"), [Length(max=120)])
    legacy_label = StringField(_("Former name"), [Length(max=120)])


class CommunityView(ConsoleView):
    """Communities, blocks, centres, squads and groups."""

    seen_by = (SYSTEM, SECURITY, AUDIT)
    changed_by = (SYSTEM,)
    noun = _("organisation")
    explains = _("A code stays for ever; names may change. What others refer to is not deleted.")
    can_create = can_edit = can_delete = can_view_details = can_export = True
    page_size = 200
    action_disallowed_list = ("delete",)  # one at a time: each is a decision
    column_list = ("name", "level", "code", "parent", "legacy_label")
    column_details_list = (
        "name", "name_en", "level", "code", "parent", "shared_by", "org_path", "legacy_label",
    )  # fmt: skip
    column_export_list = ("name", "name_en", "level", "code", "parent", "legacy_label")
    column_sortable_list = ("code",)
    column_default_sort = "org_path"
    column_searchable_list = ("name", "name_en", "code")
    column_filters = (
        Is(Community.level, _("Level"), lambda: LEVELS.items()),
        Contains(Community.code, _("Code")),
    )
    column_labels: ClassVar[Any] = {
        "name": _("Name"),
        "name_en": _("English name"),
        "level": _("Level"),
        "code": _("Code"),
        "parent": _("Lies in"),
        "org_path": _("Path"),
        "legacy_label": _("Former name"),
        "shared_by": _("Shared by"),
    }
    column_formatters: ClassVar[Any] = {
        "name": lambda view, context, row, name: indented_name(row),
        "level": lambda view, context, row, name: level_name(row.level),
        "parent": lambda view, context, row, name: named(row.parent),
    }
    column_formatters_detail: ClassVar[Any] = {
        "level": column_formatters["level"],
        "parent": column_formatters["parent"],
        "shared_by": lambda view, context, row, name: sharers(row),
    }
    column_formatters_export: ClassVar[Any] = {
        "level": column_formatters["level"],
        "parent": column_formatters["parent"],
    }
    form_columns = ("name", "name_en", "legacy_label")
    form_args: ClassVar[Any] = {"name": {"validators": [InputRequired()]}}
    inline_models = (
        (
            CommunityLink,
            {
                "form_label": _("Shared by"),
                "form_columns": ("id", "community"),
                "form_args": {
                    "community": {
                        "label": _("Community"),
                        "allow_blank": True,
                        "blank_text": "—",
                        "validators": [InputRequired()],
                    }
                },
            },
        ),
    )

    def get_create_form(self) -> Any:
        return NewCommunity

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form of a node; only blocks and clusters are shared by communities."""
        form = super().edit_form(obj)
        if obj is None or obj.level not in SHARED_LEVELS:
            del form.shared_by
        return form

    def add(self, form: Any) -> Any:
        return add_community(
            form.code.data,
            form.name.data.strip(),
            form.level.data,
            Community.get_by_id(form.parent.data),
            name_en=form.name_en.data.strip(),
            legacy_label=form.legacy_label.data.strip(),
        )

    def after_model_change(self, form: Any, model: Any, is_created: bool) -> None:
        forget_tree()

    def after_model_delete(self, model: Any) -> None:
        forget_tree()

    def name_of(self, row: Any) -> str:
        return named(row)


def indented_name(row: Any) -> Markup:
    return Markup('<span class="depth-{}">{}</span>').format(
        min(depth(row.org_path), 5), named(row)
    )


def sharers(row: Any) -> str:
    links = CommunityLink.select(CommunityLink, Community).join_from(
        CommunityLink, Community, on=CommunityLink.community
    )
    mine = links.where(CommunityLink.shared == row).order_by(Community.org_path)
    return listed(named(link.community) for link in mine)
