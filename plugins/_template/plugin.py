"""What the system is about, in one line that the plugins page may show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import (
    About,
    Case,
    Form,
    Indicator,
    Ledger,
    Record,
    Rule,
    Text,
    hookimpl,
    load_forms,
    load_rules,
)

from . import figures
from .records import LEDGERS, Request


@hookimpl
def about() -> About:
    return About(title=Text("样板", "Template"), basis="〔写明依据的法规〕")


@hookimpl
def forms() -> list[Form]:
    return load_forms(__file__)


@hookimpl
def rules() -> list[Rule]:
    return load_rules(__file__)


@hookimpl
def records() -> list[type[Record]]:
    return [Request]


@hookimpl
def ledgers() -> list[Ledger]:
    return LEDGERS


@hookimpl
def indicators() -> list[Indicator]:
    return figures.INDICATORS


@hookimpl
def actions() -> dict[str, Callable[..., Any]]:
    return {"_template.enter_request": enter_request}


def enter_request(
    case: Case, matter: str, approver: str, amount: Any = None, applicant: str | None = None
) -> dict[str, Any]:
    """Enter a decided request; `amount` is in yuan."""
    Request.create(
        case=case,
        community=case.community,
        data_class=Request.DATA_CLASS,
        matter=matter,
        approver=approver,
        amount=round((amount or 0) * 100),
        applicant=applicant or "",
    )
    return {}
