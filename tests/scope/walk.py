"""Walking every route of the application as somebody who may not know of what lies behind it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from admin.api.operation import OPERATIONS
from engine import (
    SCOPES,
    TABS,
    Account,
    Case,
    Person,
    Task,
    brought_by,
    everything,
    forget_holders,
    make_key,
    viewer_of,
)
from engine.models import Ballot, CaseLink, Draw, Incident, Proof, Signing, StoredFile
from tests.scope.secrets import PLACE, WORD, Secrets, name_of, private_tables
from tests.scope.town import who

ADMIN = Path(__file__).parents[2] / "admin"
ASKED = re.compile(
    r"request\.(?:form|args|values|files)\.(?:get|getlist)\(\s*\"(\w+)\""
    r"|_(?:sent|number|day)\(\"(\w+)\"\)"
)
SHOWN = re.compile(rf"{WORD}([a-z_]*)|(-{PLACE}-\d+)")
FEW = 3
# what programs send, by the shape an operation takes
SENT: dict[str, dict[str, Any]] = {
    "Started": {"procedure": "issue_loop", "community": PLACE, "answers": {"title": "试探"}},
    "Answered": {"answers": {"note": "试探"}},
    "Reasoned": {"reason": "试探"},
    "Skipped": {"reason": "试探"},
    "Urged": {"note": "试探"},
    "Said": {"name": "msg.dispatch.result", "correlation": "1", "payload": {"title": "试探"}},
}
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
# routes that hold nothing of anybody: bundles and pictures, and the way in and out
NOTHING_BEHIND = {
    "bundles.serve": "files of the release",
    "console_look.static": "files of the release",
    "admin.static": "files of Flask-Admin",
    "security.static": "files of Flask-Security",
    "security.logout": "ends one's own session; walked by the tests of sign-in",
}


@dataclass
class Found:
    """What walking one route brought to light."""

    route: str
    requests: int = 0
    tables: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)


class Walk:
    """One person trying every route with the number of every secret row."""

    def __init__(self, app: Flask, username: str, knows: tuple[str, ...] = ()) -> None:
        self.app, self.username, self.knows = app, username, knows
        self.only_reads = bool(knows)  # an administrator's deeds are its own; others test them
        self.secrets = Secrets(Case.select().order_by(Case.id).get(), who("owner").person)
        self.place = self.secrets.place

    # -- what is tried

    @cached_property
    def rows(self) -> dict[str, Any]:
        """Return a secret row of every private table, by the table's name."""
        return {name_of(table): self.secrets.one(table) for table in private_tables()}

    @cached_property
    def numbers(self) -> list[int]:
        """Return the numbers that secret rows are known by; many tables share the low ones.

        The clerk tries all of them; the others, who would go the same ways again, the first few.
        """
        found = {
            int(row._pk)
            for table in private_tables()
            for row in self.secrets.rows(table)
            if isinstance(row._pk, int)
        }
        return sorted(found) if self.username == "clerk" else sorted(found)[:FEW]

    def values(self, name: str) -> list[Any]:
        """Return what is tried in place of one part of an address; KeyError for an unknown part."""
        forms = [form for form in brought_by(everything()).forms if "problem" in form]
        known: Mapping[str, list[Any]] = {
            "case_id": self._not_mine(Case.select(Case.id).where(Case.community != self.place)),
            "task_id": self._not_mine(
                Task.select(Task.id).join(Case).where(Case.community != self.place)
            ),
            "number": self.numbers,
            "signing_id": self._not_mine(
                Signing.select(Signing.id)
                .join(Task, on=Signing.task)
                .join(Case)
                .where(Case.community != self.place)
            ),
            "token": [row.token for row in StoredFile.select()],
            "procedure": ["issue_loop"],
            "deed": ["transfer", "delegate", "assign", "signers"],
            "form": forms[:1],
            "code": ["XF-DONE", *sorted(brought_by(everything()).indicators)],
            "export_type": ["csv", "xlsx"],
            "key": sorted(brought_by(everything()).ledgers),
            "field": ["contact"],
            "ballot_id": [row.id for row in self.secrets.rows(Ballot)],
            "draw_id": [row.id for row in self.secrets.rows(Draw)],
            "digest": [row.digest for row in self.secrets.rows(Proof)],
            "link_id": [row.id for row in self.secrets.rows(CaseLink)],
            "incident_id": [row.id for row in self.secrets.rows(Incident)],
        }
        return known[name]

    def _not_mine(self, mine: Any) -> list[int]:
        """Return the numbers of secret rows under which the visitor has nothing itself."""
        own = {row.id for row in mine}
        return [number for number in self.numbers if number not in own]

    def own(self, name: str) -> list[Any]:
        """Return the visitor's own numbers for a part of an address, to go beside a secret one."""
        mine = who(self.username).person
        case = Case.get_or_none(Case.starter == mine)
        task = Task.get_or_none(Task.claimed_by == mine, Task.status == "open")
        rows = {
            "case_id": case,
            "task_id": task,
            "number": Incident.get_or_none(Incident.case == case) if case else None,
        }
        return [rows[name].id] if rows.get(name) else []

    def addresses(self, rule: Rule) -> Iterator[tuple[str, bool]]:
        """Yield (address, does all of it belong to somebody else) of a route."""
        names = sorted(rule.arguments)
        with self.app.test_request_context():
            urls = self.app.url_map.bind("localhost")
            for chosen in product(*(self.values(name) for name in names)):
                given = dict(zip(names, chosen, strict=True))
                yield urls.build(rule.endpoint, given, force_external=False), bool(names)
                if len(names) > 1:
                    for mixed in self._mixed(names, given):
                        yield urls.build(rule.endpoint, mixed), _numbers_only(names)

    def _mixed(self, names: list[str], given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield addresses of one's own case or task with a part of somebody else's in them."""
        for name in ("case_id", "task_id"):
            if name in names:
                yield from ({**given, name: own} for own in self.own(name))

    def queries(self, rule: Rule) -> list[dict[str, Any]]:
        """Return the query strings that are tried: none, then searches, sorts and numbers."""
        words: dict[str, Any] = dict.fromkeys(("q", "search", "flt0_0", "flt1_0"), WORD[0])
        words["community"] = PLACE
        tabs = [{"tab": tab} for tab in TABS] if "inbox" in rule.endpoint else [{}]
        lists = [{**tab, **more} for tab in tabs for more in ({}, words, {"sort": 0, "desc": 1})]
        return lists + [{**self.form, "id": number, "url": "/"} for number in self._few(rule)]

    def _few(self, rule: Rule) -> list[int]:
        """Return the numbers asked for by query: the console names its rows by them."""
        by_query = "/console/" in rule.rule and not rule.arguments
        return self.numbers if by_query else self.numbers[:1]

    @cached_property
    def form(self) -> dict[str, Any]:
        """Return a value for every field that any page asks for, each of somebody else's."""
        known = {
            "person": self.secrets.person.id,
            "community": PLACE,
            "procedure": "issue_loop",
            "incident": 1,
            "token": 1,
            "to": "route",
            "at": "route",
            "element": "route",
            "agrees": "yes",
            "sure": "1",
            "since": "2030-01-01",
            "until": "2030-01-02",
        }
        asked = {one or other for path in ADMIN.rglob("*.py") for one, other in ASKED.findall(
            path.read_text("utf-8"))}  # fmt: skip
        return {name: known.get(name, "试探") for name in sorted(asked | known.keys())}

    # -- trying it

    @cached_property
    def client(self) -> Any:
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
        account = Account.get(Account.username == self.username)
        _key, secret = make_key(viewer_of(account.person), self.username, SCOPES, 1)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"  # for the interface
        with client.session_transaction() as session:
            session.update(_user_id=account.fs_uniquifier, _fresh=True, language="zh")
        self.csrf = TOKEN.search(client.get("/inbox").text)[1]  # type: ignore[index]
        return client

    def rules(self) -> list[Rule]:
        """Return the routes that lead to something of somebody's."""
        rules = [
            rule for rule in self.app.url_map.iter_rules() if rule.endpoint not in NOTHING_BEHIND
        ]
        return sorted(rules, key=lambda rule: (rule.rule, sorted(rule.methods or ())))

    def all(self) -> list[Found]:
        """Walk every route; return for each what was tried and what leaked."""
        return [self.one(rule) for rule in self.rules()]

    def one(self, rule: Rule) -> Found:
        """Walk one route by every way it knows."""
        found = Found(f"{'/'.join(sorted((rule.methods or set()) & {'GET', 'POST'}))} {rule.rule}")
        found.tables = set(self.rows)
        does = bool({"POST", "PUT"} & set(rule.methods or ())) and not self.only_reads
        before = self.state() if does else None
        for address, foreign in self.addresses(rule):
            if "GET" in (rule.methods or ()):
                self._read(rule, address, foreign, found)
            if does and rule.endpoint.startswith("api."):
                self._send(rule, address, foreign, found)
            elif does:
                self._do(address, foreign, found)
        if before is not None and self.state() != before:
            found.leaks.append(f"POST {rule.rule}: a secret row was changed")
        return found

    def _read(self, rule: Rule, address: str, foreign: bool, found: Found) -> None:
        for query in [{}, self.form] if foreign else self.queries(rule):
            answer = self.client.get(address, query_string=query)
            self._look(f"{address} {query}", answer, foreign, found)

    def _do(self, address: str, foreign: bool, found: Found) -> None:
        sent = {**self.form, "csrf_token": self.csrf, "id": self.numbers[0]}
        answer = self.client.post(address, data=sent)
        self._look(address, answer, foreign, found)

    def _send(self, rule: Rule, address: str, foreign: bool, found: Found) -> None:
        """Ask for a deed as a program does."""
        made = next(one for one in OPERATIONS if f"api.{one.name}" == rule.endpoint)
        body = SENT[made.takes.__name__] if made.takes else None
        answer = self.client.open(address, method=made.method, json=body)
        self._look(address, answer, foreign, found)

    def _look(self, asked: str, answer: Any, foreign: bool, found: Found) -> None:
        found.requests += 1
        if foreign and self._is_kept(asked) and answer.status_code not in (404, 405):
            found.leaks.append(f"{asked}: {answer.status_code}, not 404")
        if answer.status_code >= 500:
            found.leaks.append(f"{asked}: {answer.status_code}")
        for table, number in set(SHOWN.findall(_words(answer))):
            if (table or "case numbers") not in self.knows:
                found.leaks.append(f"{asked}: shows {table or number}")

    def _is_kept(self, asked: str) -> bool:
        """Is an address of which a stranger is told that there is none?"""
        kept = ("/cases/", "/tasks/", "/files/", "/reminders/", "/deputies/", "/incidents/")
        return asked.removeprefix("/api/v1").startswith(kept)

    def state(self) -> list[Any]:
        """Return all secret rows as they stand."""
        forget_holders()
        return [
            [sorted(row.__data__.items(), key=str) for row in self.secrets.rows(table)]
            for table in private_tables()
            if table not in (Account, Person)
        ]


def _numbers_only(names: list[str]) -> bool:
    """Is every part of an address the number of a row, so that one secret one hides the page?"""
    return set(names) <= {"case_id", "task_id", "number", "signing_id"}


def _words(answer: Any) -> str:
    """Return all that an answer tells: its text, a workbook's sheets, where it leads."""
    content = answer.data
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    return content.decode("utf-8", "replace") + str(answer.headers.get("Location", ""))
