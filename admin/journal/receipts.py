"""Receipts: one's own codes for what one did in a case, and the page where any code is checked."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from admin.journal.words import deed_words
from admin.who import viewer
from engine import check_receipt, find_case, own_receipts

receipt_pages = Blueprint("receipts", __name__, template_folder="templates")

LONGEST = 60


@receipt_pages.get("/receipt")
def check() -> str:
    """Check a code, for anybody who holds one; it shows when and what kind, and nothing else."""
    code = request.args.get("code", "").strip()[:LONGEST]
    return render_template(
        "journal/receipt.html",
        code=code,
        receipt=check_receipt(code) if code else None,
        deed_words=deed_words,
    )


@receipt_pages.get("/cases/<int:case_id>/receipts")
def own(case_id: int) -> str:
    """Show the reader the codes of what it did in a case, to be printed or copied."""
    by = viewer()
    case = find_case(case_id, by)
    return render_template(
        "journal/receipts.html",
        case=case,
        rows=own_receipts(case, by.person.id),
        deed_words=deed_words,
    )
