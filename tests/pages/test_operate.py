"""The pages on which who leads stops, moves and mends one case; others do not know of them."""

from __future__ import annotations

import re

import pytest

from engine import Case, Incident, ProcedureVersion, Task, history
from tests.pages.conftest import Desk, Office, words


@pytest.fixture
def case(office: Office, wang: Desk) -> Case:
    """A problem that somebody has begun to work on."""
    office.problem(wang)
    return Case.get()


def step(case: Case) -> str:
    return str(Task.get(Task.case == case, Task.status == "open").element)


PAGES = ("operate", "move?token=2", "restart", "correct/community_autonomy.accept", "version?to=1")
DEEDS = ("suspend", "resume", "move?token=2", "restart", "incidents/1/retry", "incidents/1/skip")


@pytest.mark.parametrize("username", ["wang", "zhou", "sys"])
def test_who_does_not_lead_finds_no_such_page(office, case, username):
    desk = office.desk(username)
    for page in PAGES:
        assert desk.get(f"/cases/{case.id}/{page}").status_code == 404, page
    for deed in DEEDS:
        assert desk.post(f"/cases/{case.id}/{deed}", reason="因故").status_code == 404, deed
    assert "处置这件事" not in desk.get(f"/cases/{case.id}").text
    assert Case.get_by_id(case.id).suspended == ""


def test_nothing_is_done_without_a_reason(office, case):
    ma = office.desk("ma")
    assert ma.post(f"/cases/{case.id}/suspend", reason=" ").status_code == 409
    assert Case.get_by_id(case.id).suspended == ""


def test_a_case_is_suspended_for_all_to_see_and_resumed(office, wang, case):
    ma, task = office.desk("ma"), Task.get(Task.case == case)
    assert ma.post(f"/cases/{case.id}/suspend", reason="等街道意见").status_code == 302
    assert "这件事已暂停" in wang.read(f"/cases/{case.id}")
    page = wang.get(f"/tasks/{task.id}").text
    assert "恢复后才能办结" in page
    assert 'value="complete"' not in page
    assert 'value="save"' in page
    assert ma.post(f"/cases/{case.id}/resume", reason="意见已到").status_code == 302
    told = wang.read(f"/cases/{case.id}")
    assert "马指挥 暂停：等街道意见" in told or "马指挥暂停：等街道意见" in told
    assert "已暂停，恢复后" not in told


def test_a_move_is_told_before_it_is_done(office, case):
    ma, before = office.desk("ma"), step(case)
    token = Task.get(Task.case == case).step
    address = f"/cases/{case.id}/move?token={token}"
    targets = re.findall(r'<option value="(\w+)"', ma.get(address).text)
    target = next(one for one in targets if one != before)
    told = ma.read(f"{address}&to={target}")
    assert "将要发生" in told
    assert "将关闭" in told
    assert step(case) == before
    seen = re.search(r'name="seen" value="([^"]*)"', ma.get(f"{address}&to={target}").text)
    assert seen
    answer = ma.post(f"{address}&to={target}", reason="直接处理", seen=seen[1])
    assert answer.status_code == 302, words(answer.text)
    assert history(Case.get_by_id(case.id))
    assert any(line.deed == "moved" for line in history(Case.get_by_id(case.id)))


def test_a_move_that_is_not_sound_is_shown_with_its_reason(office, case):
    ma, token = office.desk("ma"), Task.get(Task.case == case).step
    start = case.passed.split()[0]
    page = ma.read(f"/cases/{case.id}/move?token={token}&to={start}")
    assert "不能移到开始事件" in page
    assert "将要发生" not in page


def test_a_correction_changes_only_what_was_changed_and_keeps_what_was(office, case):
    ma = office.desk("ma")
    address = f"/cases/{case.id}/correct/core.issue"
    forms = re.findall(
        rf"/cases/{case.id}/correct/([\w.]+)", ma.get(f"/cases/{case.id}/operate").text
    )
    assert forms
    address = f"/cases/{case.id}/correct/{forms[0]}"
    page = ma.get(address).text
    assert "三号楼楼道灯不亮" in page
    for hidden in ("张桂芬", "13812345678", "三单元501"):
        assert hidden not in page, hidden
    sent = ma.post(address, reason="改", title="三号楼楼道灯不亮", complainant="李四")
    assert (sent.status_code, "没有改动" in words(sent.text)) == (409, True)
    answer = ma.post(address, reason="写错楼号", title="四号楼楼道灯不亮")
    assert answer.status_code == 302, words(answer.text)
    line = next(one for one in history(Case.get_by_id(case.id)) if one.deed == "corrected")
    assert line.values["before"]["title"] == "三号楼楼道灯不亮"
    assert line.values["after"]["title"] == "四号楼楼道灯不亮"


def test_a_case_goes_on_with_another_version_that_fits(office, case):
    ma, old = office.desk("ma"), ProcedureVersion.get_by_id(case.version_id)
    new = ProcedureVersion.create(
        procedure=old.procedure_id, number=2, xml=old.xml, sha256="1" * 64, source="designer"
    )
    address = f"/cases/{case.id}/version?to={new.id}"
    assert "可以换用" in ma.read(address)
    stands = step(case)
    refused = ma.post(address, deed="migrate", reason="新版", **{f"map:{stands}": ""})
    assert "必须指定" in refused.text
    assert Case.get_by_id(case.id).version_id == old.id
    chosen = dict(
        re.findall(
            r'name="(map:\w+)">.*?<option value="(\w+)" selected', ma.get(address).text, re.S
        )
    )
    answer = ma.post(address, deed="migrate", reason="新版", **chosen)
    assert answer.status_code == 302, words(answer.text)
    assert Case.get_by_id(case.id).version_id == new.id


def test_what_failed_is_shown_on_the_case_and_skipped_there(office, wang, case):
    ma, element = office.desk("ma"), step(case)
    Incident.create(
        case=case, step=99, element=element, kind="error", code="E1",
        text={"zh": "出错了", "en": "It failed"},
    )  # fmt: skip
    Case.update(incidents=1).where(Case.id == case.id).execute()
    assert "有步骤没有成功" in wang.read(f"/cases/{case.id}")
    assert "出错了" in ma.read(f"/cases/{case.id}/operate")
    assert "出错了" not in wang.read(f"/cases/{case.id}")
    number = Incident.get().id
    assert ma.post(f"/cases/{case.id}/incidents/{number}/retry", reason="再试").status_code == 409
