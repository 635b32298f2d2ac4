"""What value a setting has in a community: its own, or the nearest above, or the plugin's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.bring import Setting
from engine.calendar import BadHours, parse_hours
from engine.calendars import forget_calendars
from engine.clock import now
from engine.communities import tree
from engine.database import transaction
from engine.deeds import note_deed
from engine.errors import Refused
from engine.models import Community, Person, SettingValue
from engine.planning import plan_again
from engine.plans import BadPlan, parse_plan
from engine.registry import brought_by, everything
from engine.statements import ask_among, read_json
from engine.text import Text


def settings_of(community: Community, procedure: str = "") -> dict[str, Any]:
    """Return every setting's value as it holds here: procedure, community, those above, default."""
    known = brought_by(everything()).settings
    line = [node.id for node in tree().above(community.id)]
    rows = ask_among(
        "SELECT community_id, procedure, key, value FROM setting_values"
        " WHERE community_id IN (?) AND procedure IN ('', ?)",
        line,
        procedure,
    )
    given = {(place, scope, key): read_json(value) for place, scope, key, value in rows}
    return {key: _value(one, line, procedure, given) for key, one in known.items()}


def _value(
    setting: Setting, line: list[int], procedure: str, given: Mapping[tuple[int, str, str], Any]
) -> Any:
    for community in line:
        for scope in (procedure, "") if procedure else ("",):
            if (community, scope, setting.key) in given:
                return given[community, scope, setting.key]
    return setting.default


def set_value(
    community: Community, key: str, value: Any, by: Person | None = None, procedure: str = ""
) -> None:
    """Give a setting its value here; a bound cannot be passed at any level."""
    setting = _known(key)
    if wrong := out_of_bounds(setting, value):
        raise Refused(wrong)
    with transaction():
        before = _own_value(community, key, procedure)
        _store(community, procedure, key, value, by)
        note_deed(
            "setting_changed",
            by,
            f"setting:{key}{procedure and f'@{procedure}'}",
            community=community,
            before={key: before},
            after={key: value},
        )
    _tell_changed(setting)


def _own_value(community: Community, key: str, procedure: str) -> Any:
    """Return the value given here, None where the one above holds."""
    row = SettingValue.get_or_none(*_here(community, key, procedure))
    return row.value if row else None


def _here(community: Community, key: str, procedure: str) -> tuple[Any, ...]:
    return (
        SettingValue.community == community,
        SettingValue.procedure == procedure,
        SettingValue.key == key,
    )


def _store(community: Community, procedure: str, key: str, value: Any, by: Person | None) -> None:
    SettingValue.insert(
        community=community,
        procedure=procedure,
        key=key,
        value=value,
        changed_at=now(),
        changed_by=str(by.id) if by else None,
    ).on_conflict(
        conflict_target=[SettingValue.community, SettingValue.procedure, SettingValue.key],
        preserve=[SettingValue.value, SettingValue.changed_at, SettingValue.changed_by],
    ).execute()


def inherit_value(
    community: Community, key: str, procedure: str = "", by: Person | None = None
) -> None:
    """Take away the value given here, so that the one above holds again."""
    setting = _known(key)
    with transaction():
        before = _own_value(community, key, procedure)
        SettingValue.delete().where(*_here(community, key, procedure)).execute()
        note_deed(
            "setting_inherited",
            by,
            f"setting:{key}{procedure and f'@{procedure}'}",
            community=community,
            before={key: before},
            after={key: None},
        )
    _tell_changed(setting)


def _known(key: str) -> Setting:
    setting = brought_by(everything()).settings.get(key)
    if setting is None:
        raise Refused("没有设置项“{key}”。", "There is no setting “{key}”.", key=key)
    return setting


def _tell_changed(setting: Setting) -> None:
    if setting.type == "hours":
        forget_calendars()
    plan_again()


def out_of_bounds(setting: Setting, value: Any) -> Text | None:
    """Return why a value does not fit a setting, citing the source of its bound, or None."""
    if setting.type == "boolean" and not isinstance(value, bool):
        return Text("“{title}”只能是“是”或“否”。", "“{title}” is yes or no.", title=setting.title)
    if setting.choices and value not in setting.choices:
        return Text(
            "“{title}”只能是：{choices}。",
            "“{title}” is one of: {choices}.",
            title=setting.title,
            choices="、".join(setting.choices),
        )
    if setting.type == "hours":
        return _no_hours(setting, value)
    if setting.type == "plan":
        return _no_plan(setting, value)
    if setting.type == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return Text("“{title}”应为数字。", "“{title}” is a number.", title=setting.title)
        if (setting.least is not None and value < setting.least) or (
            setting.most is not None and value > setting.most
        ):
            return Text(
                "“{title}”应在 {least} 与 {most} 之间（{source}）。",
                "“{title}” lies between {least} and {most} ({source}).",
                title=setting.title,
                least="—" if setting.least is None else setting.least,
                most="—" if setting.most is None else setting.most,
                source=setting.source or "—",
            )
    return None


def _no_plan(setting: Setting, value: Any) -> Text | None:
    try:
        parse_plan(str(value))
    except BadPlan:
        return Text(
            "“{title}”应写作：{forms}，后面可加时刻，如 09:30。",
            "“{title}” is written like: {forms}; an hour such as 09:30 may follow.",
            title=setting.title,
            forms="每月25日、每月最后一个星期四、每周四、每季度末月10日、每年12月1日",
        )
    return None


def _no_hours(setting: Setting, value: Any) -> Text | None:
    try:
        parse_hours(str(value))
    except BadHours as wrong:
        return Text("{title}：{why}", "{title}: {why}", title=setting.title, why=wrong.text)
    return None
