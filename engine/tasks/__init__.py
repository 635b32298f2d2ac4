"""What people do to a task besides completing it, a file a deed."""

from engine.tasks.claim import claim_task, release_task
from engine.tasks.draft import save_draft

__all__ = ["claim_task", "release_task", "save_draft"]
