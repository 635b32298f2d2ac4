"""How the product is served: waitress in one process, with workers as threads beside it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from engine import LEASE, Crew

THREADS = 8
WORKERS = 2
DRAIN_SECONDS = 15.0


def serve(
    app: Flask,
    host: str,
    port: int,
    *,
    ready: Callable[[str], None],
    lease: float = LEASE,
) -> None:
    """Serve until told to stop; then finish the requests and jobs under way and return.

    `ready` is called with the address once connections are accepted.
    """
    sockets: dict[int, Any] = {}
    create_server(app, map=sockets, host=host, port=port, threads=THREADS, ident="gucheng")
    doors: list[Any] = [one for one in sockets.values() if isinstance(one, BaseWSGIServer)]
    crew, stop = Crew(WORKERS, lease), threading.Event()

    def end() -> None:
        stop.set()
        doors[0].pull_trigger()

    stop_on_signals(end)
    crew.start()
    ready(f"http://{host}:{doors[0].effective_port}/")
    while not stop.is_set():
        wasyncore.loop(timeout=1.0, map=sockets, count=1)
    crew.stopping.set()
    _drain(doors, sockets, DRAIN_SECONDS)
    crew.stop(DRAIN_SECONDS)


def _drain(doors: list[Any], sockets: dict[int, Any], seconds: float) -> None:
    """Take no new connection, and close each that is there once its request is answered.

    Waitress's own end would cut answers that are not sent yet, and requests longer than 5 s.
    """
    for door in doors:
        wasyncore.dispatcher.close(door)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        channels = [one for one in sockets.values() if isinstance(one, HTTPChannel)]
        if not channels:
            break
        for channel in channels:
            channel.will_close = not (channel.requests or channel.request or _unsent(channel))
        wasyncore.loop(timeout=0.05, map=sockets, count=1)
    doors[0].task_dispatcher.shutdown(cancel_pending=True, timeout=1)


def _unsent(channel: Any) -> bool:
    return bool(channel.total_outbufs_len) or bool(channel.close_when_flushed)


def stop_on_signals(deed: Callable[[], None]) -> None:
    """Do something short when the process is asked to end, by SIGTERM or by Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: deed())
