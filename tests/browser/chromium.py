"""Where the tests find a Chromium: $CHROMIUM, the system's, else one from an npm package."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests import node

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
    home = (cache or node.cache()) / "chromium"
    with node.alone(home):
        wanted, ready = (PACKAGE / "package-lock.json").read_text(), home / "ready"
        if not ready.exists() or ready.read_text() != wanted:
            _unpack(home)
            ready.write_text(wanted)
    libraries = home / "unpacked" / "al2023" / "lib"
    environment = {"LD_LIBRARY_PATH": str(libraries), "FONTCONFIG_FILE": str(home / "fonts.conf")}
    return Chromium(str(home / "unpacked" / "chromium"), environment)


def _unpack(home: Path) -> None:
    shutil.copytree(PACKAGE, home, dirs_exist_ok=True)
    node.run(home, node.npm(), "ci", "--ignore-scripts")
    node.run(home, "unpack.mjs", "unpacked")
    fonts = home / "node_modules" / "@embedpdf" / "fonts-sc" / "fonts"
    (home / "fonts.conf").write_text(FONTS.format(fonts=fonts, cache=home / "fontcache"))
