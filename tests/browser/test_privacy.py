"""Personal data in a real browser: shown for a reason and a code, corrected when its owner asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from admin.app import create_app
from engine import (
    LOCAL,
    Account,
    Case,
    Task,
    Viewer,
    claim_task,
    clock,
    community_of,
    connect,
    data_of,
    start_case,
    viewer_of,
)
from engine.database import disconnect
from tests.browser.conftest import PHONE, WIDE, Open
from tests.browser.house import running
from tests.browser.test_handovers import SIDEWAYS, Actor, looked_at
from tests.pages.conftest import PASSWORD
from tests.privacy.conftest import ANSWERS, fill_welfare, key, welfare

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])  # what is looked at is the pages
__all__ = ["key", "welfare"]

Looked = Callable[[Page, str], None]
REQUEST = {
    "申请人": "何翠花",
    "联系电话": "13812345678",
    "请求内容": "登记的电话已经停用，请更正。",
}
REASON = "审核救助资格"


def fill_applied(url: str) -> None:
    fill_welfare(url)
    with connect(url).connection_context():
        case = start_case("aid", community_of("CM-07"), who("qian"), answers=dict(ANSWERS))
        claim_task(Task.get(Task.case == case).id, who("sun"))
    disconnect()


@pytest.fixture
def house(welfare: None, fresh: Callable[..., str]) -> Iterator[str]:
    """The address of a town in which somebody has applied for help."""
    url = fresh(fill_applied)
    app = create_app(url, secret_key="k" * 32, testing=True)
    with running(app) as address:
        yield address


def who(username: str) -> Viewer:
    return viewer_of(Account.get(Account.username == username).person)


@pytest.fixture
def look(
    shot: Callable[[Page, str], Path], barriers: Callable[[Page], list[str]]
) -> Callable[[Page, str], None]:
    """Look at a page as it is, on a wide screen and, for barriers too, on a telephone."""

    def at(page: Page, name: str) -> None:
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        looked_at(page, f"privacy-{name}-{PHONE[0]}", shot, barriers)
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        shot(page, f"privacy-{name}-{WIDE[0]}")
        assert page.evaluate(SIDEWAYS) <= 0, name

    return at


def known(page: Page, label: str) -> str:
    """Return what a page says of a field under what is known, masked or not."""
    section = page.get_by_role("region", name="已有信息")
    term = section.locator("dt").filter(has_text=re.compile(f"^{label}$")).first
    return term.locator("xpath=following-sibling::dd[1]").inner_text()


def show(actor: Actor, label: str, code: str = "") -> None:
    """Have a masked value shown."""
    actor.page.get_by_role("link", name=re.compile(f"^查看 *{label}$")).first.click()
    actor.page.get_by_label("查看理由").fill(REASON)
    if code:
        actor.page.get_by_label("手机上的动态口令").fill(code)
    actor.press("查看")


def with_codes(actor: Actor, look: Looked) -> pyotp.TOTP:
    """Let somebody set up the second factor on the page for it."""
    actor.page.get_by_role("link", name="启用动态口令").click()
    actor.page.get_by_label("当前密码").fill(PASSWORD)
    actor.press("开始")
    made = pyotp.TOTP(actor.page.locator("main code").inner_text())
    look(actor.page, "codes-setup")
    actor.page.locator("main #code").fill(made.at(clock.now() - timedelta(seconds=30)))
    actor.press("启用")
    expect(actor.page.get_by_text("恢复码").first).to_be_visible()
    return made


def test_a_value_is_shown_for_a_reason_and_a_code_and_both_logs_say_so(
    house: str, open_page: Open, look: Looked
) -> None:
    case = Case.get()
    page = f"{house}/cases/{case.id}"
    sun = Actor(open_page(), house, "sun")
    sun.page.goto(page)
    assert ANSWERS["phone"] not in known(sun.page, "电话")
    assert ANSWERS["diagnosis"] not in sun.page.content()
    show(sun, "电话")
    assert ANSWERS["phone"] in known(sun.page, "电话")
    sun.page.get_by_role("link", name=re.compile("^查看 *诊断$")).first.click()
    made = with_codes(sun, look)
    sun.page.goto(page)
    show(sun, "诊断", "000000")
    expect(sun.page.get_by_role("alert")).to_contain_text("动态口令不正确")
    sun.page.goto(page)
    show(sun, "诊断", made.at(clock.now()))
    assert ANSWERS["diagnosis"] in known(sun.page, "诊断")
    history = sun.page.get_by_role("region", name=re.compile("办理记录"))
    expect(history).to_contain_text(f"孙民政查看“诊断”：{REASON}")
    look(sun.page, "shown")

    chen = Actor(open_page(), house, "chen")
    chen.page.goto(f"{house}/readings")
    first = chen.page.locator("main li").first
    for said in ("孙民政", "诊断", "C4", case.number, REASON):
        expect(first).to_contain_text(said)
    assert ANSWERS["diagnosis"] not in chen.page.content()
    look(chen.page, "log")


def test_a_request_about_personal_data_goes_from_the_desk_to_its_answer(
    house: str, open_page: Open, look: Looked
) -> None:
    case = Case.get()
    qian = Actor(open_page(), house, "qian")
    qian.page.goto(f"{house}/start/core_data_request?community=CM-07")
    choose(qian, "请求事项", "更正")
    check(qian, "本人")
    check(qian, "电话")
    qian.fill_in(**REQUEST)
    qian.press("发起")
    check(qian, "已核实")
    choose(qian, "核实方式", "出示身份证件")
    qian.press("提交办结")

    feng = Actor(open_page(), house, "feng")
    feng.open("决定请求")
    check(feng, "同意")
    decision = {"所涉及的事项编号": case.number, "更正、补充为": "13900001111"}
    feng.fill_in(**decision, **{"更正、补充的栏目": "病史"})
    feng.press("提交办结")
    expect(feng.page.get_by_role("alert").first).to_contain_text("没有名为“病史”")
    look(feng.page, "decision-refused")
    feng.complete(**{"更正、补充的栏目": "电话"})

    qian.open("告知申请人")
    expect(qian.page.locator("[data-ready]").first).not_to_contain_text("拒绝的理由")
    at = clock.now().astimezone(LOCAL)
    for label, typed in (("^答复时间", f"{at:%Y/%m/%d}"), ("^时刻", f"{at:%H:%M}")):
        box = qian.page.get_by_label(re.compile(label)).first
        box.fill(typed)
        box.press("Enter")
    qian.page.wait_for_timeout(600)  # form-js takes a chosen time over late, and with it the rest
    qian.fill_in(答复内容="登记的电话已经更正。")
    qian.press("提交办结")
    expect(qian.page.get_by_role("status").first).to_contain_text("“告知申请人”已办结")
    request = Case.get(Case.id != case.id)
    qian.page.goto(f"{house}/cases/{request.id}")
    expect(qian.page.get_by_role("region", name="基本情况")).to_contain_text("已办结")
    look(qian.page, "request-ended")
    corrected = data_of(Case.get_by_id(case.id))
    assert corrected["phone"] == "13900001111"


def choose(actor: Actor, label: str, option: str) -> None:
    """Choose in a list of a form."""
    box = actor.page.locator(".fjs-form-field-select").filter(has_text=label)
    box.locator(".fjs-input-group").click()
    actor.page.locator(".fjs-dropdownlist-item").filter(has_text=option).first.click()


def check(actor: Actor, option: str) -> None:
    actor.page.locator("[data-ready]").get_by_label(option, exact=True).first.check()
