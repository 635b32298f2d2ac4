"""The pages in a real browser: with and without script, wide and on a phone, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from admin.app import create_app
from tests.browser.conftest import PHONE, Open
from tests.browser.house import running
from tests.pages.conftest import PASSWORD, fill_desks

LOCALES = ("zh-CN", "en")
WORDS = {
    "zh-CN": {
        "start": "发起",
        "complete": "提交办结",
        "claim": "认领",
        "title": "三号楼楼道灯不亮",
    },
    "en": {"start": "Start", "complete": "Complete", "claim": "Claim", "title": "The lamp is out"},
}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def desk_site(tmp_path: Path) -> Iterator[str]:
    """The address of the product with two communities in it."""
    url = f"sqlite:///{tmp_path / 'pages.sqlite'}"
    fill_desks(url)
    app = create_app(url, secret_key="k" * 32, testing=True)
    with running(app) as address:
        yield address


def sign_in(page: Page, site: str, username: str = "wang") -> None:
    page.goto(f"{site}/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{site}/")


def raise_problem(page: Page, site: str, locale: str = "zh-CN") -> None:
    """Start the issue loop by form-js and come to its first task."""
    page.goto(f"{site}/start/issue_loop?community=CM-07")
    form = page.locator("[data-ready]")
    form.locator("input[type=text]").first.fill(WORDS[locale]["title"])
    select = form.locator(".fjs-form-field-select").first
    select.locator("input").click()
    select.locator("input").fill("C02")
    form.locator(".fjs-dropdownlist-item").first.click()
    form.locator("textarea").fill("三单元的灯坏了一个星期。")
    page.get_by_role("button", name=WORDS[locale]["start"], exact=True).click()
    page.wait_for_url(re.compile(r"/tasks/\d+$"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_a_problem_goes_from_the_start_page_to_a_completed_task(
    open_page: Open,
    desk_site: str,
    locale: str,
    size: tuple[int, int],
    shot: Callable[[Page, str], Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    page = open_page(locale=locale, size=size)
    name = f"{locale}-{size[0]}"
    page.goto(f"{desk_site}/sign-in")
    looked_at(page, f"sign-in-{name}", shot, barriers)
    sign_in(page, desk_site)
    looked_at(page, f"home-{name}", shot, barriers)
    raise_problem(page, desk_site, locale)
    task = page.url
    expect(page.locator("[data-ready]").first).to_be_visible()
    page.get_by_role("button", name=WORDS[locale]["complete"]).click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    looked_at(page, f"task-{name}", shot, barriers)
    page.goto(f"{desk_site}/inbox?tab=claimed")
    looked_at(page, f"inbox-{name}", shot, barriers)
    page.goto(task)
    page.locator("[data-viewer]").scroll_into_view_if_needed()
    expect(page.locator("[data-viewer] .djs-container")).to_be_visible()
    expect(page.locator("[data-viewer] .bjs-powered-by")).to_be_visible()
    expect(page.locator(".fjs-powered-by-link")).to_be_visible()
    page.locator("main p a").first.click()
    page.wait_for_url(re.compile(r"/cases/\d+$"))
    page.locator("[data-viewer]").scroll_into_view_if_needed()
    expect(page.locator("[data-viewer] .bjs-powered-by")).to_be_visible()
    looked_at(page, f"case-{name}", shot, barriers)


def looked_at(
    page: Page,
    name: str,
    shot: Callable[[Page, str], Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    """Take the page's picture; nothing may stick out of it, and axe must find no barrier."""
    shot(page, f"pages-{name}")
    assert page.evaluate(SIDEWAYS) <= 0
    assert barriers(page) == []


def test_everything_works_without_script_on_a_phone(
    open_page: Open,
    desk_site: str,
    shot: Callable[[Page, str], Path],
) -> None:
    page = open_page(size=PHONE, javascript=False)
    sign_in(page, desk_site)
    page.locator(".site summary").click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.goto(f"{desk_site}/start/issue_loop?community=CM-07")
    page.fill("#f-title", "楼道灯不亮")
    page.fill("#f-contact", "000-1234-5678")
    page.evaluate("document.querySelector('#f-category').removeAttribute('required')")
    page.get_by_role("button", name="发起", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_contain_text("请改正 1 处")
    assert page.input_value("#f-title") == "楼道灯不亮"
    page.select_option("#f-category", "C02")
    page.set_input_files(
        "#f-photos", {"name": "灯.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n0000"}
    )
    page.get_by_role("button", name="发起", exact=True).click()
    page.wait_for_url(re.compile(r"/tasks/\d+$"))
    page.fill("#f-accept_note", "先记一笔")
    page.get_by_role("button", name="暂存").click()
    expect(page.locator("#f-accept_note")).to_have_value("先记一笔")
    page.fill("#f-contacted_at", "2026-01-05T09:30")
    shot(page, "pages-task-plain-390")
    page.get_by_role("button", name="提交办结").click()
    page.get_by_role("button", name="认领").click()
    expect(page.locator("h1")).to_have_text("决定办理方式")
    page.goto(f"{desk_site}/inbox?tab=done&q=灯")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_search_swaps_the_list_while_typing(open_page: Open, desk_site: str) -> None:
    page = open_page()
    sign_in(page, desk_site)
    raise_problem(page, desk_site)
    page.goto(f"{desk_site}/inbox?tab=claimed")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.fill("#q", "没有这样的事")
    expect(page.locator("#list .nothing")).to_be_visible()
    expect(page).to_have_url(re.compile("q=%E6%B2%A1"))
    page.fill("#q", "楼道灯")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_language_changes_on_the_same_page(open_page: Open, desk_site: str) -> None:
    page = open_page()
    sign_in(page, desk_site)
    page.goto(f"{desk_site}/inbox?tab=done")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Inbox")
    assert page.url == f"{desk_site}/inbox?tab=done"


def test_a_form_is_filled_in_by_keyboard_alone(open_page: Open, desk_site: str) -> None:
    page = open_page()
    page.goto(f"{desk_site}/sign-in")
    page.keyboard.type("wang")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk_site}/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
