"""Who stands in for the reader while it is away, and for whom it stands in."""

from admin.deputies.views import deputy_pages

__all__ = ["deputy_pages"]
