"""A document's way through many hands, done in a real browser: its history reads like a story."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from admin.app import create_app
from engine import (
    Account,
    Case,
    Person,
    add_community,
    connect,
    forget_tree,
    give_role,
    migrate,
    publish_files,
)
from engine.database import disconnect
from tests.browser.conftest import PHONE, WIDE, Open
from tests.browser.house import running
from tests.engine.conftest import sample_plugins
from tests.pages.conftest import HASHED, PASSWORD

__all__ = ["sample_plugins"]

PEOPLE = {
    "lin": ("林晓梅", "Lin Xiaomei", "grp_doc_drafter"),
    "he": ("何志刚", "He Zhigang", "grp_doc_reviewer"),
    "qin": ("秦岚", "Qin Lan", "grp_doc_signer"),
    "fang": ("方军", "Fang Jun", "grp_doc_signer"),
    "yu": ("余敏", "Yu Min", "grp_doc_signer"),
    "tan": ("谭明远", "Tan Mingyuan", "grp_doc_chief"),
    "wei": ("魏红", "Wei Hong", "grp_doc_reviewer"),
}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def fill(url: str) -> None:
    with connect(url).connection_context():
        forget_tree()
        migrate()
        publish_files()
        root = add_community("SD-GC", "古城街道", "SD", name_en="Gucheng subdistrict")
        seven = add_community("CM-07", "七社区", "CM", root, name_en="Community 7")
        for username, (name, english, role) in PEOPLE.items():
            person = Person.create(name=name, name_en=english)
            Account.create(person=person, username=username, password=HASHED)
            give_role(person, role, root if role == "grp_doc_chief" else seven)
    disconnect()


@pytest.fixture
def house(sample_plugins: None, tmp_path: Path) -> Iterator[str]:
    """The address of a house in which documents are approved."""
    url = f"sqlite:///{tmp_path / 'house.sqlite'}"
    fill(url)
    app = create_app(url, secret_key="k" * 32, testing=True)
    with running(app) as address:
        yield address


class Actor:
    """Somebody at a browser of their own."""

    def __init__(self, page: Page, house: str, username: str) -> None:
        self.page, self.house = page, house
        page.goto(f"{house}/sign-in")
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        page.click("main button")
        page.wait_for_url(f"{house}/")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def open(self, step: str, tab: str = "todo") -> None:
        """Open a task of a step from the inbox, claiming it when nobody has it."""
        self.page.goto(f"{self.house}/inbox?tab={tab}")
        self.page.get_by_role("link", name=step, exact=True).first.click()
        if tab == "todo":
            self.press("认领")

    def fill_in(self, **typed: str) -> None:
        form = self.page.locator("[data-ready]")
        expect(form.first).to_be_visible()
        for label, words in typed.items():
            form.get_by_label(re.compile(label)).first.fill(words)

    def complete(self, **typed: str) -> None:
        self.fill_in(**typed)
        self.press("提交办结")

    def agree(self) -> None:
        form = self.page.locator("[data-ready]")
        form.get_by_label("同意", exact=True).check()
        self.press("提交办结")

    def deed(self, name: str) -> None:
        self.page.get_by_text("转办、加签或退回").click()
        self.page.get_by_role("link", name=name, exact=True).click()

    def hand(self, reason: str, button: str, *people: str) -> None:
        """Fill in the page of a deed that names people."""
        for name in people:
            box = self.page.get_by_role("checkbox", name=name)
            if box.count():
                box.check()
            else:
                self.page.get_by_label("同事").select_option(label=name)
        self.page.get_by_label("理由").fill(reason)
        self.press(button)


def test_a_document_goes_through_many_hands(
    house: str,
    open_page: Open,
    shot: Callable[[Page, str], Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    people: dict[str, Actor] = {}

    def as_(username: str) -> Actor:
        if username not in people:
            people[username] = Actor(open_page(), house, username)
        return people[username]

    # drafted, and reviewed after a colleague was asked to sign it first
    lin = as_("lin")
    lin.page.goto(f"{house}/start/approval?community=CM-07")
    lin.press("发起")
    lin.complete(文件标题="关于楼门文化建设的通知", 文件内容="各楼门：请于月底前完成布置。")
    he = as_("he")
    he.open("核稿")
    he.deed("加签")
    looked_at(he.page, "handovers-signers", shot, barriers)
    he.hand("请把关", "加签", "魏红")
    wei = as_("wei")
    wei.open("核稿", "claimed")
    wei.page.get_by_label("同意", exact=True).check()
    wei.press("签署")
    he.open("核稿", "claimed")
    he.complete(核稿意见="文字通顺")

    # signed jointly by three, one of them by a deputy
    for username in ("qin", "fang"):
        as_(username).open("会签")
        as_(username).agree()
    yu = as_("yu")
    yu.page.goto(f"{house}/deputies")
    yu.page.get_by_label("代理人", exact=True).select_option(label="魏红")
    yu.page.get_by_label("最后一天").fill("2099-12-31")
    naming = yu.page.get_by_role("region", name="指定代理人")
    naming.get_by_label("理由").fill("休假")
    yu.press("指定代理人")
    looked_at(yu.page, "handovers-deputies", shot, barriers)
    wei.open("会签")
    wei.agree()

    # sent back to the review, with a direct return
    tan = as_("tan")
    tan.open("签发")
    tan.deed("退回")
    step = tan.page.get_by_role("listitem").filter(has_text="核稿")
    step.get_by_role("link", name="办完直接回到我这里").click()
    expect(tan.page.get_by_text("由何志刚重新办理“核稿”，办完直接回到“签发”。")).to_be_visible()
    looked_at(tan.page, "handovers-send-back", shot, barriers)
    tan.page.get_by_label("理由").fill("时间写得不清楚")
    tan.press("退回")
    tan.page.get_by_role("button", name=re.compile("^催办")).click()
    expect(tan.page.get_by_text("已催办1人。")).to_be_visible()
    case = Case.get()
    tan.page.goto(f"{house}/cases/{case.id}/copy")
    tan.page.get_by_role("checkbox", name="林晓梅").check()
    tan.page.get_by_label("附言").fill("请知悉")
    tan.press("抄送")
    he.open("核稿", "claimed")
    he.complete(核稿意见="已改为本月三十日前")
    tan.open("签发", "claimed")
    tan.complete(签发意见="同意印发")
    lin.page.goto(f"{house}/inbox?tab=copied")
    lin.page.get_by_role("link", name="关于楼门文化建设的通知").click()
    lin.open("印发")
    lin.complete(文号="古街发〔2026〕12号")

    story = lin.page
    story.goto(f"{house}/cases/{case.id}")
    told = [line.split("\n")[1] for line in story.locator(".history > li").all_inner_texts()]
    assert told[::-1] == [
        "林晓梅发起",
        "林晓梅办结“拟稿”",
        "何志刚认领“核稿”",
        "何志刚就“核稿”请魏红加签：请把关",
        "魏红加签“核稿”：同意。",
        "何志刚办结“核稿”",
        "秦岚认领“会签”",
        "秦岚办结“会签”",
        "方军认领“会签”",
        "方军办结“会签”",
        "魏红代余敏认领“会签”",
        "魏红代余敏办结“会签”",
        "谭明远认领“签发”",
        "谭明远由“签发”退回到“核稿”：时间写得不清楚",
        "谭明远催办“核稿”。",
        "谭明远抄送给林晓梅。请知悉",
        "何志刚办结“核稿”",
        "谭明远办结“签发”",
        "林晓梅认领“印发”",
        "林晓梅办结“印发”",
        "办结：“已印发”",
    ]
    for locale, size in (("zh-CN", WIDE), ("zh-CN", PHONE), ("en", WIDE), ("en", PHONE)):
        reader = Actor(open_page(locale=locale, size=size), house, "lin")
        reader.page.goto(f"{house}/cases/{case.id}")
        looked_at(reader.page, f"handovers-story-{locale}-{size[0]}", shot, barriers)


def looked_at(
    page: Page,
    name: str,
    shot: Callable[[Page, str], Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    page.wait_for_load_state("networkidle")
    shot(page, name)
    assert page.evaluate(SIDEWAYS) <= 0, name
    assert barriers(page) == [], name
