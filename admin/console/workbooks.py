"""How a workbook that somebody sends is opened: bounded, without entities, nothing computed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any, TypeVar

from openpyxl import load_workbook

from engine import Refused

UNPACKED = 20_000_000  # bytes of what is packed in it, all together
PARTS = 200  # files in it

_T = TypeVar("_T")


def read_first_sheet(
    content: bytes, read: Callable[[Any], _T], *, largest: int, values: bool = False
) -> _T:
    """Return what `read` makes of a workbook's first sheet, before the file is let go.

    With `values` a formula stands for the value stored beside it, else for itself. Raises Refused
    for a file that is none, or is larger than `largest` bytes, or would be huge when unpacked.
    """
    _require_bounded(content, largest)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=values)
        return read(book.worksheets[0])
    except Refused:
        raise
    except Exception as broken:  # the library raises whatever a broken part makes it raise
        raise _unreadable() from broken


def _require_bounded(content: bytes, largest: int) -> None:
    """Refuse what would be huge when unpacked, and what declares entities of its own."""
    too_large = Refused("文件太大。", "The file is too large.")
    if len(content) > largest:
        raise too_large
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise too_large
            declares = any(b"<!DOCTYPE" in packed.read(part) for part in parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as broken:
        raise _unreadable() from broken
    if declares:
        raise _unreadable()


def _unreadable() -> Refused:
    return Refused("无法读取此 Excel 文件（.xlsx）。", "This Excel file (.xlsx) cannot be read.")
