"""Administrators see where cases stand still and move many of them, and read nothing in them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from engine import (
    Batch,
    Case,
    Community,
    Job,
    Person,
    Procedure,
    ProcedureVersion,
    Worker,
    complete_task,
    give_role,
    history,
    incidents,
    start_case,
    viewer_of,
    work_until_idle,
)
from engine.procedures import _definitions
from tests.bpmn.diagrams import Box, process
from tests.console.conftest import Desk, flashed

Sit = Callable[[str], Desk]
HELD = {"gucheng_starters": "grp_community_committee", "gucheng_plugin": "core", "name": "试验"}
ROOTS = '<bpmn:error id="the_error" errorCode="E1"/>'
ERROR_END = '<bpmn:errorEventDefinition errorRef="the_error"/>'
SECRET = "张三丰欠费三万元"


def version(*steps: str, ending: str = "") -> ProcedureVersion:
    box = Box().node("startEvent", "s").node("endEvent", "e", ending)
    for step in steps:
        box.node("userTask", step, gucheng_role="grp_community_committee")
    xml = process(box.chain("s", *steps, "e"), ROOTS, "trial", **HELD)
    procedure, _ = Procedure.get_or_create(key="trial", defaults={"plugin": "core", "name": "试验"})
    return ProcedureVersion.create(
        procedure=procedure, number=procedure.versions.count() + 1, xml=xml.decode(),
        sha256="0" * 64, source="designer",
    )  # fmt: skip


@pytest.fixture
def desk_of(desk: Sit) -> Sit:
    _definitions.clear()
    clerk = Person.get(Person.name == "居委会干部")
    give_role(clerk, "grp_community_committee", Community.get(Community.code == "CM-02"))
    return desk


def opened(count: int = 1) -> list[Case]:
    clerk = viewer_of(Person.get(Person.name == "居委会干部"))
    place = Community.get(Community.code == "CM-02")
    return [start_case("trial", place, clerk, {"said": SECRET}) for _ in range(count)]


def done(case: Case) -> None:
    clerk = viewer_of(Person.get(Person.name == "居委会干部"))
    complete_task(case.tasks.get().id, clerk, {})


def test_an_incident_is_listed_without_what_the_case_says_and_tried_again(desk_of: Sit) -> None:
    version("a", ending=ERROR_END)
    (case,) = opened()
    done(case)
    here = desk_of("sys")
    assert "1 处异常" in here.page("/console/")
    page = here.page("/console/incidents/")
    assert case.number in page
    assert SECRET not in page
    (incident,) = incidents()
    address = f"/console/incidents/retry/?id={incident.id}"
    assert here.post(address, reason="").status_code == 200
    assert "正在重试" in flashed(here.post(address, reason="再试一次"), here)
    assert history(Case.get_by_id(case.id))[-1].values == {"reason": "再试一次"}


def test_a_procedure_is_suspended_and_resumed_with_a_reason_each(desk_of: Sit) -> None:
    version("a")
    (case,) = opened()
    here, number = desk_of("sys"), Procedure.get(Procedure.key == "trial").id
    done_ = here.post(f"/console/procedures/suspend/?id={number}", reason="表单有误")
    page = flashed(done_, here)
    assert "表单有误" in page
    assert "仍在暂停" in page
    assert Case.get_by_id(case.id).suspended == "procedure"
    page = flashed(here.post(f"/console/procedures/resume/?id={number}", reason="已改好"), here)
    assert "已改好" in page
    assert Case.get_by_id(case.id).suspended == ""


def test_cases_are_rehearsed_then_moved_and_each_that_stays_says_why(desk_of: Sit) -> None:
    source = version("a", "b")
    cases = opened(12)
    done(cases[0])
    target = version("a", "c")
    here = desk_of("sys")
    page = here.page("/console/migrations/")
    address = f"/console/migrations/new/?source={source.id}&target={target.id}"
    assert address.replace("&", "&amp;") in page
    proposed = re.findall(r'<option value="(\w+)" selected', here.page(address))
    assert sorted(proposed) == ["a", "e", "s"]
    chosen = {f"map:{one}": one for one in proposed}
    begun = here.post(address, deed="rehearse", reason="换表单", **chosen)
    assert begun.status_code == 302
    work_until_idle()
    shown = here.page(begun.location)
    assert "可以换用" in shown
    assert "必须指定" in shown
    assert SECRET not in shown
    assert {Case.get_by_id(case.id).version_id for case in cases} == {source.id}
    real = here.post(begun.location, deed="do")
    work_until_idle()
    assert "12 件中的 12 件" in here.page(real.location)
    moved = Case.select().where(Case.version == target).count()
    assert (moved, Case.get_by_id(cases[0].id).version_id) == (11, source.id)


def test_a_bad_mapping_is_marked_and_not_begun(desk_of: Sit) -> None:
    source, target = version("a", "b"), version("a", "c")
    opened(1)
    here = desk_of("sys")
    Case.update(version=source).execute()
    address = f"/console/migrations/new/?source={source.id}&target={target.id}"
    page = here.post(address, deed="rehearse", reason="试", **{"map:a": "e"}).text
    assert "类型不同" in page
    assert not Batch.select().exists()


def test_a_batch_under_way_shows_how_far_it_is_and_is_stopped(desk_of: Sit) -> None:
    source = version("a", "b")
    opened(12)
    target = version("a", "c")
    here = desk_of("sys")
    address = f"/console/migrations/new/?source={source.id}&target={target.id}"
    begun = here.post(address, deed="rehearse", reason="换表单", **{"map:a": "a"})
    Job.delete().where(Job.kind != "batch").execute()
    Worker().work_once()
    page = here.page(begun.location)
    assert "12 件中的 10 件" in page
    assert 'http-equiv="refresh"' in page
    page = flashed(here.post(begun.location, deed="stop"), here)
    assert "已停止" in page
    assert 'http-equiv="refresh"' not in page


@pytest.mark.parametrize("username", ["sec", "aud", "com", "clerk"])
def test_no_other_administrator_moves_or_mends_anything(desk_of: Sit, username: str) -> None:
    source, target = version("a", "b"), version("a", "c")
    here = desk_of(username)
    for page in (
        "incidents/retry/?id=1",
        f"migrations/new/?source={source.id}&target={target.id}",
        "migrations/batch/?id=1",
    ):
        assert here.get(f"/console/{page}").status_code == 404, page
