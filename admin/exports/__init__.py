"""Lists that leave the product: asked for, allowed, taken once, logged."""

from admin.exports.views import export_pages

__all__ = ["export_pages"]
