"""What has been kept long enough, what is held, and what was decided."""

from admin.retention.views import retention_pages

__all__ = ["retention_pages"]
