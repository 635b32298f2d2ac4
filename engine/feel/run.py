"""What one evaluation may read, and how much it may use up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar, Token
from datetime import datetime
from time import monotonic
from typing import Any, Final, Self

from engine import clock
from engine.text import Text

from .errors import FeelLimit
from .reasons import failure, reason

STEPS = 300_000
"""A step is half a small node evaluated, about 0.3 µs: the whole budget lasts about 0.1 s."""
MAX_TEXT = 10_000
MAX_NESTING = 100
"""Constructs within each other; a pair of brackets counts twice, with its content."""
MAX_TREE = 100
MAX_CALLS = 60
MAX_STRING = 1_000_000
MAX_LIST = 100_000
REGEX_SECONDS = 0.1
CHARACTERS_A_STEP = 32


class Missing:
    """The answer of a look-up that found nothing, not even null."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
_current: ContextVar[Run | None] = ContextVar("feel_run", default=None)


class Run:
    """One evaluation: the data it reads by name, its clock and what is left of its budget."""

    __slots__ = (
        "_token",
        "calls",
        "data",
        "functions",
        "moment",
        "notes",
        "regex_left",
        "seen",
        "steps",
    )

    def __init__(
        self,
        data: Mapping[str, Any],
        moment: datetime | None = None,
        functions: Mapping[str, Callable[..., Any]] | None = None,
        steps: int = STEPS,
    ) -> None:
        self.data, self.moment, self.functions = data, moment, functions
        self.steps, self.calls, self.regex_left = steps, 0, REGEX_SECONDS
        self.seen: dict[Any, Any] = {}
        self.notes: list[Text] | None = None
        self._token: Token[Run | None] | None = None

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _current.reset(self._token)

    def spend(self, steps: int) -> None:
        """Take steps from the budget; raises FeelLimit when they are not there."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelLimit("表达式计算步数超出上限", "the expression takes too many steps")

    def now(self) -> datetime:
        """Return the instant this evaluation takes for the present, in the local zone."""
        return (self.moment or clock.now()).astimezone(clock.LOCAL)


def current() -> Run | None:
    """Return the evaluation that is going on in this thread."""
    return _current.get()


def spend(steps: int) -> None:
    """Charge work to the evaluation that is going on, before the work is done."""
    run = _current.get()
    if run is not None:
        run.spend(steps)


def spend_string(length: int) -> None:
    """Charge a string that is about to be built."""
    if length > MAX_STRING:
        raise FeelLimit("字符串过长", "the string would be too long")
    spend(length // CHARACTERS_A_STEP + 1)


def spend_list(length: int) -> None:
    """Charge a list or context that is about to be built."""
    if length > MAX_LIST:
        raise FeelLimit("列表过长", "the list would be too long")
    spend(length // 8 + 1)


def why_null(why: str | Exception, **values: Any) -> None:
    """Tell a traced evaluation why the value at hand is null."""
    run = _current.get()
    if run is not None and run.notes is not None:
        run.notes.append(failure(why) if isinstance(why, Exception) else reason(why, **values))


class RegexTime:
    """Allow a regular expression what is left of the evaluation's time for them."""

    def __enter__(self) -> float:
        run = _current.get()
        self._started = monotonic()
        left = run.regex_left if run else REGEX_SECONDS
        if left <= 0:
            raise _too_slow()
        return left

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        run = _current.get()
        if run:
            run.regex_left -= monotonic() - self._started
        if kind is TimeoutError:
            raise _too_slow()


def _too_slow() -> FeelLimit:
    return FeelLimit("正则表达式过慢", "the regular expression is too slow")
