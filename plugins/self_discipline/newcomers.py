"""Newcomers to the community: registered, helped, asked again, minimised when they leave."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine import Case, today

from .periods import day_after
from .records import Migrant

KEPT = "1Y"  # DOMAIN §10.5: leaving + 1 year


def register_migrant(
    case: Case,
    name: str,
    address: str,
    arrived_at: date,
    ground: str,
    phone: str | None = None,
    landlord: str | None = None,
    needs: list[str] | None = None,
    consent: bool | None = None,
) -> dict[str, Any]:
    """Enter a newcomer, or correct what was entered; nothing of it judges the person."""
    known = Migrant.get_or_none(Migrant.case == case)
    entered = known or Migrant(case=case, community=case.community)
    entered.data_class, entered.name, entered.address = Migrant.DATA_CLASS, name, address
    entered.phone, entered.landlord = phone or "", landlord or ""
    entered.arrived_at, entered.ground = arrived_at, ground
    entered.needs, entered.consent = needs or [], bool(consent)
    entered.save()
    return {"migrant_no": f"{case.number}-M"}


def migrant_of(case: Case) -> Migrant:
    """Return the newcomer that a case serves."""
    found: Migrant = Migrant.get(Migrant.case == case)
    return found


def note_needs(
    case: Case, needs: list[str] | None = None, integration: list[str] | None = None
) -> dict[str, Any]:
    """Enter what a newcomer needs and plans, once its address was found right."""
    entered = migrant_of(case)
    entered.address_verified, entered.state = True, "served"
    entered.needs, entered.integration = needs or [], integration or []
    entered.save()
    return {}


def note_followup(case: Case, satisfied: str, permit_until: date | None = None) -> dict[str, Any]:
    """Enter what a newcomer answered after thirty days."""
    entered = migrant_of(case)
    entered.satisfied, entered.permit_until = satisfied, permit_until
    entered.save()
    return {}


def note_permit(case: Case, permit_until: date) -> dict[str, Any]:
    """Enter until when a residence permit is endorsed now (JZZ 10)."""
    entered = migrant_of(case)
    entered.permit_until = permit_until
    entered.save()
    return {"permit_until": permit_until}


def archive_migrant(case: Case) -> dict[str, Any]:
    """Keep only what statistics need of somebody who left; the rest goes, all of it in a year."""
    entered = migrant_of(case)
    entered.name = f"{entered.name[:1]}**"
    entered.phone = entered.landlord = ""
    entered.address = "—"
    entered.needs, entered.integration = [], []
    entered.state, entered.delete_after = "left", day_after(case, today(), KEPT)
    entered.save()
    return {"person_name": entered.name}
