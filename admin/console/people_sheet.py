"""The list of people as a workbook: the empty one to be filled in, and what a filled one says."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from admin.console.workbooks import read_first_sheet
from admin.say import say
from admin.spreadsheets import harmless
from engine import (
    Community,
    ListRow,
    Refused,
    Text,
    brought_by,
    everything,
    may_be_listed,
)

LARGEST = 2_000_000  # bytes; 5,000 rows take some 300,000
LAST_LINE = 20_000  # below it nothing is read; empty rows count
MOST_COLUMNS = 20
WIDTH = 22
HEADS = {
    "username": Text("用户名", "User name"),
    "name": Text("姓名", "Full name"),
    "name_en": Text("英文姓名", "English name"),
    "phone": Text("电话", "Telephone"),
    "role": Text("岗位", "Role"),
    "community": Text("组织编码", "Organisation code"),
    "since": Text("开始日期", "First day"),
    "until": Text("结束日期", "Last day"),
}
EXPLAINED = {
    "username": Text(
        "必填，登录时用；2 至 80 个字母、数字或 . _ @ -。"
        "已有的用户名按此人核对，只改有差异的内容。",
        "Needed: who signs in by it; 2 to 80 letters, digits or . _ @ -. Somebody who has this "
        "user name already is compared, and only what differs is changed.",
    ),
    "name": Text("新人员必填；已有人员留空表示不变。", "Needed for who is new; empty: unchanged."),
    "name_en": Text("可不填。", "May be empty."),
    "phone": Text("可不填；只写数字、空格、+ 和 -。", "May be empty; digits, spaces, + and -."),
    "role": Text(
        "岗位名称或代码，见下表。一行一个岗位；同一人的其他岗位另起一行，只填用户名和任职各列。",
        "The role's name or key, see below. One role a row; a further role of the same person "
        "stands in a further row with the user name and the columns of the role alone.",
    ),
    "community": Text("任职所在组织的编码，见下表。", "Code of the organisation it is held in."),
    "since": Text("如 2027-01-31；留空：从导入时起。", "Such as 2027-01-31; empty: at once."),
    "until": Text(
        "任职的最后一天；留空：没有期限或不变。", "Last day of the role; empty: open, or unchanged."
    ),
}


# -- the empty one


def template() -> bytes:
    """Return a workbook to be filled in: heads, and a second sheet that explains them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = say(Text("人员", "People"))
    _write(sheet, [[say(head) for head in HEADS.values()]])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in range(1, len(HEADS) + 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = WIDTH
        sheet.column_dimensions[letter].number_format = "@"  # digits stay as they are typed
    sheet.freeze_panes = "A2"
    explained = book.create_sheet(say(Text("说明", "How to fill it in")))
    _write(explained, _explanation())
    for letter, width in (("A", WIDTH * 2), ("B", WIDTH * 4)):
        explained.column_dimensions[letter].width = width
    for row in explained.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def _write(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        sheet.append([harmless(value) for value in row])


def _explanation() -> list[list[str]]:
    roles = sorted(brought_by(everything()).roles.values(), key=lambda role: role.key)
    places = Community.select().where(Community.active).order_by(Community.org_path)
    return [
        [say(Text("列", "Column")), say(Text("怎样填写", "How to fill it in"))],
        *([say(HEADS[column]), say(text)] for column, text in EXPLAINED.items()),
        [],
        [say(Text("岗位", "Role")), say(Text("代码", "Key"))],
        *([say(role.title), role.key] for role in roles if may_be_listed(role)),
        [],
        [say(Text("组织编码", "Organisation code")), say(Text("名称", "Name"))],
        *([place.code, say(Text(place.name, place.name_en))] for place in places),
    ]


# -- a filled one


def read_sheet(content: bytes) -> list[ListRow]:
    """Return the rows of a workbook's first sheet; Refused for a file that is none, or is too big.

    No cell is computed: one that holds a formula is refused.
    """
    return read_first_sheet(content, _rows, largest=LARGEST)


def _rows(sheet: Any) -> list[ListRow]:
    lines = sheet.iter_rows(max_col=MOST_COLUMNS)
    columns = _columns(next(lines, ()))
    return list(_filled(lines, columns))


def _columns(heads: Sequence[Any]) -> dict[int, str]:
    """Return which column stands where, by its head in any language."""
    known = {
        head.say(language).casefold(): column
        for column, head in HEADS.items()
        for language in ("zh", "en")
    }
    said = [str(cell.value or "").strip().casefold() for cell in heads]
    found = {place: known[word] for place, word in enumerate(said) if word in known}
    if "username" not in found.values() or len(set(found.values())) < len(found):
        raise Refused(
            "第一行应是模板的表头，并且有“用户名”一列。",
            "The first row holds the heads of the template, “User name” among them.",
        )
    unknown = [word for word in said if word and word not in known]
    if unknown:
        raise Refused("不认识的列“{head}”。", "Unknown column “{head}”.", head=unknown[0][:40])
    return found


def _filled(lines: Iterator[Any], columns: dict[int, str]) -> Iterator[ListRow]:
    for line, cells in enumerate(lines, start=2):
        if line > LAST_LINE:
            raise Refused("行数太多。", "There are too many rows.")
        row = {
            column: _text(cells[place], line)
            for place, column in columns.items()
            if place < len(cells)
        }
        if any(row.values()):
            yield ListRow(line, row)


def _text(cell: Any, line: int) -> str:
    """Return what a cell says; days as 2027-01-31, numbers as they were typed."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e") or str(value).lstrip().startswith(("=", "＝")):
        raise Refused(
            "第 {line} 行有公式。请只填内容，不用公式。",
            "Row {line} holds a formula. Only plain values are read.",
            line=line,
        )
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
