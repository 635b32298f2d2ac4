"""No page and no export has a sensitive value in it, for anybody, who did not have it shown."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from werkzeug.routing import Rule

from engine import (
    Case,
    CaseFile,
    Task,
    brought_by,
    claim_task,
    complete_task,
    data_of,
    everything,
    find_case,
    reveal,
    save_draft,
    work_until_idle,
)
from engine.models import StoredFile
from tests.pages.conftest import Desk
from tests.privacy.conftest import SECRET, Office
from tests.privacy.test_reveal import code, codes

MARKS = {"diagnosis": SECRET[0], "income": SECRET[1], "illness": SECRET[2]}
DRAFTED = "卧床不起需护理"
RECORDED = re.compile("|".join(map(re.escape, (*SECRET, DRAFTED))))
# what leaves by a button: every such route is tried with these answers
LEAVES = {"kind": "masked", "purpose": "季度核对名册"}
QUERIES: list[dict[str, Any]] = [{}, {"id": 1}, {"id": 2}, {"q": SECRET[0]}, {"tab": "done"}]
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])  # what is asked is the pages
PASSIVE = {"bundles.serve", "security.logout", "console_look.static", "admin.static"}


def planted(office: Office) -> list[Case]:
    """Put marked values wherever the product keeps them: an open case, an ended one, a record."""
    open_, done = office.apply(), office.apply()
    for case in (open_, done):
        claim_task(office.task(case).id, office.who("sun"))
    save_draft(office.task(open_).id, office.who("sun"), {"opinion": "待定", "findings": DRAFTED})
    complete_task(office.task(done).id, office.who("sun"), {"opinion": "同意"})
    work_until_idle()
    complete_task(office.task(done, "visit").id, office.who("qian"), {})
    return [open_, done]


class Walker:
    """One person going through every route there is, by numbers and names that exist."""

    def __init__(self, office: Office, desk: Desk, own: frozenset[str] = frozenset()) -> None:
        self.office, self.desk, self.requests = office, desk, 0
        self.own = own  # what this person has typed and not sent yet

    def leaks(self) -> Iterator[str]:
        """Yield (address: what it shows) of every answer with a marked value in it."""
        for rule in self.office.app.url_map.iter_rules():
            if rule.endpoint in PASSIVE or rule.endpoint.endswith(".static"):
                continue
            for address in self.addresses(rule):
                yield from self._one(rule, address)

    def _one(self, rule: Rule, address: str) -> Iterator[str]:
        methods = rule.methods or set()
        if "GET" in methods:
            for query in [{}] if rule.arguments else QUERIES:
                yield from self._look(address, self.desk.get(address, query_string=query))
        if "POST" in methods and re.search("export|package|file", rule.rule):
            answer = self.desk.post(address, **LEAVES)
            yield from self._look(address, answer)
            if answer.location:
                yield from self._look(answer.location, self.desk.get(answer.location))

    def _look(self, address: str, answer: Any) -> Iterator[str]:
        self.requests += 1
        found = set(RECORDED.findall(told(answer.data))) - self.own
        if answer.request.args.get("q"):  # what was asked stands in the field of the search
            found.discard(answer.request.args["q"])
        if answer.status_code >= 500:
            yield f"{address}: {answer.status_code}"
        if found:
            yield f"{address}: {sorted(found)}"

    def addresses(self, rule: Rule) -> Iterator[str]:
        names = sorted(rule.arguments)
        urls = self.office.app.url_map.bind("localhost")
        for chosen in product(*(self.values(rule, name) for name in names)):
            with self.office.app.test_request_context():
                yield urls.build(rule.endpoint, dict(zip(names, chosen, strict=True)))

    def values(self, rule: Rule, name: str) -> list[Any]:
        """Return what stands in a part of an address: numbers of rows, or names of ours."""
        converter = rule._converters[name]
        if type(converter).__name__ == "RowNumber":
            return list(range(1, 1 + max(Case.select().count(), Task.select().count())))
        if type(converter).__name__ == "AnyConverter":
            return ["transfer"]
        known = {
            "field": [*MARKS, "members.illness"],
            "key": [one for one in brought_by(everything()).ledgers if one.startswith("welfare")],
            "procedure": ["aid"],
            "form": ["welfare.apply", "welfare.review"],
            "export_type": ["csv", "xlsx"],
            "token": [row.token for row in StoredFile.select()],
        }
        return known.get(name, ["aid", "welfare.apply", "1"])


def told(data: bytes) -> str:
    """Return all that an answer tells, a package's or workbook's files, too, and escapes undone."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            data = b"\n".join(package.read(name) for name in package.namelist())
    text = data.decode("utf-8", "replace")
    escaped = re.sub(r"\\u([0-9a-f]{4})", lambda it: chr(int(it[1], 16)), text)
    return f"{text}\n{escaped}"


@pytest.mark.parametrize("username", ["qian", "wu", "chen", "shen"])
def test_no_answer_has_a_sensitive_value_without_the_right(office: Office, username: str) -> None:
    planted(office)
    walker = Walker(office, office.desk(username))
    assert list(walker.leaks()) == []
    assert walker.requests > 150


def test_who_may_have_them_shown_does_not_see_them_before(office: Office) -> None:
    planted(office)
    feng = Walker(office, office.desk("feng"))
    leaks = [leak for leak in feng.leaks() if "/package" not in leak]
    assert leaks == []
    sun = Walker(office, office.desk("sun"), frozenset(RECORDED.findall(DRAFTED)))
    assert list(sun.leaks()) == []


def test_what_was_shown_is_shown_to_that_person_in_that_case_only(office: Office) -> None:
    open_, done = planted(office)
    reveal(open_.id, "diagnosis", office.who("sun"), "审核救助资格", code(codes(office, "sun")))
    qian = Walker(office, office.desk("qian"))
    assert list(qian.leaks()) == []
    for case, shown in ((open_, True), (done, False)):
        file = CaseFile(find_case(case.id, office.who("sun")), office.who("sun"))
        text = str([one for _, answers in file.shown() for one in answers])
        assert (SECRET[0] in text) is shown
        assert SECRET[2] not in text


def test_a_page_that_forgets_the_class_is_caught(office: Office) -> None:
    open_, _ = planted(office)
    office.app.view_functions["forgetful"] = lambda: str(data_of(Case.get_by_id(open_.id)))
    office.app.url_map.add(Rule("/forgetful", endpoint="forgetful", methods=["GET"]))
    assert any("/forgetful" in leak for leak in Walker(office, office.desk("wu")).leaks())


def test_logs_and_titles_have_none_either(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        planted(office)
        office.desk("sun").get("/cases/1")
    assert not RECORDED.search(caplog.text)
    assert not [row for row in Case.select() if RECORDED.search(row.title)]
    assert not [row for row in Task.select() if RECORDED.search(f"{row.name}{row.item}{row.draft}")]
