"""Each page in the reader's language, and nothing left untranslated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.pages.conftest import Desk, Office

ADMIN = Path(__file__).parents[2] / "admin"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
CHINESE = re.compile("[\u4e00-\u9fff]")


def catalogue(locale: str) -> Catalog:
    with (ADMIN / "translations" / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def said() -> set[str | tuple[str, ...]]:
    """Return every text that pages say, as the source has it."""
    folders = {"frontend", "static", "translations", "__pycache__"}
    found = extract_from_dir(
        ADMIN, METHODS, directory_filter=lambda path: Path(path).name not in folders
    )
    return {message for _, _, message, _, _ in found}


def test_every_text_of_the_pages_has_its_chinese() -> None:
    chinese = {message.id: message.string for message in catalogue("zh_Hans_CN")}
    texts = said()
    assert len(texts) > 150
    assert {text for text in texts if text not in chinese} == set()
    empty = {text for text in texts if not any(chinese[text])}
    assert empty == set()


def test_places_in_a_text_are_the_same_in_chinese() -> None:
    for message in catalogue("zh_Hans_CN"):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        first = message.id[-1] if isinstance(message.id, tuple) else message.id
        for string in strings if message.id else ():
            assert set(re.findall(r"%\(\w+\)\w", string)) <= set(re.findall(r"%\(\w+\)\w", first))


@pytest.mark.parametrize(
    ("asked", "tag", "text"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "登录"),
        ("en-GB,en;q=0.9", "en", "Sign in"),
        ("de-DE,de;q=0.9,en;q=0.5", "en", "Sign in"),
        ("de-DE", "zh-CN", "登录"),
        ("en;q=0,zh", "zh-CN", "登录"),
        ("", "zh-CN", "登录"),
    ],
)
def test_the_browser_chooses_first(office: Office, asked: str, tag: str, text: str) -> None:
    page = office.browser(asked).get("/sign-in").text
    assert f'<html lang="{tag}">' in page
    assert text in page


def test_the_person_chooses_over_the_browser_and_it_is_kept(office: Office, wang: Desk) -> None:
    answer = wang.post("/language", language="en", next="/inbox?tab=done")
    assert answer.location == "/inbox?tab=done"
    assert "Inbox" in wang.read("/inbox")
    assert "Hello, Wang Xiulan" in office.desk("wang").read("/")


@pytest.mark.parametrize("language", ["", "fr", "../../etc"])
def test_no_other_language_can_be_chosen(wang: Desk, language: str) -> None:
    assert wang.post("/language", language=language).status_code == 400


def test_an_english_page_says_nothing_of_the_product_in_chinese(office: Office) -> None:
    desk = office.desk("wang", "en")
    task = office.problem(desk, title="A lamp is out", description="For a week", location="No. 3")
    for address in ("/", "/inbox?tab=claimed", "/start/core_publicity?community=CM-07", task):
        page = desk.get(address).text
        page = page.replace("中文", "").replace("张桂芬", "").replace("张*", "")
        assert CHINESE.findall(page) == [], address
