"""What a run asks of the engine around it, and what it hands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from engine.text import Text


@dataclass(frozen=True)
class Thrown:
    """A message that a case sends: to whom (a procedure's key), about what, with which data."""

    name: str
    to: str | None
    correlation: Any
    payload: dict[str, Any]
    element: str
    place: str = ""  # the organisation in which it may open a case; empty: the sender's own


class Waiting:
    """What `World.act` returns when the action runs outside the transaction, as a job."""


class World(Protocol):
    """All that a run may ask: names, the time, decisions, actions, messages, working days."""

    def names(self) -> Mapping[str, Any]:
        """Return the names that every expression sees besides the data: case, setting, legal."""

    def now(self) -> datetime:
        """Return the present instant, aware."""

    def decide(self, decision: str, inputs: Mapping[str, Any], element: str) -> Any:
        """Return what a decision table says."""

    def act(
        self, action: str, arguments: Mapping[str, Any], element: str
    ) -> Mapping[str, Any] | Waiting | None:
        """Do an action of a plugin, or have it done outside."""

    def throw(self, message: Thrown) -> None:
        """Send a message."""

    def secret(self, number: int) -> Any:
        """Return a value that the case's state names by number only."""

    def can_call(self, procedure: str) -> bool:
        """Return whether another procedure can be called, being switched on here."""

    def hand_on(self, kind: Literal["error", "escalation"], code: str | None) -> bool:
        """Hand what nothing in the case handles to the case that called it, if one did."""

    def after(self, limit: str, start: datetime, data: Mapping[str, Any]) -> datetime:
        """Return the instant at which a limit such as `5WD` is over."""


class RunFailed(Exception):
    """A run cannot go on: an uncaught error, a failed expression, no way out of a gateway.

    `element` and `name` say where, `text` what, `code` the BPMN error's code if it was one.
    Nothing of the run may be stored after this.
    """

    def __init__(self, element: str, name: str, text: Text, code: str | None = None) -> None:
        self.element, self.name, self.text, self.code = element, name, text, code
        super().__init__(f"{element} {name}: {text}")


class BpmnError(Exception):
    """Raised by an action to say that it failed in a way the diagram may catch by its code."""

    def __init__(self, code: str, text: Text | None = None) -> None:
        self.code, self.text = code, text
        super().__init__(code)


@dataclass(frozen=True)
class Due:
    """A deadline as drawn: a legal limit's name or a duration, from when, by which calendar.

    `extension` is a legal limit's name or a duration by which it may be lengthened, `extensions`
    how often.
    """

    limit: str | None = None
    within: str | None = None
    start_from: str | None = None
    calendar: str | None = None
    extension: str | None = None
    extensions: int = 1


@dataclass(frozen=True)
class Step:
    """A user or manual task that waits for a person, or a choice that a person has.

    Of `optional` ones a person may do any or none: they stand in an ad-hoc sub-process.
    """

    id: int
    element: str
    name: str
    lane: str | None = None
    roles: tuple[str, ...] = ()
    scope: str | None = None
    assignee: str | None = None
    not_assignee: str | None = None
    share: str | None = None  # "fair": given to the holder of its role with the least to do
    form: str | None = None
    due: Due | None = None
    access: dict[str, str] = field(default_factory=dict)
    item: Any | None = None
    data: dict[str, Any] = field(default_factory=dict)
    documentation: str = ""
    optional: bool = False
    joint: bool = False  # one of several instances of the same element


@dataclass(frozen=True)
class Wait:
    """An event that a run waits for: a message, a signal, a timer or a condition."""

    id: int
    element: str
    name: str
    kind: str
    message: str | None = None
    correlation: Any = None
    due: datetime | None = None
    interrupting: bool = True


@dataclass(frozen=True)
class Called:
    """A call of another procedure whose case is to be opened, of a version or of the newest."""

    id: int
    element: str
    procedure: str
    version: int | None
    data: dict[str, Any]


@dataclass(frozen=True)
class Stopped:
    """A token that stands at an error which the diagram throws and nothing catches."""

    id: int
    element: str
    name: str
    code: str


@dataclass(frozen=True)
class OutsideCall:
    """An action that runs outside the transaction, until `Run.act_done` brings its result."""

    id: int
    element: str
    action: str
    arguments: dict[str, Any]
