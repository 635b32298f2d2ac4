"""Pages on which anybody checks a consultation: hashes, draws, receipts of ballots."""

from admin.proving.views import proving_pages

__all__ = ["proving_pages"]
