"""What the source asks for and where the product has it: the tables of the plugins' READMEs.

python -m tests.checklist
"""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine import brought_by, everything, hooks_for, installed_plugins, plugin_folder
from engine.procedures import diagram_files

ROOT = Path(__file__).parent.parent
HEADING = "## Source checklist"
HEADS = ("Source phrase", "What the software does", "Place")
NAME = re.compile(r"`([^`]+)`")
PAGE = "page:"


@dataclass(frozen=True)
class Row:
    """One phrase of the source, what is done for it, and the names of where."""

    plugin: str
    phrase: str
    deed: str
    places: tuple[str, ...]


def rows(plugin: str) -> list[Row]:
    """Return the rows of a plugin's checklist; none when its README has no such section."""
    return read(plugin, (plugin_folder(plugin) / "README.md").read_text("utf-8"))


def read(plugin: str, text: str) -> list[Row]:
    _, found, rest = text.partition(f"{HEADING}\n")
    lines = [line for line in rest.split("\n## ")[0].splitlines() if line.startswith("|")]
    if not found or tuple(cells(lines[0])) != HEADS:
        return []
    return [
        Row(plugin, phrase, deed, tuple(NAME.findall(place)))
        for phrase, deed, place in (cells(line) for line in lines[2:])
    ]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


@cache
def known() -> frozenset[str]:
    """Return every name that a place may be: of all installed plugins, and of the demo's tree."""
    brought, plugins = brought_by(everything()), list(installed_plugins())
    keys = [path.stem for plugin in plugins for path in diagram_files(plugin)]
    records = [one._meta.table_name for some in hooks_for(plugins).records() for one in some]
    return frozenset(
        [
            *plugins,
            *keys,
            *records,
            *brought.forms,
            *brought.rules,
            *brought.roles,
            *brought.actions,
            *brought.settings,
            *brought.indicators,
            *brought.ledgers,
            *messages(),
            *codes(),
        ]
    )


def messages() -> set[str]:
    texts = (path.read_text("utf-8") for one in installed_plugins() for path in diagram_files(one))
    return {
        name for text in texts for name in re.findall(r'<bpmn:message [^>]*name="([^"]+)"', text)
    }


def codes() -> set[str]:
    """Return the codes of the demo's organisation and of the source's figures."""
    found: set[str] = set()
    for plugin in installed_plugins():
        for path in sorted((plugin_folder(plugin) / "demo" / "records").glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                found |= {row["code"] for row in csv.DictReader(file) if row.get("code")}
        for path in sorted((plugin_folder(plugin) / "demo").glob("*.toml")):
            for some in tomllib.loads(path.read_text("utf-8")).values():
                found |= {row["code"] for row in some if isinstance(row, dict) and "code" in row}
    return found


def unknown(row: Row, pages: set[str]) -> list[str]:
    """Return the places of a row that do not exist; `pages` are the product's addresses."""
    return [
        name
        for name in row.places
        if not {name, f"{row.plugin}.{name}"} & known()  # a setting may stand by its bare name
        and not (name.startswith(PAGE) and name.removeprefix(PAGE) in pages)
    ]


def main() -> None:
    for plugin in installed_plugins():
        found = rows(plugin)
        print(f"\n{plugin}: {len(found)} rows")
        for row in found:
            print(f"  {row.phrase}\n      {', '.join(row.places) or 'NOWHERE'}")


if __name__ == "__main__":
    main()
