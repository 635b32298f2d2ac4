"""The interface for programs: the same public functions as the pages, as JSON under /api/v1."""

from admin.api import cases, incidents, messages, procedures, tasks
from admin.api.door import add_api

PARTS = (procedures, cases, tasks, messages, incidents)  # imported for this: they name operations

__all__ = ["PARTS", "add_api"]
