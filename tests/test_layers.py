"""The walls of the house, read from the source itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOADER = ROOT / "engine/registry.py"  # walks plugins/ by folder, never by name
STORES = ROOT / "engine/procedures.py"  # knows where the shipped diagrams lie
WEB = {"flask", "flask_admin", "flask_security", "flask_babel", "wtforms", "werkzeug", "admin"}


def modules(folder: str) -> list[Path]:
    skipped = {"tests", "node_modules", "_template"}
    return [path for path in (ROOT / folder).rglob("*.py") if not skipped & set(path.parts)]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def tops(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules("engine"), ids=ids)
def test_the_engine_knows_no_web_and_no_plugin_by_name(path: Path) -> None:
    assert not tops(path) & WEB
    assert not any(name.startswith("plugins.") for name in imported(path))
    assert "plugins" not in tops(path) or path == LOADER
    assert "workflows" not in tops(path) or path == STORES


@pytest.mark.parametrize("path", modules("engine"), ids=ids)
def test_one_room_knows_spiffworkflow(path: Path) -> None:
    assert "SpiffWorkflow" not in tops(path) or "bpmn" in path.relative_to(ROOT / "engine").parts


@pytest.mark.parametrize("path", modules("engine/feel"), ids=ids)
def test_feel_knows_nothing_of_the_rest(path: Path) -> None:
    known = ("engine", "engine.feel", "engine.clock", "engine.text")
    for name in imported(path):
        if name.startswith("engine"):
            assert name in known or name.startswith(tuple(f"{one}." for one in known[1:]))


@pytest.mark.parametrize("path", modules("plugins"), ids=ids)
def test_plugins_see_only_the_public_engine_and_themselves(path: Path) -> None:
    own = ".".join(path.relative_to(ROOT).parts[:2])
    for name in imported(path):
        assert not name.startswith("admin")
        assert not name.startswith("plugins") or name.startswith(own)
        assert name.split(".")[0] not in WEB | {"peewee", "SpiffWorkflow"}
    froms = [
        n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.ImportFrom)
    ]
    assert not [node.module for node in froms if (node.module or "").startswith("engine.")]


@pytest.mark.parametrize("path", modules("admin"), ids=ids)
def test_pages_see_no_plugin_and_only_the_public_engine(path: Path) -> None:
    assert not tops(path) & {"plugins", "workflows", "SpiffWorkflow"}
    froms = [
        n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.ImportFrom)
    ]
    assert not [node.module for node in froms if (node.module or "").startswith("engine.")]


def test_workflows_hold_data_only() -> None:
    assert modules("workflows") == [ROOT / "workflows/__init__.py"]


@pytest.mark.parametrize("folder", ["engine", "plugins", "admin"])
def test_nothing_of_ours_gives_text_to_python_to_run(folder: str) -> None:
    for path in modules(folder):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec", "__import__"}, ids(path)


@pytest.mark.parametrize("folder", ["engine", "plugins", "admin"])
def test_only_the_clock_asks_the_machine_for_the_time(folder: str) -> None:
    for path in modules(folder):
        text = path.read_text("utf-8")
        if path.name != "clock.py" and "scenarios" not in path.parts:
            assert "datetime.now(" not in text, ids(path)
            assert "date.today(" not in text, ids(path)


@pytest.mark.parametrize("folder", ["engine", "plugins", "admin", "workflows"])
def test_every_module_opens_with_the_question_it_answers(folder: str) -> None:
    for path in modules(folder):
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), ids(path)
