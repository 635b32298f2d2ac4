"""FEEL stands alone, holds no door open to Python, and may be shared by threads."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import engine
from engine.feel import compile_expression

ROOT = Path(engine.__file__).parent
ALLOWED = {
    "feel": {"regex", "engine.clock", "engine.text"},
    "dmn": {"lxml", "engine.feel", "engine.text", "engine.errors"},
}
DOORS = {"eval", "exec", "__import__", "compile", "setattr", "globals", "vars"}


def modules(room: str) -> Iterator[ast.Module]:
    for path in (ROOT / room).rglob("*.py"):
        yield ast.parse(path.read_text())


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            whole = node.module == "engine"
            yield from (f"engine.{a.name}" for a in node.names) if whole else [node.module]


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    names = {name for tree in modules(room) for name in imported(tree)}
    outside = {
        ".".join(name.split(".")[:2]) if name.startswith("engine") else name.split(".")[0]
        for name in names
    } - sys.stdlib_module_names
    assert outside <= ALLOWED[room]


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_never_runs_python_from_text(room: str) -> None:
    called = {
        node.func.id
        for tree in modules(room)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & DOORS


def test_one_expression_serves_many_threads() -> None:
    expression = compile_expression("sum(for i in 1..n return i * k) + count(rows[x > k])")

    def worth(k: int) -> object:
        return expression.evaluate({"n": 50, "k": k, "rows": [{"x": i} for i in range(10)]})

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(worth, range(9)))
    assert found == [1275 * k + (9 - k) for k in range(9)]
