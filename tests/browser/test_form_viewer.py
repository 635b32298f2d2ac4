"""Whether a form is filled in, checked and handed over in the browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Open, Seen
from tests.browser.marks import uncovered
from tests.browser.samples import FORM
from tests.browser.site import Site, page

PLAIN = """<h1 class="page-title mb-3">登记问题</h1>
<div class="card"><form method="post" action="/sent" enctype="multipart/form-data">
<div data-form="spec"><div class="card-body"><label class="form-label" for="p">标题</label>
<input class="form-control" id="p" name="title"></div></div>
<div class="card-footer d-flex gap-2">
<button class="btn btn-primary" name="deed" value="complete">提交</button>
<button class="btn" name="deed" value="keep" formnovalidate>暂存</button></div></form></div>
<script type="application/json" id="spec">SPEC</script>"""


def form_page(lang: str = "zh-CN", **spec: Any) -> str:
    text = json.dumps({"schema": FORM, **spec}, ensure_ascii=False)
    return page(PLAIN.replace("SPEC", text), "form-viewer", lang=lang)


def ready(page: Page) -> Page:
    page.wait_for_selector("[data-ready]")
    return page


def fill(page: Page) -> None:
    page.get_by_label("标题").fill("楼道灯不亮")
    page.locator(
        ".fjs-form-field-select .fjs-select-display, .fjs-form-field-select input"
    ).first.click()
    page.get_by_text("公共设施").click()
    page.get_by_label("涉及户数").fill("12")
    page.get_by_label("位置").fill("文昌巷 3 号院")


@pytest.mark.parametrize(
    ("lang", "words", "title"),
    [
        ("zh-CN", "此项必填。", "请改正 3 处"),
        ("en", "Field is required.", "Please correct 3 answers"),
    ],
)
def test_a_form_with_gaps_is_not_sent_and_says_what_is_missing(
    site: Site, open_page: Open, lang: str, words: str, title: str
) -> None:
    page = ready(open_page(site.add("/form", form_page(lang))))
    page.locator("button[value=complete]").click()
    summary = page.locator("[data-error-summary]")
    expect(summary.locator("h2")).to_have_text(title)
    expect(summary).to_be_focused()
    expect(page.locator(".fjs-form-field-error").get_by_text(words)).to_have_count(3)
    summary.get_by_role("link").nth(0).click()
    expect(page.get_by_label("标题")).to_be_focused()
    summary.get_by_role("link").nth(2).click()
    expect(page.get_by_label("位置")).to_be_focused()
    assert site.posts == []


def test_a_hidden_answer_is_neither_asked_nor_sent(site: Site, open_page: Open) -> None:
    page = ready(open_page(site.add("/form", form_page())))
    fill(page)
    expect(page.get_by_label("紧急原因")).to_have_count(0)
    page.locator("button[value=complete]").click()
    page.get_by_role("heading", name="收到").wait_for()
    assert "reason" not in json.loads(site.posts[0][1]["payload"][0])


def test_answers_and_files_arrive_together(site: Site, open_page: Open) -> None:
    page = ready(open_page(site.add("/form", form_page())))
    fill(page)
    photo = {"name": "灯.png", "mimeType": "image/png", "buffer": b"\x89PNG light"}
    page.locator("input[type=file]").first.set_input_files([photo])  # type: ignore[list-item]
    page.locator("button[value=complete]").click()
    page.get_by_role("heading", name="收到").wait_for()
    [(path, form, files, _)] = site.posts
    sent = json.loads(form["payload"][0])
    assert (path, form["deed"]) == ("/sent", ["complete"])
    assert {key: sent[key] for key in ("title", "category", "households", "location")} == {
        "title": "楼道灯不亮",
        "category": "C02",
        "households": 12,
        "location": {"place": "文昌巷 3 号院"},
    }
    assert files == {sent["photo"]: [("灯.png", b"\x89PNG light")]}


def test_a_draft_is_sent_unchecked(site: Site, open_page: Open) -> None:
    page = ready(open_page(site.add("/form", form_page())))
    page.get_by_label("标题").fill("灯")
    page.locator("button[value=keep]").click()
    page.get_by_role("heading", name="收到").wait_for()
    assert json.loads(site.posts[0][1]["payload"][0])["title"] == "灯"


def test_enter_in_an_only_field_sends_with_the_first_button(site: Site, open_page: Open) -> None:
    only = {**FORM, "components": FORM["components"][:2]}
    whole = json.dumps(FORM, ensure_ascii=False)
    text = form_page().replace(whole, json.dumps(only, ensure_ascii=False))
    page = ready(open_page(site.add("/form", text)))
    page.get_by_label("标题").fill("楼道灯不亮")
    page.get_by_label("标题").press("Enter")
    page.get_by_role("heading", name="收到").wait_for()
    assert site.posts[0][1]["deed"] == ["complete"]


def test_what_the_server_found_is_shown_at_its_field(site: Site, open_page: Open) -> None:
    problems = [
        {"field": "title", "text": "30 天内已登记过。"},
        {"field": "", "text": "本社区已停用。"},
    ]
    data = {"title": "楼道灯不亮", "location": {"place": "文昌巷"}}
    text = form_page(data=data, problems=problems)
    page = ready(open_page(site.add("/form", text)))
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[data-error-summary] li")).to_have_text(
        ["标题：30 天内已登记过。", "本社区已停用。"]
    )
    expect(page.locator(".fjs-form-field-textfield .fjs-form-field-error")).to_have_text(
        "30 天内已登记过。"
    )
    expect(page.get_by_label("位置")).to_have_value("文昌巷")


def test_a_read_only_form_takes_no_answers(site: Site, open_page: Open) -> None:
    text = form_page(data={"title": "楼道灯不亮"}, readonly=True)
    page = ready(open_page(site.add("/form", text)))
    assert page.get_by_label("标题").get_attribute("readonly") is not None
    assert page.get_by_label("位置").get_attribute("readonly") is not None


def test_a_form_that_cannot_be_shown_leaves_the_plain_fields(
    site: Site, open_page: Open, seen: Seen
) -> None:
    broken = {**FORM, "components": [{"type": "hologram", "id": "H", "key": "h"}]}
    whole = json.dumps(FORM, ensure_ascii=False)
    page = open_page(site.add("/form", form_page().replace(whole, json.dumps(broken))))
    expect(page.get_by_text("表单未能显示")).to_be_visible()
    page.locator("#p").fill("楼道灯不亮")
    page.locator("button[value=complete]").click()
    page.get_by_role("heading", name="收到").wait_for()
    assert site.posts[0][1]["title"] == ["楼道灯不亮"]
    seen.errors.clear()


def test_without_javascript_the_plain_form_is_sent(site: Site, open_page: Open) -> None:
    page = open_page(site.add("/form", form_page()), javascript=False, size=PHONE)
    page.locator("#p").fill("楼道灯不亮")
    page.locator("button[value=complete]").click()
    assert site.posts[0][1] == {"title": ["楼道灯不亮"], "deed": ["complete"]}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_form_is_whole_in_each_language_and_size(
    site: Site,
    open_page: Open,
    shot: Callable[[Page, str], object],
    barriers: Callable[[Page], list[str]],
    lang: str,
    size: tuple[int, int],
) -> None:
    page = ready(open_page(site.add("/form", form_page(lang)), locale=lang, size=size))
    page.get_by_label("紧急", exact=True).check()
    shot(page, f"bundle-form-{lang}-{size[0]}")
    assert uncovered(page.locator("a.fjs-powered-by-link"))
    assert page.evaluate("[...guchengMissingPhrases]") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
    page.locator("button[value=complete]").click()
    page.locator("[data-error-summary]").wait_for()
    shot(page, f"bundle-form-errors-{lang}-{size[0]}")
    assert barriers(page) == []
    if size == PHONE:
        fields = ".fjs-input:visible:not([type=checkbox], [type=radio]), .card-footer .btn"
        for field in page.locator(fields).all():
            box = field.bounding_box()
            assert box
            assert box["height"] >= 42, field
