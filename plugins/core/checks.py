"""What a public notice must not hold: identity numbers, telephone numbers, words about illness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine import Problem, Text

PUBLISHED = ("title", "body", "place", "contact_point")
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
PHONE = re.compile(r"(?<!\d)(?:\d{11}|\d{3}[- ]\d{4}[- ]\d{4})(?!\d)")


def personal_data(notice: Mapping[str, Any], words: list[str]) -> Iterator[Problem]:
    """Find personal data in what a notice will show (DOMAIN P0.4; PIPL 25, 28).

    `words` are those that speak of an illness: a setting of the subdistrict.
    """
    for key in PUBLISHED:
        text = str(notice.get(key) or "")
        if ID_NUMBER.search(text):
            yield Problem(
                key, Text("公示内容含有身份证号。", "The notice holds an identity number.")
            )
        elif PHONE.search(text):
            yield Problem(
                key, Text("公示内容含有电话号码。", "The notice holds a telephone number.")
            )
        for word in words:
            if word in text:
                yield Problem(key, Text(*ILLNESS, word=word))


ILLNESS = ("公示内容含有病情信息：“{word}”。", "The notice speaks of an illness: “{word}”.")
