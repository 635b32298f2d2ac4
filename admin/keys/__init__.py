"""The page of one's own keys for programs."""

from admin.keys.views import key_pages

__all__ = ["key_pages"]
