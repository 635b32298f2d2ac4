"""Figures as staff read them."""

from admin.indicators.views import indicator_pages

__all__ = ["indicator_pages"]
