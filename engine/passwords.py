"""Is a password too easily guessed? What is common is recognised by how people make passwords.

A list of leaked passwords is long and always of yesterday. People begin with a common word, a
name, a date or a row of keys and add a little; what is left without these must be long enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from engine.text import Text

SHORTEST = 10  # characters
LEFT = 6  # of them, at least, are neither a common word, a name, a date nor a row
FEWEST = 5  # different ones
SHORTEST_NAME = {True: 2, False: 3}  # by whether it is written in Chinese

WORDS = (Path(__file__).parent / "common_words.txt").read_text("utf-8").split()
LOOKALIKES = str.maketrans("@$!0135478", "asiolesate"[:10])
DATES = re.compile(r"(19|20)\d\d[-./]?(0?[1-9]|1[0-2])?[-./]?([12]\d|3[01]|0?[1-9])?")
AGAIN = re.compile(r"(.{1,4}?)\1+")


def weakness(password: str, names: Iterable[str] = ()) -> Text | None:
    """Return why a password is not to be used, or None; `names` are those of its person."""
    text = unicodedata.normalize("NFKC", password).lower()
    if len(text) < SHORTEST:
        return Text(
            "密码至少要有 {count} 个字符。",
            "A password has at least {count} characters.",
            count=SHORTEST,
        )
    if _left(text, ()) < LEFT or len(set(text)) < FEWEST:
        return Text(
            "这个密码太常见，容易被猜到。用一句自己的话更好。",
            "This password is too common. A short sentence of your own is better.",
        )
    if _left(text, names) < LEFT:
        return Text(
            "密码不能由自己的姓名或用户名组成。",
            "A password is not made of one's own name or user name.",
        )
    return None


def _left(text: str, names: Iterable[str]) -> int:
    """Return how much of a password is its own; a Chinese character counts for two."""
    own = [part for name in names for part in _parts(name)]
    plain = DATES.sub(" ", text)
    shortest = min(
        (_without(one, [*own, *WORDS]) for one in (plain, plain.translate(LOOKALIKES))),
        key=len,
    )
    return sum(1 if sign.isascii() else 2 for sign in shortest)


def _parts(name: str) -> list[str]:
    """Return a name and its words, as far as they are long enough to tell anything."""
    text = unicodedata.normalize("NFKC", name).lower()
    found = {text.replace(" ", ""), *re.split(r"[\W_]+", text)}
    return [one for one in found if len(one) >= SHORTEST_NAME[not one.isascii()]]


def _without(text: str, words: list[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, " ")
    text = "".join(_runs_shortened(AGAIN.sub(r"\1", text)))
    return "".join(sign for sign in text if sign.isalnum())


def _runs_shortened(text: str) -> Iterable[str]:
    """Yield a text with each run such as 4567, dcba or aaaa said by its first sign."""
    place = 0
    while place < len(text):
        yield text[place]
        place += _run(text[place:])


def _run(text: str) -> int:
    """Return how long the run is with which a text begins: 1 for none of at least three."""
    if len(text) < 3:
        return 1
    step = ord(text[1]) - ord(text[0])
    if abs(step) > 1:
        return 1
    end = 2
    while end < len(text) and ord(text[end]) - ord(text[end - 1]) == step:
        end += 1
    return end if end >= 3 else 1
