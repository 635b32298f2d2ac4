"""Whether a server that is told to stop ends what is under way, and takes nothing new."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import Job, connect, db, migrate
from engine.database import disconnect
from engine.jobs import add_job
from engine.models import Counter

ROOT = Path(__file__).parents[2]
LARGE = 20_000_000

SERVER = f"""
import sys, time
from flask import Flask
from admin.serve import serve
from engine import connect
from engine.jobs import handles
from engine.models import Counter

app = Flask("slow")

@app.get("/slow")
def slow():
    print("asked", flush=True)
    time.sleep(0.7)
    return "ok"

@app.get("/large")
def large():
    print("asked", flush=True)
    time.sleep(0.7)
    return "x" * {LARGE}

@handles("test-slow", before=lambda job: print("begun\\n", end="", flush=True) or time.sleep(0.7))
def note(job, nothing):
    Counter.create(name=f"done-{{job.payload['n']}}", value=1)

connect(sys.argv[1])
serve(app, "127.0.0.1", 0, ready=lambda address: print(address, flush=True))
"""


class Served:
    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        self.port = int(self.said().strip().rstrip("/").rsplit(":", 1)[1])

    def said(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def ask(self, path: str, answers: list[Any]) -> threading.Thread:
        """Ask in a thread that reads slowly; return once the question has arrived."""

        def read() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            connection.request("GET", path)
            answer = connection.getresponse()
            time.sleep(0.3)
            answers.append((answer.status, len(answer.read())))
            connection.close()

        thread = threading.Thread(target=read)
        thread.start()
        assert self.said() == "asked\n"
        return thread

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    url = f"sqlite:///{tmp_path}/x.db"
    connect(url)
    migrate()
    made = Served(url)
    yield made
    made.process.kill()
    made.process.wait()
    if made.process.stdout:
        made.process.stdout.close()
    disconnect()


@pytest.mark.parametrize(("path", "length"), [("/slow", 2), ("/large", LARGE)])
def test_a_request_under_way_is_answered_whole(served: Served, path: str, length: int) -> None:
    answers: list[Any] = []
    thread = served.ask(path, answers)
    assert served.stop() == 0
    thread.join()
    assert answers == [(200, length)]


def test_a_new_connection_is_refused_while_the_last_requests_end(served: Served) -> None:
    answers: list[Any] = []
    idle = socket.create_connection(("127.0.0.1", served.port))
    thread = served.ask("/slow", answers)
    served.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert served.process.poll() is None
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.port))
    assert served.process.wait(20) == 0
    thread.join()
    assert answers == [(200, 2)]
    assert idle.recv(1) == b""
    idle.close()


def test_a_job_under_way_is_finished_and_the_others_are_given_back(served: Served) -> None:
    for number in range(20):
        add_job("test-slow", {"n": number})
    db.close()
    assert served.said() == "begun\n"
    assert served.stop() == 0
    done = Counter.select().count()
    waiting = list(Job.select().where(Job.kind == "test-slow"))
    assert 1 <= done <= 2  # one for each of the workers
    assert len(waiting) == 20 - done
    assert {(job.status, job.attempts, job.worker) for job in waiting} == {("ready", 0, None)}
