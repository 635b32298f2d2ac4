"""What is entered in a credit file: weighed, kept while contested, entered, shown, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import LOCAL, Case, Refused, today, tree

from .periods import day_after, publicity_end, publish_due
from .records import CreditEvent, CreditFile
from .standing import ADVERSE, HEAVY, settle, standing_of
from .subjects import file_for, file_of, note_step

Said = Mapping[str, Any]


def weigh(case: Case, uscc: str, change: Said, on_legal_list: str | None = None) -> dict[str, Any]:
    """Say how a file would stand with an event, without entering it: what table D4.2 is asked."""
    stands = standing_of(file_of(uscc), int(case.settings["self_discipline.base_score"]))
    severity = change["severity"]
    serious = severity == "serious"
    return {
        "score_now": stands.score,
        "score_after": max(0, min(100, stands.score + int(change["delta"]))),
        "serious_public": stands.serious_public or (serious and bool(change["publish"])),
        "legal_listed": stands.legal_listed or (serious and on_legal_list == "yes"),
        "active_record": stands.active_record or severity in HEAVY,
        "clean_months": 0 if severity in ADVERSE else stands.clean_months,
    }


def hold_contested(case: Case, event: Said, change: Said) -> dict[str, Any]:
    """Keep an event while it is contested: no points, not shown, until that is decided."""
    held = _entered(case, event, change, "contested")
    note_step(case, held.file, "contested", held.decision_no)
    return {"event_no": held.event_no}


def write_event(
    case: Case,
    event: Said,
    change: Said,
    publicity_months: Any = None,
    decision_reason: str | None = None,
    legal_list: Said | None = None,
) -> dict[str, Any]:
    """Enter an event in its organisation's file and count the file anew.

    An adverse one needs a document, its ground and the reasons of whoever decided: never a table
    alone. Says by when it must be published and whether the city platform gets it (CXGH 68).
    """
    adverse = change["severity"] in ADVERSE
    if adverse and not (event.get("decision_no") and event.get("legal_basis") and decision_reason):
        raise Refused(
            "不利记录必须有生效文书、法律依据和决定理由。",
            "An adverse record needs an effective document, a legal ground and reasons.",
        )
    entered = _entered(case, event, change, "recorded")
    day = entered.decided_at or today()
    months = max(int(publicity_months or 0), entered.least_months) if change["publish"] else 0
    entered.reason = decision_reason or ""
    entered.legal_list = _link(legal_list) if change["severity"] == "serious" else ""
    if change["publish"]:
        entered.publicity_from = today()
        entered.publicity_to = publicity_end(case, change, today(), months)
        entered.effect_to = entered.publicity_to
    elif adverse:
        entered.effect_to = day_after(case, today(), f"{entered.most_months}MON")
    entered.save()
    note_step(case, entered.file, "recorded", entered.decision_no)
    file = settle(case, entered.file)
    matter = event.get("matter") or "other"
    return {
        "event_no": entered.event_no,
        "score": file.score,
        "list_now": file.list,
        "publishes": bool(change["publish"]),
        "publish_due": publish_due(case, matter, day),
        "shares": matter == "illegal_build",
    }


def _link(said: Said | None) -> str:
    """Return which list set by law an organisation stands on, and where; "" for none."""
    if not said or not said.get("name"):
        return ""
    return " · ".join(str(said.get(key) or "") for key in ("name", "basis", "link"))


def _entered(case: Case, event: Said, change: Said, state: str) -> CreditEvent:
    """Return the case's own event, made now if it was not kept before, with what is known."""
    file = file_for(
        case,
        event["uscc"],
        event["subject"],
        event["subject_kind"],
        event.get("subject_address") or "",
    )
    number = f"{case.number}-E"
    known = CreditEvent.get_or_none(CreditEvent.event_no == number)
    entered = known or CreditEvent(case=case, community=file.community, event_no=number)
    entered.data_class, entered.file, entered.state = CreditEvent.DATA_CLASS, file, state
    entered.type, entered.decision_no = event["event_type"], event.get("decision_no")
    for key in ("organ", "matter", "offence", "legal_basis"):
        setattr(entered, key, event.get(key) or "")
    entered.matter = entered.matter or "other"
    for key in ("decided_at", "served_at"):
        setattr(entered, key, event.get(key))
    amount = event.get("amount")
    entered.amount = None if amount is None else round(Decimal(str(amount)) * 100)
    entered.severity, entered.delta = change["severity"], int(change["delta"])
    entered.least_months, entered.most_months = int(change["least"]), int(change["most"])
    entered.restore_percent = int(change["restore"] * 100)
    entered.save()
    return entered


