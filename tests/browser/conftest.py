"""Pages in a real browser: how a test opens one, what it must never see, where its pictures go."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser import chromium
from tests.browser.site import Site, serving

SHOTS = Path(__file__).parents[2] / "shots"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, PHONE = (1440, 900), (390, 844)


@dataclass
class Seen:
    """What went wrong in a page; all must be empty when the test ends, unless it expected it."""

    foreign: list[str] = field(default_factory=list)
    policy: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._asked(request.url))
        context.on("console", self._said)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.foreign.append(url)

    def _said(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.policy.append(message.text)
        elif message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def nothing(self) -> None:
        assert self.foreign == []
        assert self.policy == []
        assert self.errors == []


Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium.find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.program,
            args=chromium.ARGUMENTS,
            env={**os.environ, **found.environment},
        )
        yield browser
        browser.close()


@pytest.fixture
def seen() -> Seen:
    """What the test's pages did wrong so far; clear a list that a test fills on purpose."""
    return Seen()


@pytest.fixture
def open_page(browser: Browser, seen: Seen) -> Iterator[Open]:
    """Open a page of its own context: open_page(url, locale=, size=, javascript=, touch=).

    The test fails when a page asked another host, broke the content policy or had an error.
    """
    contexts: list[BrowserContext] = []

    def open_one(
        url: str | None = None,
        *,
        locale: str = "zh-CN",
        size: tuple[int, int] = WIDE,
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            locale=locale,
            timezone_id="Asia/Shanghai",
            viewport={"width": size[0], "height": size[1]},
            has_touch=size == PHONE,
            is_mobile=size == PHONE,
            java_script_enabled=javascript,
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        seen.watch(context)
        page = context.new_page()
        if url:
            page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    seen.nothing()


@pytest.fixture
def page(open_page: Open) -> Page:
    """A page in Chinese, 1440 px wide."""
    return open_page()


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Page, str], Path]:
    """Write a picture of the whole page to shots/NAME.png, for people to look at."""

    def take(page: Page, name: str) -> Path:
        SHOTS.mkdir(exist_ok=True)
        target = SHOTS / (re.sub(r"[^\w.-]", "-", name) + ".png")
        page.screenshot(path=target, full_page=True)
        return target

    return take


@pytest.fixture
def barriers() -> Callable[[Page], list[str]]:
    """What axe finds against WCAG 2.2 AA in a page: `rule: the elements`."""

    def look(page: Page) -> list[str]:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        return [
            f"{violation['id']}: {' | '.join(node['html'] for node in violation['nodes'])}"
            for violation in found.response["violations"]
        ]

    return look


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site of a test's own pages, see tests/browser/site.py."""
    with serving() as site:
        yield site
