"""How the product is served: waitress in one process, with workers as threads beside it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from waitress.server import create_server

from engine import Worker

THREADS = 8
WORKERS = 2
DRAIN_SECONDS = 15


def serve(app: Flask, host: str, port: int, *, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; then finish the requests and jobs under way and return.

    `ready` is called with the address once connections are accepted.
    """
    stop = threading.Event()
    workers = [
        threading.Thread(target=Worker().run, args=(stop,), name=f"worker-{number}")
        for number in range(WORKERS)
    ]
    server: Any = create_server(app, host=host, port=port, threads=THREADS, ident="gucheng")
    _stop_on_signals()
    for worker in workers:
        worker.start()
    ready(f"http://{host}:{server.effective_port}/")
    try:
        server.run()
    finally:
        server.close()
        server.task_dispatcher.shutdown(cancel_pending=False, timeout=DRAIN_SECONDS)
        stop.set()
        for worker in workers:
            worker.join(DRAIN_SECONDS)


def _stop_on_signals() -> None:
    """Let SIGTERM end the server as Ctrl-C does; waitress alone would cut what is running."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
