"""How the kinds of values are called in words."""

from __future__ import annotations

from engine.text import Text

_NAMES = {
    "number": ("数字", "a number"),
    "string": ("文本", "a text"),
    "boolean": ("真假值", "a yes or no"),
    "date": ("日期", "a date"),
    "time": ("时间", "a time"),
    "date and time": ("日期时间", "a date and time"),
    "days and time duration": ("天数时长", "a duration in days or hours"),
    "years and months duration": ("年月时长", "a duration in years or months"),
    "list": ("列表", "a list"),
    "range": ("区间", "a range"),
    "context": ("一组数据", "a context"),
    "function": ("函数", "a function"),
    "null": ("空值", "null"),
    "any": ("任意值", "any value"),
}


def name_of(kind: str) -> Text:
    """Return the words for a kind."""
    zh, en = _NAMES.get(kind, (kind, kind))
    return Text(zh, en)