def enter_good(case: Case, file: CreditFile, kind: str, change: Said) -> CreditEvent:
    """Enter a good deed in a file: no document, nothing to publish, nobody to be heard."""
    mine = CreditEvent.select().where(CreditEvent.case == case).count()
    entered: CreditEvent = CreditEvent.create(
        case=case,
        community=file.community,
        data_class=CreditEvent.DATA_CLASS,
        file=file,
        event_no=f"{case.number}-E{mine + 1}",
        type=kind,
        decided_at=today(),
        severity="none",
        delta=int(change["delta"]),
        state="recorded",
    )
    note_step(case, file, "recorded")
    settle(case, file)
    return entered


def set_publicity(
    case: Case, event_no: str, change: Said, published_at: datetime, publicity_months: Any = None
) -> dict[str, Any]:
    """Let an event's publicity run from the day it was published."""
    event = event_numbered(event_no)
    day = published_at.astimezone(LOCAL).date()
    event.publicity_from = day
    event.publicity_to = publicity_end(case, change, day, int(publicity_months or 0))
    event.effect_to = event.publicity_to
    event.save()
    note_step(case, event.file, "published", event.decision_no, f"{day} – {event.publicity_to}")
    settle(case, event.file)
    return {"publicity_to": event.publicity_to}


def drop_event(
    case: Case, uscc: str, decision_no: str | None = None, event_no: str | None = None
) -> dict[str, Any]:
    """Note that a document was not entered; what was kept while contested is taken back."""
    event = CreditEvent.get_or_none(CreditEvent.event_no == (event_no or ""))
    if event is not None:
        event.state = "withdrawn"
        event.save()
    file = file_of(uscc)
    if file is not None:
        note_step(case, file, "dropped", decision_no)
    return {"event_no": event_no}


def withdraw_event(case: Case, decision_no: str, withdraw_reason: str) -> dict[str, Any]:
    """Take back an event whose decision was changed or revoked (APL 48); the file counts anew."""
    event = CreditEvent.get_or_none(
        CreditEvent.decision_no == decision_no, CreditEvent.state != "withdrawn"
    )
    if event is None:
        raise Refused(
            "没有文书号为“{number}”的有效信用记录。",
            "There is no live credit record of document “{number}”.",
            number=decision_no,
        )
    event.state, event.publicity_to = "withdrawn", None
    event.save()
    note_step(case, event.file, "withdrawn", decision_no, withdraw_reason)
    file = settle(case, event.file)
    return {
        "uscc": file.uscc,
        "subject": file.name,
        "score": file.score,
        "list_now": file.list,
    }


def hide_expired(case: Case) -> dict[str, Any]:
    """End the publicity that is over in this case's community and below; count those files anew."""
    over = CreditEvent.select().where(
        CreditEvent.community.in_(tree().below(case.community_id)),
        CreditEvent.state == "recorded",
        CreditEvent.effect_to < today(),
    )
    files: dict[int, CreditFile] = {}
    for event in over:
        event.state = "expired"
        event.save()
        note_step(case, event.file, "expired", event.decision_no)
        files[event.file.id] = event.file
    for file in files.values():
        settle(case, file)
    return {"hidden": len(over)}


def event_numbered(event_no: str) -> CreditEvent:
    """Return the event of a number; LookupError if there is none."""
    found: CreditEvent | None = CreditEvent.get_or_none(CreditEvent.event_no == event_no)
    if found is None:
        raise LookupError(event_no)
    return found
