"""What counts as a name, a blank, a number or a keyword."""

from __future__ import annotations

import re
from functools import lru_cache

# DMN 1.5 grammar rules 28-30, but without CJK punctuation and full-width forms of ASCII signs:
# somebody who types them with a Chinese keyboard meant the sign, and is told so.
_START = (
    r"?_A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3005-\u3007\u3012\u3013\u3020-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE"
    r"\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\uFF66-\uFFFD\U00010000-\U000EFFFF"
)
WORD = re.compile(f"[{_START}][{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040]*")
BLANK = re.compile(
    r"(?:[\s\u0085\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]+"
    r"|//[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)*+"
)
NUMBER = re.compile(r"(?:\d++(?:\.\d++)?|\.\d++)(?:[eE][+-]?\d++)?", re.A)
COMPARISON = re.compile(r"!=|<=|>=|=|<|>")
KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "function",
        "external",
        "and",
        "or",
        "between",
        "instance",
        "true",
        "false",
        "null",
    ]
)
SPELLED_WITH_KEYWORDS = (
    "years and months duration",
    "days and time duration",
    "date and time",
    "working days between",
)
"""Names of functions that contain a keyword: the language's own, and one that the engine lends."""
TYPED_ON_A_CHINESE_KEYBOARD = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    "“": '"',
    "”": '"',
    "。": ".",
    "、": ",",
    "【": "[",
    "】": "]",
    "《": "<",
    "》": ">",
}


def is_plain(name: str) -> bool:
    """Tell whether the parser recognises the name without knowing it beforehand."""
    if name.isidentifier() and name.isascii():
        return name not in KEYWORDS
    words = name.split()
    return bool(words) and all(WORD.fullmatch(w) and w not in KEYWORDS for w in words)


@lru_cache(maxsize=4096)
def pattern_of(name: str) -> re.Pattern[str]:
    """Return how an odd name may be written: blanks around signs are free."""
    parts = re.findall(r"\w+|[^\w\s]", name)
    signs = any(not re.fullmatch(r"\w+", part) for part in parts)
    gap = r"\s*" if signs else r"\s+"
    return re.compile(gap.join(map(re.escape, parts)) + r"(?![\w?])")
