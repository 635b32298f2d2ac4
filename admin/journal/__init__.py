"""The journal: who did what when, its seals, and receipts for single lines."""

from admin.journal.receipts import receipt_pages
from admin.journal.views import journal_pages

__all__ = ["journal_pages", "receipt_pages"]
