"""The start page: what waits for me, and what I may start."""

from admin.home.views import home_pages

__all__ = ["home_pages"]
