"""What the pages may touch, read from their source."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ADMIN = Path(__file__).parents[2] / "admin"
FRIENDS = {
    "admin",
    "argon2",
    "authlib",
    "babel",
    "click",
    "engine",
    "flask",
    "flask_babel",
    "flask_limiter",
    "flask_security",
    "flask_wtf",
    "jinja2",
    "joserfc",
    "markupsafe",
    "msgspec",
    "openpyxl",
    "requests",
    "rich",
    "segno",
    "waitress",
    "werkzeug",
    "wtforms",
}
QUERIES = {"select", "get_by_id", "get_or_none", "raw", "execute_sql"}
# the console shows tables as they are, by Flask-Admin, and has walls of its own
PAGES = [
    path
    for path in sorted(ADMIN.rglob("*.py"))
    if not {"console", "node_modules", "frontend"} & set(path.relative_to(ADMIN).parts)
]


def name(path: Path) -> str:
    return str(path.relative_to(ADMIN))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_asks_the_engine_and_no_table(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    called = {node.func.attr for node in ast.walk(tree) if is_method_call(node)}
    assert not called & QUERIES


def is_method_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_imports_the_engines_public_names_and_flasks_friends(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        for module in modules:
            top = module.split(".")[0]
            assert top in FRIENDS or top in sys.stdlib_module_names, module
            assert not module.startswith("engine."), f"{module}: import it from engine"


def test_the_walls_are_seen_when_broken() -> None:
    tree = ast.parse("Case.select().where(True)")
    assert any(is_method_call(node) and node.func.attr == "select" for node in ast.walk(tree))
