"""The inbox: tasks to do, claimed and done, and what I started."""

from admin.inbox.views import inbox_pages

__all__ = ["inbox_pages"]
