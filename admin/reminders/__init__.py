"""What the reader was told besides its tasks: reminders, lamps, more time."""

from admin.reminders.views import reminder_pages

__all__ = ["reminder_pages"]
