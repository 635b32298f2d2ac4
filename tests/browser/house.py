"""The product served for a browser, in a thread that ends at once when the test does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from engine import db, forget_holders, forget_tree


@contextmanager
def running(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine and give its address."""
    forget_tree()
    forget_holders()
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=4)
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            wasyncore.loop(timeout=1.0, map=sockets, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    stop.set()
    server.pull_trigger()
    thread.join()
    for one in list(sockets.values()):  # browsers keep their connections open
        one.close()
    server.task_dispatcher.shutdown(timeout=1)
    if not db.is_closed():
        db.close()
