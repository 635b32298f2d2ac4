"""A list of days off and made-up days as people type it or paste it from a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.calendar import BadHours, CalendarRow, Kind, Minutes, parse_hours
from engine.errors import Invalid, Problem
from engine.text import Text

COLUMNS = ("day", "kind", "hours", "name", "source", "name_en")
LONGEST = 1_000
_HEADINGS: Mapping[str, str] = {
    **{name: name for name in COLUMNS},
    "日期": "day",
    "类型": "kind",
    "时间": "hours",
    "工作时间": "hours",
    "名称": "name",
    "来源": "source",
    "依据": "source",
    "英文名称": "name_en",
}
_KINDS: Mapping[str, Kind] = {
    "off": "off",
    "on": "on",
    "half": "half",
    "放假": "off",
    "休": "off",
    "上班": "on",
    "调休": "on",
    "班": "on",
    "半天": "half",
}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?", re.ASCII)
_MOST = {"name": 80, "name_en": 200, "source": 200}


class Wrong(ValueError):
    """A line is not as it should be; `text` says why."""

    def __init__(self, zh: str, en: str, **values: object) -> None:
        self.text = Text(zh, en, **values)
        super().__init__(self.text.say("en"))


@dataclass(frozen=True)
class _Line:
    number: int
    values: Mapping[str, str]


def read_calendar_rows(text: str) -> list[CalendarRow]:
    """Read rows with the columns day, kind (off, on, half), hours, name, source.

    Commas or tabs part them; headings may be Chinese (日期、类型、时间、名称、来源), or missing.
    Raises Invalid with every line that is wrong, each by its number.
    """
    rows: list[CalendarRow] = []
    problems: list[Problem] = []
    seen: dict[date, int] = {}
    for line in _lines(text):
        try:
            row = _row(line.values)
            _refuse_second(row.day, seen.setdefault(row.day, line.number), line.number)
            rows.append(row)
        except (Wrong, BadHours) as wrong:
            problems.append(_at(line.number, wrong.text))
    if not rows and not problems:
        problems.append(Problem("", Text("这份清单里没有一天。", "There is no day in this list.")))
    if problems:
        raise Invalid(problems)
    return rows


def _at(number: int, text: Text) -> Problem:
    said = Text("第{number}行：{wrong}", "Line {number}: {wrong}", number=number, wrong=text)
    return Problem(str(number), said)


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines that hold something, with their numbers as an editor shows them."""
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_separator(text))
    headings: list[str] | None = None
    try:
        for cells in reader:
            if reader.line_num > LONGEST:
                break
            stripped = [cell.replace("\0", "").strip() for cell in cells]
            if not any(stripped):
                continue
            if headings is None and (found := _headings(stripped)):
                headings = found
                continue
            headings = headings or list(COLUMNS)
            yield _Line(reader.line_num, dict(zip(headings, stripped, strict=False)))
    except csv.Error as wrong:
        problem = Text("不是表格：{why}", "This is no table: {why}", why=str(wrong))
        raise Invalid([_at(reader.line_num, problem)]) from wrong


def _separator(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return "\t" if "\t" in first else "，" if "，" in first and "," not in first else ","


def _headings(cells: list[str]) -> list[str] | None:
    known = [_HEADINGS.get(cell.lower(), "") for cell in cells]
    return known if "day" in known else None


def _row(values: Mapping[str, str]) -> CalendarRow:
    kind = _kind(values.get("kind", ""))
    return CalendarRow(
        _day(values.get("day", "")),
        kind,
        _hours(kind, values.get("hours", "")),
        _short(values, "name"),
        _short(values, "source"),
        _short(values, "name_en"),
    )


def _day(text: str) -> date:
    found = _DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> date:
    raise Wrong(
        "“{text}”不是日期，应像2027-01-01。", "“{text}” is no day like 2027-01-01.", text=text
    )


def _kind(text: str) -> Kind:
    found = _KINDS.get(text.lower())
    if found is None:
        raise Wrong(
            "“{text}”不是类型，应为off（放假）、on（上班）或half（半天）。",
            "“{text}” is no kind: it is off, on (a working day) or half (a half day).",
            text=text,
        )
    return found


def _hours(kind: Kind, text: str) -> Minutes:
    if text and kind != "half":
        raise Wrong("只有半天才写时间。", "Hours belong to a half day only.")
    if kind == "half" and not text:
        raise Wrong(
            "半天要写时间，例如09:00-12:00。", "A half day needs its hours, such as 09:00-12:00."
        )
    return parse_hours(text) if text else ()


def _short(values: Mapping[str, str], column: str) -> str:
    text = values.get(column, "")
    if len(text) > _MOST[column]:
        raise Wrong(
            "“{column}”最多{most}个字。",
            "“{column}” holds {most} characters at most.",
            column=column,
            most=_MOST[column],
        )
    return text


def _refuse_second(day: date, first: int, here: int) -> None:
    if first != here:
        raise Wrong(
            "{day}在第{first}行已经有了。",
            "{day} stands in line {first} already.",
            day=day,
            first=first,
        )
