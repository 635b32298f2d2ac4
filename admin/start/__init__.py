"""Starting a procedure: what it asks first, and where one goes on."""

from admin.start.views import first_stop, start_pages

__all__ = ["first_stop", "start_pages"]
