"""What a task costs through the pages of a running server, and how soon the first page is there."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlencode, urlsplit

from admin.accounts import hash_password
from engine import Account, db, make_key
from tests.bench.figures import Figures, median_of
from tests.bench.meter import Meter
from tests.bench.place import Place
from tests.bench.world import PLUGINS, Bench

PASSWORD = "bench-page-4711"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
TASKS = 40
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def pages(figures: Figures, place: Place, cases: int) -> None:
    """Measure GET of a task's page and POST of its form, signed in, on the server itself."""
    for kind in place.kinds():
        end = "" if kind == "pg" else f"_{kind}"
        with place.bench(kind) as bench:
            Account.create(person=bench.who.person, username="bench", password=_hashed())
            with _serving(bench) as (server, address, seconds):
                pid = server.pid
                if kind == place.kinds()[0]:
                    figures.add("start_s", seconds, "from the command to the first page")
                browser = Browser(address)
                browser.sign_in()
                _work(bench, browser)
                both = median_of(3, partial(_once, bench, browser, pid))
                note = "server {:.2f} + database {:.2f}; page and answer".format(*both)
                figures.add(f"task_http_page{end}_cpu_ms", sum(both), note)
                program = Program(address, _key(bench))
                _once(bench, program, pid)
                both = median_of(3, partial(_once, bench, program, pid))
                note = "server {:.2f} + database {:.2f}; one request".format(*both)
                figures.add(f"task_http_api{end}_cpu_ms", sum(both), note)


def _hashed() -> str:
    return str(hash_password(PASSWORD))


def _key(bench: Bench) -> str:
    _row, secret = make_key(bench.who, "bench", ["work"], 1)
    return secret


def _once(bench: Bench, browser: Browser | Program, server: int) -> tuple[float, float]:
    waiting = [bench.open_task(bench.start("bench_user1")) for _ in range(TASKS)]
    with Meter(bench.server, (server,)) as meter:
        for task in waiting:
            browser.answer(task.id)
    return 1000 * meter.others / TASKS, 1000 * meter.database / TASKS


def _work(bench: Bench, browser: Browser) -> None:
    for _ in range(10):
        browser.answer(bench.open_task(bench.start("bench_user1")).id)


@contextmanager
def _serving(bench: Bench) -> Iterator[tuple[subprocess.Popen[bytes], str, float]]:
    """Run the product; give its process, its address, and the seconds to its first page."""
    db.close()  # on SQLite the server migrates first
    begun = time.monotonic()
    command = "import admin.command as c; c.main()"
    server = subprocess.Popen(
        [
            *(sys.executable, "-c", command, "serve", "--port", "0"),
            *("--database", bench.url, "--plugins", str(PLUGINS)),
        ],
        stdout=subprocess.PIPE,
    )
    try:
        address = address_of(server)
        Browser(address).get("/sign-in")
        db.connect()
        yield server, address, time.monotonic() - begun
    finally:
        server.terminate()
        server.wait()


def address_of(server: subprocess.Popen[bytes]) -> str:
    assert server.stdout
    for line in server.stdout:
        if found := re.search(rb"http://\S+", line):
            return found[0].decode()
    raise RuntimeError("the server did not start")


class Browser:
    """One signed-in browser on one kept connection."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> str:
        status, text = self._ask("GET", path, None)
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        return text

    def post(self, path: str, fields: dict[str, str]) -> None:
        status, text = self._ask("POST", path, urlencode(fields))
        if status != 302:
            raise RuntimeError(f"{path} answers {status}: {text[:300]}")

    def sign_in(self) -> None:
        token = _token(self.get("/sign-in"))
        fields = {"csrf_token": token, "username": "bench", "password": PASSWORD}
        self.post("/sign-in", fields)

    def answer(self, task: int) -> None:
        """Open a task and send its form, as a person does."""
        token = _token(self.get(f"/tasks/{task}"))
        self.post(f"/tasks/{task}", {"csrf_token": token, "note": "已核", "deed": "complete"})

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, {**(FORM if body else {}), "Cookie": cookies})
        answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.read().decode()


class Program:
    """A program with a key, on one kept connection."""

    def __init__(self, address: str, secret: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc)
        self._headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}

    def answer(self, task: int) -> None:
        """Complete a task with its form's answers."""
        body = json.dumps({"answers": {"note": "已核"}})
        path = f"/api/v1/tasks/{task}/complete"
        self._connection.request("POST", path, body, self._headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}: {said[:300]!r}")


def _token(page: str) -> str:
    found = TOKEN.search(page)
    if found is None:
        raise RuntimeError("a page without its token")
    return found[1]
