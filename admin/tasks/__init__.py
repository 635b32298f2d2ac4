"""One task: what is asked, the form to answer it, and what is known of the case."""

from admin.tasks.views import task_pages

__all__ = ["task_pages"]
