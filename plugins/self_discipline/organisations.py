"""Social organisations: registered or filed, helped through the year, and evaluated."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine import Case, today

from .records import OrgWork, SocialOrg

COUNTERS = {"activity": "activities", "service": "services", "visit": "contacts"}


def register_org(
    case: Case,
    name: str,
    kind: str,
    members: Any,
    hub: str,
    reg_no: str | None = None,
    filing_no: str | None = None,
) -> dict[str, Any]:
    """Enter an organisation in the register; one that is there already is brought up to date."""
    known = SocialOrg.get_or_none(SocialOrg.name == name, SocialOrg.community == case.community)
    org = known or SocialOrg(case=case, community=case.community, name=name)
    org.data_class, org.case, org.kind, org.state = SocialOrg.DATA_CLASS, case, kind, "active"
    org.members, org.hub = int(members), hub == "yes"
    org.reg_no, org.filing_no = reg_no or "", filing_no or org.filing_no
    org.activities = org.contacts = org.services = 0
    org.save()
    return {"org_no": f"{case.community.code}-O{org.id}"}


def org_of(case: Case) -> SocialOrg:
    """Return the organisation that a case is about."""
    found: SocialOrg = SocialOrg.get(SocialOrg.case == case)
    return found


def log_work(
    case: Case, kind: str, matter: str, done_on: date | None = None, people: Any = None
) -> dict[str, Any]:
    """Enter an activity, a service or a visit, and count it for the year."""
    org = org_of(case)
    OrgWork.create(
        case=case,
        community=org.community,
        data_class=OrgWork.DATA_CLASS,
        org=org,
        kind=kind,
        matter=matter,
        done_on=done_on or today(),
        people=int(people or 0),
    )
    counter = COUNTERS[kind]
    setattr(org, counter, getattr(org, counter) + 1)
    org.save()
    return {"work_count": org.activities + org.services + org.contacts}


def score_year(
    case: Case, year: Any, members: Any, activity: Any, norm: Any, close: bool
) -> dict[str, Any]:
    """Enter the score of a year (members 40, activities 30, orderly work 30); maybe close it."""
    org = org_of(case)
    org.year, org.year_score = int(year), int(members) + int(activity) + int(norm)
    org.state = "closed" if close else "active"
    org.save()
    return {"year_score": org.year_score}
