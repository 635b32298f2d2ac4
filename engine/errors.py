"""What can go wrong for a person at a desk; anything else is a bug and may crash."""

from __future__ import annotations

import traceback
from dataclasses import dataclass

from engine.text import Text


class Refused(Exception):
    """The person, the community or the case's state does not allow this; `text` says why."""

    def __init__(self, zh: str | Text, en: str = "", **values: object) -> None:
        self.text = zh if isinstance(zh, Text) else Text(zh, en, **values)
        super().__init__(str(self.text))


class NotFound(Refused):
    """There is no such thing, or this person may not know that there is: the answer is the same."""

    def __init__(self) -> None:
        super().__init__("没有找到，或者您无权查看。", "Not found, or you may not see it.")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer; `field` is its dotted path, empty for the whole form."""

    field: str
    text: Text

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"


class Invalid(Exception):
    """The answers do not pass the form or a rule; all problems at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


def place_of(error: BaseException) -> str:
    """Return an exception's class and where it arose; its message may quote a case, so not that."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    lines = [f"{'/'.join(f.filename.split('/')[-2:])}:{f.lineno} {f.name}" for f in frames]
    return "\n".join([type(error).__name__, *lines])
