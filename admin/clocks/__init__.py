"""The clock of a case: what it says, stopping it, letting it go on, lengthening its time."""

from admin.clocks.views import clock_pages

__all__ = ["clock_pages"]
