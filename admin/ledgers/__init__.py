"""Ledgers as staff read them."""

from admin.ledgers.views import ledger_pages

__all__ = ["ledger_pages"]
