"""The translations of page texts, compiled where they are newer than what was compiled."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "translations"


def compile_newer() -> None:
    """Compile each catalogue that was edited since; a built wheel brings them compiled."""
    for source in FOLDER.rglob("*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        half = compiled.with_suffix(".mo.new")  # another process may be reading the old one
        with half.open("wb") as out:
            write_mo(out, catalogue)
        half.replace(compiled)
