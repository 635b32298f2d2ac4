"""The organisation tree, which plugins are on where, and settings."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, TextField

from engine.clock import now
from engine.database import JSONField, UtcDateTimeField
from engine.models.table import Table


class Community(Table):
    """A node of the tree that owns cases and switches plugins, from subdistrict to group."""

    code = CharField(max_length=40, unique=True)
    name = CharField(max_length=120)
    name_en = CharField(max_length=120, default="")
    level = CharField(max_length=12)  # SD CC SQ CM PC BL PT GR HUB DP
    parent_id: Any
    parent: Any = ForeignKeyField("self", null=True, backref="children", on_delete="RESTRICT")
    org_path = CharField(max_length=400, index=True)  # "SD-GC/CM-07/"
    legacy_label = CharField(max_length=120, default="")
    active = BooleanField(default=True)

    class Meta:
        table_name = "communities"

    def __str__(self) -> str:
        return str(self.name)


class CommunityLink(Table):
    """A block (or cluster) that several communities share, each seeing its own part."""

    shared_id: Any
    shared: Any = ForeignKeyField(Community, backref="shared_by", on_delete="CASCADE")
    community_id: Any
    community: Any = ForeignKeyField(Community, backref="shares", on_delete="CASCADE")

    class Meta:
        table_name = "community_links"
        indexes = ((("shared", "community"), True),)


class PluginSwitch(Table):
    """A decision that a plugin is on or off in a community and below; rows are only added."""

    community_id: Any
    community: Any = ForeignKeyField(Community, backref="switches", on_delete="RESTRICT")
    plugin = CharField(max_length=60)
    on = BooleanField(column_name="is_on")
    since = UtcDateTimeField(default=now)
    by_id: Any = CharField(null=True, column_name="by_id", max_length=40)
    reason = TextField(default="")

    class Meta:
        table_name = "plugin_switches"
        indexes = ((("community", "plugin", "since"), False),)


class SettingValue(Table):
    """A value that a community (or one procedure in it) gives to a plugin's setting."""

    community_id: Any
    community: Any = ForeignKeyField(Community, backref="settings", on_delete="CASCADE")
    procedure = CharField(max_length=80, default="")  # empty: every procedure
    key = CharField(max_length=120)  # "core.activity_budget_limit"
    value: Any = JSONField(null=True)
    changed_at = UtcDateTimeField(default=now)
    changed_by: Any = CharField(null=True, max_length=40)

    class Meta:
        table_name = "setting_values"
        indexes = ((("community", "procedure", "key"), True),)
