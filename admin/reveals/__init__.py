"""Having masked values shown, and the log of who had which shown."""

from admin.reveals.views import reveal_pages

__all__ = ["reveal_pages"]
