"""What administrators do on the console's pages, and what they are told of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engine import (
    Account,
    Case,
    Community,
    CommunityLink,
    Holding,
    Job,
    Person,
    PluginSwitch,
    Procedure,
    ProcedureVersion,
    SettingValue,
    now,
    plugins_of,
    settings_of,
    today,
    tree,
    viewer_of,
)
from tests.console.conftest import PASSWORD, Desk, flashed

Sit = Callable[[str], Desk]


def community(code: str) -> Any:
    return Community.get(Community.code == code)


def person(username: str) -> Any:
    return Account.get(Account.username == username).person


# -- organisation


def new_community(**changed: str) -> dict[str, str]:
    sent = {"parent": str(community("CM-01").id), "level": "GR", "code": "CM-01-T1"}
    return {**sent, "name": "第一劝导队", "name_en": "", "legacy_label": "", **changed}


@pytest.mark.parametrize("code", ["", "CM 19", "CM/19", "../x", "社区", "C" * 41, "CM-19\n"])
def test_a_code_that_would_break_paths_is_refused(still: Sit, code: str) -> None:
    answer = still("sys").post("/console/organisation/new/", **new_community(code=code))
    assert answer.status_code == 200
    assert "error-summary" in answer.text
    assert Community.select().count() == 4


def test_a_code_is_taken_once(still: Sit) -> None:
    answer = still("sys").post("/console/organisation/new/", **new_community(code="CM-02"))
    assert "已有相同的记录" in answer.text
    assert Community.select().count() == 4


def test_a_new_organisation_lies_in_its_parent_at_once(desk: Sit) -> None:
    here = desk("sys")
    done = here.post("/console/organisation/new/", **new_community())
    assert "已新增组织“第一劝导队”" in flashed(done, here)
    made = community("CM-01-T1")
    assert made.org_path == "SD-GC/CM-01/CM-01-T1/"
    assert made.id in tree().below(community("CM-01").id)


def test_renaming_changes_neither_code_nor_place(desk: Sit) -> None:
    here, old = desk("sys"), community("CM-02")
    sent = {"name": "滨和园二社区", "name_en": "", "legacy_label": "滨和园第二社区"}
    done = here.post(f"/console/organisation/edit/?id={old.id}", **sent, code="X", org_path="X/")
    assert "已修改组织“滨和园二社区”" in flashed(done, here)
    new = community("CM-02")
    assert (new.name, new.org_path, new.legacy_label) == (
        "滨和园二社区",
        old.org_path,
        "滨和园第二社区",
    )
    assert tree().by_code["CM-02"].name == "滨和园二社区"


def test_an_organisation_that_others_refer_to_is_kept(desk: Sit) -> None:
    here = desk("sys")
    for code in ("SD-GC", "CM-01"):
        number = community(code).id
        done = here.post(f"/console/organisation/delete/?id={number}", id=number, sure="1")
        assert "还有其他记录引用它" in flashed(done, here)
    assert Community.select().count() == 4
    assert Case.select().count() == 1


def test_a_block_is_shared_by_the_communities_named(desk: Sit) -> None:
    here, block = desk("sys"), community("BL-GCXJ")
    page = f"/console/organisation/edit/?id={block.id}"
    sent = {"name": block.name, "name_en": "", "legacy_label": ""}
    row = {"shared_by-0-id": "", "shared_by-0-community": str(community("CM-01").id)}
    assert here.post(page, **sent, **row).status_code == 302
    assert block.id in tree().shared[community("CM-01").id]
    link = CommunityLink.get()
    gone = {"shared_by-0-id": str(link.id), "del-shared_by-0": "on"}
    gone["shared_by-0-community"] = row["shared_by-0-community"]
    assert here.post(page, **sent, **gone).status_code == 302
    assert not CommunityLink.select().exists()
    assert "shared_by" not in here.page(f"/console/organisation/edit/?id={community('CM-01').id}")


def test_the_organisation_stands_in_the_order_of_its_tree(still: Sit) -> None:
    codes = re.findall(r'data-label="编码">([^<]+)<', still("sys").page("/console/organisation/"))
    assert codes == ["SD-GC", "BL-GCXJ", "CM-01", "CM-02"]


# -- people


def test_a_new_person_signs_in_with_the_password_shown_once_and_must_change_it(
    app: Flask, desk: Sit
) -> None:
    here = desk("sys")
    sent = {"name": "赵铁柱", "name_en": "", "phone": "13900001111", "username": "zhaotz"}
    shown = here.post("/console/people/new/", **sent)
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    password = re.search(r"[a-z]{4}-\d{4}-[a-z]{4}", shown.text)
    assert password
    account = Account.get(Account.username == "zhaotz")
    assert account.must_change_password
    assert password[0] not in account.password
    assert password[0] not in here.page(f"/console/people/details/?id={account.person_id}")
    guest = Desk(app.test_client())
    guest.post("/sign-in", username="zhaotz", password=password[0])
    assert guest.get("/inbox").location.endswith("/password")


def test_a_user_name_is_taken_once_whatever_its_case(still: Sit) -> None:
    sent = {"name": "别人", "name_en": "", "phone": "", "username": "CLERK"}
    answer = still("sys").post("/console/people/new/", **sent)
    assert "已有人使用" in answer.text
    assert not Person.select().where(Person.name == "别人").exists()


def test_a_new_password_ends_the_sessions_of_the_old_one(app: Flask, desk: Sit) -> None:
    clerk, here = desk("clerk"), desk("sys")
    assert clerk.get("/inbox").status_code == 200
    number = person("clerk").id
    asked = here.post(f"/console/people/password/?id={number}", id=number)
    assert "居委会干部" in asked.text
    assert clerk.get("/inbox").status_code == 200
    here.post(f"/console/people/password/?id={number}", id=number, sure="1")
    assert "/sign-in" in clerk.get("/inbox").location
    guest = Desk(app.test_client())
    assert guest.post("/sign-in", username="clerk", password=PASSWORD).status_code == 200


def test_who_is_deactivated_is_out_at_once_and_keeps_the_history(desk: Sit) -> None:
    clerk, here, number = desk("clerk"), desk("sys"), person("clerk").id
    done = here.post(f"/console/people/leave/?id={number}", id=number, sure="1")
    assert "已停用“居委会干部”" in flashed(done, here)
    assert clerk.get("/inbox").status_code == 302
    assert viewer_of(Person.get_by_id(number)).roles == {}
    assert Person.select().where(Person.id == number).exists()
    done = here.post(f"/console/people/return/?id={number}", id=number, sure="1")
    assert "已恢复“居委会干部”" in flashed(done, here)
    assert viewer_of(Person.get_by_id(number)).holds("grp_community_committee")


def test_nobody_deactivates_themselves(still: Sit) -> None:
    here, number = still("sys"), person("sys").id
    done = here.post(f"/console/people/leave/?id={number}", id=number, sure="1")
    assert "不能停用自己" in flashed(done, here)


def test_people_are_never_deleted_nor_exported(still: Sit) -> None:
    here = still("sys")
    assert here.get("/console/people/delete/", id=5).status_code == 404
    assert here.get("/console/people/export/csv/").status_code == 404


def test_a_telephone_number_is_masked(still: Sit) -> None:
    for page in ("/console/people/", f"/console/people/details/?id={person('clerk').id}"):
        text = still("sec").client.get(page).text
        assert "138****1234" in text
        assert "13800001234" not in text


def test_somebody_known_by_name_only_is_given_an_account(desk: Sit) -> None:
    known = Person.create(name="商户老李")
    page = f"/console/people/account/?id={known.id}"
    shown = desk("sys").post(page, username="laoli")
    assert re.search(r"[a-z]{4}-\d{4}-[a-z]{4}", shown.text)
    assert Account.get(Account.person == known).username == "laoli"
    assert desk("sys").client.get(page).status_code == 404


# -- who holds what


def give(here: Desk, username: str, role: str, code: str = "SD-GC") -> Any:
    page = f"/console/holdings/new/?person={person(username).id}"
    return here.post(page, role=role, community=community(code).id)


def test_the_three_administrators_are_three_people(still: Sit) -> None:
    refused = give(still("sec"), "sys", "grp_auditadmin")
    assert "职责分离" in refused.text
    assert "系统管理员" in refused.text
    assert not Holding.select().where(
        Holding.person == person("sys"), Holding.role == "grp_auditadmin"
    )


def test_nobody_gives_a_role_to_themselves(still: Sit) -> None:
    assert "不能给自己" in give(still("sec"), "sec", "grp_community_committee").text


def test_only_roles_that_plugins_bring_are_given(still: Sit) -> None:
    assert give(still("sec"), "clerk", "grp_invented").status_code == 200
    assert not Holding.select().where(Holding.role == "grp_invented").exists()


def test_a_role_is_given_ended_and_given_again(desk: Sit) -> None:
    here = desk("sec")
    done = give(here, "clerk", "grp_community_admin", "CM-02")
    assert "居委会干部 · 社区插件管理员 · 滨和园第二社区" in flashed(done, here)
    assert viewer_of(person("clerk")).holds("grp_community_admin")
    holding = Holding.get(Holding.person == person("clerk"), Holding.role == "grp_community_admin")
    page = f"/console/holdings/end/?id={holding.id}"
    assert "到期" in flashed(here.post(page, last_day=""), here)
    assert not viewer_of(person("clerk")).holds("grp_community_admin")
    give(here, "clerk", "grp_community_admin", "CM-02")
    assert viewer_of(person("clerk")).holds("grp_community_admin")
    assert Holding.select().where(Holding.id == holding.id).count() == 1


def test_a_role_ends_with_its_last_day(desk: Sit) -> None:
    holding = Holding.get(Holding.person == person("clerk"))
    last = today() + timedelta(days=3)
    desk("sec").post(f"/console/holdings/end/?id={holding.id}", last_day=last.isoformat())
    until = Holding.get_by_id(holding.id).until
    assert until > now()
    assert until.isoformat() == f"{last.isoformat()}T16:00:00+00:00"  # midnight in Beijing
    assert viewer_of(person("clerk")).holds("grp_community_committee")


def test_a_person_is_found_by_name_or_user_name(still: Sit) -> None:
    for wanted in ("居委会", "clerk"):
        page = still("sec").page("/console/holdings/new/", search=wanted)
        assert f"person={person('clerk').id}" in page
        assert f"person={person('sys').id}" not in page


# -- plugins


def switch(here: Desk, code: str, on: str, plugin: str = "community_autonomy", **sent: str) -> Any:
    page = f"/console/plugins/switch/?community={community(code).id}&plugin={plugin}"
    return here.post(page, "/console/plugins/", **{"on": on, "reason": "换届", **sent})


def test_a_community_administrator_cannot_switch_another_communitys_plugin(still: Sit) -> None:
    for code in ("CM-02", "SD-GC", "BL-GCXJ"):
        assert switch(still("com"), code, "0").status_code == 404
        page = f"/console/plugins/switch/?community={community(code).id}&plugin=community_autonomy"
        assert still("com").client.get(page).status_code == 404
    assert not PluginSwitch.select().exists()
    matrix = still("com").page("/console/plugins/")
    assert "滨和园第一社区" in matrix
    assert "滨和园第二社区" not in matrix


def test_a_plugin_is_switched_for_a_reason_and_all_can_read_it(desk: Sit) -> None:
    here = desk("com")
    assert switch(here, "CM-01", "0", reason="").status_code == 200
    assert not PluginSwitch.select().exists()
    page = flashed(switch(here, "CM-01", "0"), here)
    assert "已在滨和园第一社区及以下停用" in page
    assert "换届" in page
    assert "community_autonomy" not in plugins_of(community("CM-01"))
    assert "community_autonomy" in plugins_of(community("CM-02"))
    assert PluginSwitch.get().by_id == str(person("com").id)
    switch(here, "CM-01", "1", reason="换届完成")
    assert "community_autonomy" in plugins_of(community("CM-01"))
    assert PluginSwitch.select().count() == 2


def test_what_is_off_above_is_off_below_until_said_otherwise(desk: Sit) -> None:
    here = desk("sys")
    switch(here, "SD-GC", "0")
    assert "community_autonomy" not in plugins_of(community("CM-02"))
    switch(here, "CM-02", "1", reason="试点")
    assert "community_autonomy" in plugins_of(community("CM-02"))
    assert "community_autonomy" not in plugins_of(community("CM-01"))


def test_a_base_plugin_cannot_be_switched_off(still: Sit) -> None:
    answer = switch(still("sys"), "CM-01", "0", plugin="core")
    assert "基础插件" in answer.text
    assert not PluginSwitch.select().exists()


@pytest.mark.parametrize("on", ["", "2", "true", "off"])
def test_a_switch_is_on_or_off(still: Sit, on: str) -> None:
    assert switch(still("sys"), "CM-01", on).status_code == 200
    assert not PluginSwitch.select().exists()


def test_an_unknown_plugin_is_not_found(still: Sit) -> None:
    assert switch(still("sys"), "CM-01", "0", plugin="invented").status_code == 404


# -- settings

LIMIT = "core.activity_budget_limit"


def set_limit(here: Desk, code: str, value: str, **sent: str) -> Any:
    page = f"/console/settings/?community={community(code).id}"
    return here.post(page, "/console/settings/", **{"key": LIMIT, "value": value, **sent})


def test_a_value_shows_where_it_comes_from(desk: Sit) -> None:
    here = desk("sys")
    assert "插件默认值" in here.page("/console/settings/", community=community("CM-01").id)
    page = flashed(set_limit(here, "SD-GC", "8000"), here)
    assert "已修改" in page
    assert "本级设定" in page
    below = here.page("/console/settings/", community=community("CM-01").id)
    assert "继承自古城街道" in below
    assert settings_of(community("CM-01"))[LIMIT] == 8000
    set_limit(here, "CM-01", "3000")
    assert settings_of(community("CM-01"))[LIMIT] == 3000
    assert settings_of(community("CM-02"))[LIMIT] == 8000
    set_limit(here, "CM-01", "", inherit="1")
    assert settings_of(community("CM-01"))[LIMIT] == 8000


@pytest.mark.parametrize("value", ["-1", "50001", "1e9", "x", "", "nan", "inf", "0x10"])
def test_a_value_out_of_bounds_is_refused_with_its_bound(still: Sit, value: str) -> None:
    here = still("sys")
    page = flashed(set_limit(here, "SD-GC", value), here)
    assert "alert-danger" in page
    assert not SettingValue.select().where(SettingValue.key == LIMIT).exists()


def test_a_community_administrator_sets_its_own_community_only(desk: Sit) -> None:
    here = desk("com")
    assert set_limit(here, "CM-02", "1").status_code == 404
    assert set_limit(here, "SD-GC", "1").status_code == 404
    assert not SettingValue.select().where(SettingValue.key == LIMIT).exists()
    set_limit(here, "CM-01", "100")
    assert settings_of(community("CM-01"))[LIMIT] == 100
    assert SettingValue.get(SettingValue.key == LIMIT).changed_by == str(person("com").id)


def test_an_unknown_setting_is_not_found(still: Sit) -> None:
    assert set_limit(still("sys"), "SD-GC", "1", key="core.invented").status_code == 404


# -- procedures and jobs


def test_a_procedure_shows_its_versions_and_their_diagrams(still: Sit) -> None:
    procedure, version = Procedure.get(), ProcedureVersion.get()
    here = still("sys")
    assert "样例流程" in here.page("/console/procedures/")
    page = here.page(f"/console/procedures/details/?id={procedure.id}")
    assert f"/console/procedures/version/?id={version.id}" in page
    shown = here.page(f"/console/procedures/version/?id={version.id}")
    assert f'data-xml="/console/procedures/diagram.bpmn?id={version.id}"' in shown
    drawn = here.get("/console/procedures/diagram.bpmn", id=version.id)
    assert drawn.text == version.xml
    assert here.get("/console/procedures/diagram.bpmn", id=999).status_code == 404


def test_a_job_that_was_given_up_is_tried_again_after_a_question(desk: Sit) -> None:
    here, job = desk("sys"), Job.get()
    assert "1 项作业" in here.page("/console/")
    asked = here.post("/console/jobs/action/", "/console/jobs/", action="retry", rowid=job.id)
    assert asked.status_code == 200
    assert Job.get_by_id(job.id).status == "dead"
    done = here.post(
        "/console/jobs/action/", "/console/jobs/", action="retry", rowid=job.id, sure="1"
    )
    assert "1 项作业" in flashed(done, here)
    again = Job.get_by_id(job.id)
    assert (again.status, again.attempts) == ("ready", 0)
    done = here.post(
        "/console/jobs/action/", "/console/jobs/", action="retry", rowid=job.id, sure="1"
    )
    assert "可以重试" in flashed(done, here)


def test_a_failure_is_shown_by_kind_and_place_without_its_words(still: Sit) -> None:
    page = still("sys").page(f"/console/jobs/details/?id={Job.get().id}")
    assert "ValueError" in page
    assert "engine/jobs.py:9 do" in page


# -- both languages


def test_every_page_speaks_english_to_who_reads_english(app: Flask, still: Sit) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]+")
    known = {"中文", *(one.name for one in Person.select()), "样例流程"}
    for who, pages in {
        "sys": ["", "organisation/", "organisation/new/", "people/", "people/new/", "roles/",
                "plugins/", "settings/", "procedures/", "cases/", "jobs/", "jobs/details/?id=1",
                "calendar/", "calendar/day/?day=2026-10-01", "calendar/list/", "limits/",
                "limits/XF-DONE/"],
        "sec": ["holdings/", "holdings/new/?person=5", "holdings/end/?id=5"],
        "aud": ["events/", "cases/details/?id=1"],
    }.items():  # fmt: skip
        here = still(who)
        with here.client.session_transaction() as session:
            session["language"] = "en"
        for page in pages:
            text = here.client.get(f"/console/{page}").text
            shown = re.sub(r"<[^>]*>", " ", text)
            left = set(chinese.findall(shown)) - known
            assert not left, (page, left)


def test_the_catalogues_hold_every_text_of_the_console() -> None:
    from pathlib import Path

    from babel.messages.extract import extract_from_dir
    from babel.messages.pofile import read_po

    root = Path(__file__).parents[2] / "admin"
    path = root / "translations/zh_Hans_CN/LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        known = {
            message.id if isinstance(message.id, str) else message.id[0]: message
            for message in read_po(file, locale="zh_Hans_CN")
        }
    words = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    used = extract_from_dir(
        root / "console",
        method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2")],
        keywords=words,
    )
    ids = {each if isinstance(each, str) else each[0] for _, _, each, _, _ in used}
    assert len(ids) > 150
    assert not sorted(one for one in ids if one not in known or not known[one].string)
