"""Which cases are merged into which: asked when one ends."""

from __future__ import annotations

from engine.jobs import add_job
from engine.models import Case, CaseLink
from engine.statements import ask

MERGED = "merged"  # what a link of such cases is called, and what the merged one is suspended with

TAKEN_IN = "SELECT id FROM case_links WHERE other_id=? AND kind='merged' AND ended_at IS NULL"


def merged_link(case_id: int) -> CaseLink | None:
    """Return the link by which a case is merged into another, if it is."""
    found: CaseLink | None = CaseLink.get_or_none(
        CaseLink.case == case_id, CaseLink.kind == MERGED, CaseLink.ended_at.is_null()
    )
    return found


def taken_in(case_id: int) -> list[int]:
    """Return the links of the cases that are merged into this one, by number."""
    return [row[0] for row in ask(TAKEN_IN, case_id)]


def end_merged(case: Case) -> None:
    """Have the cases that were merged into one that ends now dealt with: they end, or go on."""
    for link in taken_in(case.id):
        after_end(link)


def after_end(link: int) -> None:
    add_job("merged_end", {"link": link}, key=f"merged_end:{link}")
