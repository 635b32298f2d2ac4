"""The running product: its web and worker processes, and the clients that use it."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLUGINS = Path(__file__).parent / "plugins"
LEASE = 4  # seconds; short, so that a short run sees many takings over
DIE_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


def _die_with_parent() -> None:
    """Have the kernel kill this process when the runner is gone, however it went."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)


class Part:
    """A process that can be killed, frozen, stopped and started again; its output in a file."""

    def __init__(self, kind: str, name: str, command: list[str], folder: Path) -> None:
        self.kind, self.name, self.command = kind, name, command
        self.log = folder / f"{name}.log"
        self.surprises: list[int] = []  # exit codes of ends that nobody had asked for
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        facts = {"PYTHONUNBUFFERED": "1", "DRILL_OUTSIDE": str(outside(self.log.parent))}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
                env=os.environ | facts,
            )

    def revive(self) -> None:
        """Start it again when it ended by itself, as a supervisor would, and remember that."""
        if self.process is not None and self.process.poll() is not None:
            self.surprises.append(self.process.returncode)
            self.start()

    def send(self, number: int) -> None:
        if self.process is not None and self.running:
            self.process.send_signal(number)

    def kill(self) -> None:
        self.send(signal.SIGKILL)
        self._gone()

    def stop(self, within: float = 40) -> bool:
        """Ask it to end; return whether it did, and did so in peace."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        return self._gone(within) in (0, -signal.SIGTERM)  # the latter while it still starts

    def _gone(self, within: float = 10) -> int | None:
        if self.process is None:
            return 0
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None
        finally:
            self.process = None


def outside(folder: Path) -> Path:
    """Return the folder that plays the world outside, beside the logs."""
    world = folder / "outside"
    world.mkdir(exist_ok=True)
    return world


def web(url: str, port: int, folder: Path) -> Part:
    options = ["--port", str(port), "--plugins", str(PLUGINS), "--lease", str(LEASE)]
    command = ["-m", "admin.command", "serve", "--database", url, *options]
    return Part("web", "web", command, folder)


def worker(url: str, number: int, folder: Path) -> Part:
    options = ["--plugins", str(PLUGINS), "--lease", str(LEASE)]
    command = ["-m", "admin.command", "work", "--database", url, *options]
    return Part("worker", f"worker-{number}", command, folder)


def client(kind: str, target: str, name: str, seed: int, folder: Path) -> Part:
    command = ["-m", "tests.faults.client", kind, target, name, str(seed), str(folder)]
    return Part("client", name, command, folder)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(port: int, within: float = 60) -> bool:
    """Wait until the web process says that it is well."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.1)
    return False
