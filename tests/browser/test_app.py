"""What every page does by itself: it asks before a deed, sends once, closes its menus."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import PHONE, WIDE, Open, Seen
from tests.browser.site import Site, page

DEED = """<form method="post" action="/cancel">
<button class="btn" data-confirm="确定撤销？">撤销</button></form>"""
ROW = """<tr><td><a href="/t/{0}">{1}</a></td><td data-label="社区">古城南路社区</td>
<td data-label="期限"><span class="{2}">{3}</span></td>
<td><button class="btn btn-primary">领取</button></td></tr>"""
INBOX = f"""<h1 class="page-title mb-3">待办</h1>
<div class="card"><table class="table table-vcenter card-table stack">
<thead><tr><th>事项</th><th>社区</th><th>期限</th><th>操作</th></tr></thead><tbody>
{ROW.format(1, "受理并联系居民", "due-over", "已逾期 2 天")}
{ROW.format(2, "现场解决", "due-soon", "今天 17:00")}
{ROW.format(3, "核实结果", "due", "3 月 9 日")}</tbody></table></div>
<div class="row g-3 mt-1"><div class="col-md-6"><div class="card">
<div class="card-header"><h2 class="card-title">历史</h2></div>
<div class="card-body"><ol class="history"><li><time>3 月 4 日 09:00</time>王建国登记了问题</li>
<li><time>3 月 4 日 10:20</time>李秀英受理</li></ol></div></div></div>
<div class="col-md-6"><div class="card"><div class="card-body"><dl class="facts">
<dt>编号</dt><dd>GC-2026-00017</dd>
<dt>状态</dt><dd><span class="state state-open">办理中</span></dd></dl></div></div>
<div class="alert alert-success mt-3" role="status">已保存</div>
<div class="alert alert-danger" role="alert">已由他人办理</div></div></div>"""


def test_a_refused_question_sends_nothing(site: Site, open_page: Open) -> None:
    page_ = open_page(site.add("/case", page(DEED)))
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page_.once("dialog", refuse)
    page_.get_by_role("button", name="撤销").click()
    assert (asked, site.posts) == (["确定撤销？"], [])
    page_.once("dialog", lambda dialog: dialog.accept())
    page_.get_by_role("button", name="撤销").click()
    page_.get_by_role("heading", name="收到").wait_for()
    assert len(site.posts) == 1


def test_two_clicks_send_once(site: Site, open_page: Open) -> None:
    text = '<form method="post" action="/send" target="_blank"><button>发送</button></form>'
    page_ = open_page(site.add("/case", page(text)))
    page_.get_by_role("button", name="发送").dblclick()
    page_.wait_for_timeout(300)
    assert len(site.posts) == 1


def test_a_part_of_a_page_is_sent_with_the_token(site: Site, open_page: Open) -> None:
    text = (
        '<div id="row"><button hx-post="/claim" hx-target="#row" hx-select="h1">领取</button></div>'
    )
    page_ = open_page(site.add("/inbox", page(text)))
    page_.get_by_role("button", name="领取").click()
    expect(page_.locator("#row h1")).to_have_text("收到")
    headers = site.posts[0][3]
    assert (headers["X-CSRFToken"], headers["HX-Request"]) == ("token-1", "true")


def test_a_failed_part_is_said_in_words(site: Site, open_page: Open, seen: Seen) -> None:
    text = '<button hx-get="/nowhere" hx-swap="none">刷新</button>'
    page_ = open_page(site.add("/inbox", page(text)))
    page_.get_by_role("button", name="刷新").click()
    expect(page_.get_by_role("alert")).to_contain_text("服务器未能完成操作（404）")
    seen.errors.clear()


def test_a_menu_closes_on_escape_and_outside(site: Site, open_page: Open) -> None:
    page_ = open_page(site.add("/inbox", page(INBOX)))
    menu = page_.locator("details.menu")
    for close in (
        lambda: page_.keyboard.press("Escape"),
        lambda: page_.get_by_role("heading", name="待办").click(),
    ):
        menu.locator("summary").click()
        expect(menu.get_by_text("退出")).to_be_visible()
        close()
        expect(menu.get_by_text("退出")).to_be_hidden()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_list_is_whole_in_each_size(
    site: Site,
    open_page: Open,
    shot: Callable[[Page, str], object],
    barriers: Callable[[Page], list[str]],
    size: tuple[int, int],
) -> None:
    page_ = open_page(site.add("/inbox", page(INBOX)), size=size)
    shot(page_, f"bundle-inbox-{size[0]}")
    assert page_.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page_) == []
