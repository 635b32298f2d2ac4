"""A plugin that is off somewhere does not exist there; what it began still ends."""

from __future__ import annotations

import pytest

from engine import (
    Case,
    Refused,
    Task,
    complete_task,
    hooks_for,
    plugins_of,
    set_value,
    settings_of,
    start_case,
    startable,
    switch_plugin,
)


def keys(viewer):
    return [one.procedure.key for one in startable(viewer)]


def test_a_plugin_that_is_off_gets_no_hook_call_and_starts_nothing(town):
    from gucheng_plugin_repairs.plugin import heard

    switch_plugin(town.place("CM-07"), "repairs", on=False, reason="test")
    heard.clear()
    assert "repair" not in keys(town.who("李四"))
    with pytest.raises(Refused, match="没有启用"):
        start_case("repair", town.place("CM-07"), town.who("李四"))
    names = [
        impl.plugin_name
        for impl in hooks_for(plugins_of(town.place("CM-07"))).check.get_hookimpls()
    ]
    assert "repairs" not in names
    assert heard == []


def test_a_case_that_runs_when_its_plugin_is_switched_off_ends_with_it(town):
    from gucheng_plugin_repairs.plugin import heard

    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    switch_plugin(town.place("CM-07"), "repairs", on=False)
    heard.clear()
    task = Task.get(Task.case == case)
    complete_task(task.id, town.who("李四"), {"finding": "漏水", "cost": 6000})
    complete_task(Task.get(Task.element == "approve").id, town.who("陈主任"), {"approved": False})
    assert Case.get_by_id(case.id).outcome == "refused"
    assert ("completed", "inspect") in heard


def test_the_next_community_is_not_touched(town):
    switch_plugin(town.place("CM-07"), "repairs", on=False)
    assert "repair" in keys(town.who("王五"))


def test_the_subdistrict_switches_for_all_and_a_community_for_itself(town):
    switch_plugin(town.place("SD-GC"), "repairs", on=False)
    assert "repairs" not in plugins_of(town.place("CM-08"))
    switch_plugin(town.place("CM-08"), "repairs", on=True)
    assert "repairs" in plugins_of(town.place("CM-08"))
    assert "repairs" not in plugins_of(town.place("CM-07"))


def test_a_base_plugin_cannot_be_switched_off(town):
    with pytest.raises(Refused, match="基础插件"):
        switch_plugin(town.place("CM-07"), "core", on=False)


def test_a_setting_is_inherited_and_its_bound_of_law_holds_at_every_level(town):
    with pytest.raises(Refused, match="第55条"):
        set_value(town.place("SD-GC"), "repairs.vote_above", 9000)
    set_value(town.place("SD-GC"), "repairs.vote_above", 2000)
    set_value(town.place("CM-08"), "repairs.vote_above", 1500)
    assert settings_of(town.place("CM-07"))["repairs.vote_above"] == 2000
    assert settings_of(town.place("CM-08"))["repairs.vote_above"] == 1500


def test_a_case_keeps_the_settings_it_started_with(town):
    case = start_case("repair", town.place("CM-07"), town.who("李四"))
    set_value(town.place("CM-07"), "repairs.vote_above", 1000)
    complete_task(
        Task.get(Task.case == case).id, town.who("李四"), {"finding": "漏水", "cost": 3000}
    )
    assert not Task.select().where(Task.element == "approve").exists()
