"""The pages of those in charge in a real browser: readable, within the window, open to all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine import Case, Incident, Job, ProcedureVersion, Task, open_connection, work_until_idle
from tests.browser.conftest import PHONE, WIDE, Open
from tests.browser.test_pages import SIDEWAYS, desk_site, raise_problem, sign_in

__all__ = ["desk_site"]

LEADS = ("operate", "move?token={token}&to={to}", "restart?at={passed}", "version?to={new}")
CONSOLE = ("incidents/", "incidents/retry/?id=1", "migrations/", "procedures/suspend/?id=1")


def prepared(page: Page, site: str) -> dict[str, str]:
    """A case with something that failed, on a version that has a newer one."""
    sign_in(page, site)
    raise_problem(page, site)
    open_connection()
    case, task = Case.get(), Task.get()
    text = {"zh": "没有一条出口的条件成立。", "en": "No outgoing flow's condition is true."}
    job = Job.create(kind="message", case=case, status="dead", attempts=5)
    Incident.create(
        job=job, case=case, step=1, element=task.element, kind="message", attempts=5, text=text,
        detail="RunFailed\nbpmn/workflow.py:210 advance",
    )  # fmt: skip
    Case.update(incidents=1).execute()
    old = ProcedureVersion.get_by_id(case.version_id)
    new = ProcedureVersion.create(
        procedure=old.procedure_id, number=2, xml=old.xml.replace("处理", "办理"),
        sha256="1" * 64, source="designer",
    )  # fmt: skip
    return {
        "case": str(case.id), "token": str(task.step), "passed": case.passed.split()[0],
        "to": task.element, "new": str(new.id), "old": str(old.id),
    }  # fmt: skip


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_each_page_of_those_in_charge_can_be_read_and_used(
    open_page: Open,
    desk_site: str,
    barriers: Callable[[Page], list[str]],
    shot: Callable[[Page, str], Path],
    locale: str,
    size: tuple[int, int],
) -> None:
    known = prepared(open_page(), desk_site)
    looks = [("ma", f"/cases/{known['case']}", "case")]
    looks += [("ma", f"/cases/{known['case']}/{one.format(**known)}", one[:7]) for one in LEADS]
    looks += [("sys", f"/console/{one}", one) for one in CONSOLE]
    mapping = "/console/migrations/new/?source={old}&target={new}".format(**known)
    looks.append(("sys", mapping, "mapping"))
    page, who = open_page(locale=locale, size=size), ""
    for username, address, name in looks:
        if username != who:
            page, who = open_page(locale=locale, size=size), username
            sign_in(page, desk_site, username)
        page.goto(desk_site + address)
        page.wait_for_load_state("networkidle")
        shot(page, f"operate-{name}-{locale}-{size[0]}")
        assert page.evaluate(SIDEWAYS) == 0, address
        assert size == PHONE or barriers(page) == [], address


def test_a_lead_suspends_a_case_and_moves_many_without_any_script(
    open_page: Open, desk_site: str, shot: Callable[[Page, str], Path]
) -> None:
    known = prepared(open_page(), desk_site)
    page = open_page(javascript=False)
    sign_in(page, desk_site, "ma")
    page.goto(f"{desk_site}/cases/{known['case']}/operate")
    page.fill("#reason", "等街道意见")
    page.get_by_role("button", name="暂停这件事").click()
    expect(page.get_by_text("这件事已暂停，恢复后继续")).to_be_visible()
    other = open_page(javascript=False)
    sign_in(other, desk_site, "sys")
    other.goto(desk_site + "/console/migrations/new/?source={old}&target={new}".format(**known))
    other.fill("#reason", "换新版")
    other.get_by_role("button", name="先演练").click()
    work_until_idle()
    other.reload()
    expect(other.get_by_text("1 件中的 1 件")).to_be_visible()
    shot(other, "operate-batch")
    other.get_by_role("button", name="换用可以换的事项").click()
    work_until_idle()
    other.reload()
    expect(other.get_by_text("已换用").first).to_be_visible()
    open_connection()
    assert str(Case.get().version_id) == known["new"]
