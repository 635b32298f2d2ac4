"""What people do with a task besides completing it: hand it on, ask others, send it back."""

from admin.deeds.routes import route_pages
from admin.deeds.views import deed_pages

__all__ = ["deed_pages", "route_pages"]
