"""Whether a diagram shows where its case stands."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Open, Seen
from tests.browser.marks import uncovered
from tests.browser.samples import diagram
from tests.browser.site import Site, page

STATE = {
    "tokens": {"Solve": 1, "Refer": 2},
    "done": ["Begin", "F_1", "Accept", "F_2", "Gate", "F_3", "F_4"],
    "errors": ["Refer", "Gone"],
}


def case_page(lang: str = "zh-CN", state: object = STATE, xml: str = "/lamp.bpmn") -> str:
    return page(
        f"""<h1 class="page-title mb-3">楼道灯不亮</h1>
        <div data-viewer data-xml="{xml}" data-state="state"></div>
        <script type="application/json" id="state">{json.dumps(state)}</script>
        <p class="mt-3">历史</p>""",
        "viewer",
        lang=lang,
    )


def test_a_diagram_that_is_not_there_is_said_in_words(site: Site, open_page: Open) -> None:
    page = open_page(site.add("/case", case_page(xml="/gone.bpmn")))
    expect(page.get_by_text("流程图未能载入。")).to_be_visible()


def test_a_broken_diagram_is_said_in_words(site: Site, open_page: Open, seen: Seen) -> None:
    site.add("/lamp.bpmn", "<definitions>")
    page = open_page(site.add("/case", case_page()))
    expect(page.get_by_text("流程图未能载入。")).to_be_visible()
    seen.errors.clear()


def test_tokens_passed_steps_and_errors_are_drawn(site: Site, open_page: Open) -> None:
    site.add("/lamp.bpmn", diagram())
    page = open_page(site.add("/case", case_page()))
    page.wait_for_selector("[data-viewer][data-ready]")
    for element, name in [("Solve", "is-waiting"), ("Accept", "is-done"), ("Refer", "is-failed")]:
        assert name in (
            page.locator(f"[data-element-id={element}].djs-element").get_attribute("class") or ""
        )
    assert "is-done" in (page.locator("[data-element-id=F_2]").get_attribute("class") or "")
    assert "is-done" not in (page.locator("[data-element-id=F_5]").get_attribute("class") or "")
    expect(page.locator(".djs-overlays .sign.is-waiting")).to_have_text(["", "2"])
    expect(page.locator(".djs-overlays .sign.is-failed")).to_have_text(["!"])
    label = "流程图。正在：现场解决、转交街道科室"
    expect(page.get_by_role("group", name=label)).to_be_visible()


def test_a_large_diagram_opens_where_its_case_waits(site: Site, open_page: Open) -> None:
    far = diagram().replace('x="762" y="102"', 'x="3762" y="102"')
    site.add(
        "/lamp.bpmn",
        far.replace('x="780"', 'x="3780"').replace('x="762" y="120"', 'x="3762" y="120"'),
    )
    page = open_page(site.add("/case", case_page(state={"tokens": {"Done": 1}})), size=PHONE)
    page.wait_for_selector("[data-viewer][data-ready]")
    canvas = page.locator(".diagram-canvas").bounding_box()
    end = page.locator("[data-element-id=Done].djs-shape").bounding_box()
    assert canvas
    assert end
    assert end["width"] > 25
    assert end["x"] + end["width"] / 2 == pytest.approx(canvas["x"] + canvas["width"] / 2, abs=5)


def test_a_diagram_far_below_is_fetched_when_the_reader_comes(site: Site, open_page: Open) -> None:
    site.add("/lamp.bpmn", diagram())
    text = case_page().replace(
        "<div data-viewer", "<div style='height: 3000px'></div><div data-viewer"
    )
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.add("/case", text))
    page.wait_for_load_state("networkidle")
    assert not any("drawing" in url or ".bpmn" in url for url in asked)
    page.locator("[data-viewer]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-viewer][data-ready]")
    assert any(".bpmn" in url for url in asked)


def test_buttons_enlarge_and_bring_the_whole_back(site: Site, open_page: Open) -> None:
    site.add("/lamp.bpmn", diagram())
    page = open_page(site.add("/case", case_page()))
    page.wait_for_selector("[data-viewer][data-ready]")
    width = (
        "document.querySelector('[data-element-id=Solve].djs-shape').getBoundingClientRect().width"
    )
    before = page.evaluate(width)
    page.get_by_role("button", name="放大").click()
    assert page.evaluate(width) > before * 1.2
    page.get_by_role("button", name="显示全图").click()
    assert page.evaluate(width) == pytest.approx(before, abs=1)


def test_the_wheel_belongs_to_the_page(site: Site, open_page: Open) -> None:
    site.add("/lamp.bpmn", diagram())
    page = open_page(site.add("/case", case_page() + "<div style='height: 2000px'></div>"))
    page.wait_for_selector("[data-viewer][data-ready]")
    page.locator(".diagram-canvas").hover()
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") > 100


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(("lang", "legend"), [
    ("zh-CN", ["正在此处", "已经过", "此处出错"]),
    ("en", ["Waiting here", "Passed", "Failed here"]),
])  # fmt: skip
def test_a_diagram_is_whole_in_each_language_and_size(
    site: Site,
    open_page: Open,
    shot: Callable[[Page, str], object],
    barriers: Callable[[Page], list[str]],
    lang: str,
    legend: list[str],
    size: tuple[int, int],
) -> None:
    site.add("/lamp.bpmn", diagram())
    page = open_page(site.add("/case", case_page(lang)), locale=lang, size=size)
    page.wait_for_selector("[data-viewer][data-ready]")
    shot(page, f"bundle-diagram-{lang}-{size[0]}")
    for item, words in zip(page.locator(".legend li").all(), legend, strict=True):
        expect(item).to_contain_text(words)
    canvas = page.locator(".diagram-canvas").bounding_box()
    end = page.locator("[data-element-id=Done].djs-shape").bounding_box()
    assert canvas
    assert end
    assert end["x"] + end["width"] <= canvas["x"] + canvas["width"]
    assert uncovered(page.locator("a.bjs-powered-by"))
    assert page.evaluate("[...guchengMissingPhrases]") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
