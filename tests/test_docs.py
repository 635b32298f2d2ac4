"""The documents say what is so."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from engine import hookspecs

ROOT = Path(__file__).parent.parent


def test_every_hook_has_its_heading_and_every_heading_its_hook() -> None:
    headings = re.findall(r"^### (\w+)$", (ROOT / "docs/hooks.md").read_text("utf-8"), re.M)
    hooks = [name for name in vars(hookspecs) if hasattr(getattr(hookspecs, name), "gucheng_spec")]
    assert sorted(headings) == sorted(hooks)


def test_every_hook_says_what_it_asks() -> None:
    for name in vars(hookspecs):
        hook = getattr(hookspecs, name)
        if hasattr(hook, "gucheng_spec"):
            assert hook.__doc__, name


def test_links_between_the_documents_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_tests_command_of_the_readme_is_the_one_that_ci_runs() -> None:
    command = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"
    for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", ".ci/run"):
        assert command in (ROOT / name).read_text("utf-8"), name


def test_no_file_names_a_machine_or_a_registry() -> None:
    words = [
        "/wo" + "rk/",
        "/ro" + "ot/",
        "registry.npm" + "js",
        "pypi" + ".org",
        "deb." + "debian",
    ]
    pattern = "|".join(re.escape(word) for word in words)
    found = subprocess.run(
        ["git", "grep", "-nIE", pattern], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
