"""Which values an expression of a form may write out, so that both sides read the same."""

from __future__ import annotations

import re

from engine.feel.tree import Literal
from engine.forms.outside import Outside, because
from engine.forms.sorts import NULL, NUMBER, TEXT, YES_NO, Sort, whole

_NUMBER = re.compile(r"(?=[0-9.]{1,16}\Z)[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_TEXT = re.compile(r'"[^"\\\x00-\x1f]*"')


def literal_sort(node: Literal, text: str) -> Sort:
    """Return the sort of a value as it is written; brackets around it do not count."""
    written = text.strip("() \t\r\n")
    if node.value is None or isinstance(node.value, bool):
        return _constant(node, written)
    if isinstance(node.value, str) and _TEXT.fullmatch(written):
        return TEXT
    if written[:1].isdigit() and _NUMBER.fullmatch(written):
        return whole(int(written), int(written)) if written.isdigit() else NUMBER
    raise Outside(
        node.start,
        because(
            "“{written}”应写成最多 15 位的数字，或不带“\\”的文字",
            "“{written}” must be a number of at most 15 digits or text without a backslash",
            written=written[:40],
        ),
    )


def _constant(node: Literal, written: str) -> Sort:
    if written not in ("null", "true", "false"):
        text = because("表达式里不能写日期", "a form's expressions hold no dates")
        raise Outside(node.start, text)
    return NULL if node.value is None else YES_NO
