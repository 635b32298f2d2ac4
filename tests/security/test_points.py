"""Templates, addresses, first start, typed text, stored data, outside calls, uploads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Account, Case, copy_case
from tests.pages.conftest import Desk, Office, office, wang

__all__ = ["office", "wang"]

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "admin", "plugins")
MARKUP = "<img src=x onerror=alert(1)>"


def modules() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "node_modules" not in path.parts and "tests" not in path.parts:
                yield path


def imported(path: Path) -> set[str]:
    """Return the full names of the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


# -- S3: templates ------------------------------------------------------------------------------


def test_no_template_is_made_of_what_people_typed() -> None:
    for path in modules():
        called = {
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call)
        }
        assert not called & {"render_template_string", "from_string"}, path


def test_no_template_switches_escaping_off() -> None:
    for path in (ROOT / "admin").rglob("*.html"):
        if "node_modules" not in path.parts:
            assert not re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text("utf-8")), path


# -- S6, S7: addresses, the first start ---------------------------------------------------------


@pytest.mark.parametrize(
    "trick",
    [
        "/cases/{n};x=1", "/cases/{n}/", "//cases/{n}", "/cases//{n}", "/./cases/{n}",
        "/static/dist/../../cases/{n}", "/static/dist/%2e%2e/%2e%2e/cases/{n}", "/CASES/{n}",
        "/cases/{n}%00", "/cases/{n}%2f", "/cases/%7b{n}", "/cases/{n}?;/static/dist/app.css",
        "/healthz/../cases/{n}", "/sign-in/..;/cases/{n}", "/console/;/people/",
        "/console//people/",
    ],
)  # fmt: skip
def test_no_trick_with_an_address_leads_past_the_door(
    office: Office, wang: Desk, trick: str
) -> None:
    office.problem(wang)
    number = Case.get().id
    for desk in (office.browser(), office.desk("zhou")):
        answer = desk.get(trick.format(n=number), follow_redirects=True)
        assert "三号楼楼道灯不亮" not in answer.text
        assert answer.status_code in (200, 400, 404), answer.status_code
        if answer.status_code == 200:  # the door, nothing else
            assert answer.request.path == "/sign-in"


@pytest.mark.parametrize("name", ["../../setup.cfg", "..%2f..%2fsetup.cfg", "%2e%2e/setup.cfg"])
def test_no_file_of_the_machine_is_served(office: Office, name: str) -> None:
    for folder in ("/static/dist/", "/console/look/", "/console/static/", "/fs-static/"):
        answer = office.browser().get(folder + name)
        assert answer.status_code in (302, 308, 404)
        assert "install_requires" not in answer.text


def test_a_house_without_accounts_has_no_page_that_makes_the_first(office: Office) -> None:
    Account.update(active=False).execute()
    browser = office.browser()
    for rule in office.app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.arguments:
            browser.post(rule.rule, username="root", password="kmnp-4739-xyzt", name="x")
    assert Account.select().where(Account.active).count() == 0


# -- S8: what people typed ----------------------------------------------------------------------


def test_markup_in_titles_reasons_and_names_is_shown_as_text(office: Office, wang: Desk) -> None:
    task = office.problem(wang, title=MARKUP, description=MARKUP)
    case = Case.get()
    copy_case(case.id, [office.who("li").person], office.who("wang"), MARKUP)
    pages = ["/", "/inbox?tab=claimed", "/inbox?tab=started", task, f"/cases/{case.id}",
             "/inbox?search=" + MARKUP, "/grants", "/reminders"]  # fmt: skip
    shown = [wang.get(page).text for page in pages] + [office.desk("li").get("/reminders").text]
    assert all(MARKUP not in page for page in shown)
    assert sum("&lt;img src=x onerror" in page for page in shown) >= 4


# -- S12, S17: stored data, calls to the outside ------------------------------------------------


def test_no_stored_byte_is_ever_turned_into_python() -> None:
    for path in modules():
        risky = {"pickle", "marshal", "shelve", "yaml", "dill", "cloudpickle", "jsonpickle"}
        assert not {name.split(".")[0] for name in imported(path)} & risky, path


def test_nothing_calls_an_address_but_the_sign_ons_that_an_operator_sets() -> None:
    callers = {"urllib.request", "http.client", "requests", "httpx", "socket", "ldap3", "smtplib",
               "aiohttp", "urllib3", "ftplib", "authlib"}  # fmt: skip
    found = {
        str(path.relative_to(ROOT))
        for path in modules()
        if any(name == one or name.startswith(f"{one}.") for name in imported(path)
               for one in callers)
    }  # fmt: skip
    assert {name for name in found if not name.startswith("admin/accounts/")} <= MAY_CALL


# it asks the machine for its name, which says in the queue who has a job
MAY_CALL = {"engine/workers.py"}


# -- S19: uploads -------------------------------------------------------------------------------


def test_what_was_sent_is_served_so_that_it_runs_nothing(office: Office, wang: Desk) -> None:
    from engine import store_file

    kept = store_file(office.who("wang"), "x.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>")
    answer = wang.get(f"/files/{kept['id']}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "image/png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
