"""Leave to see a case outside one's scope: asked for, decided, ended."""

from admin.grants.views import grant_pages

__all__ = ["grant_pages"]
