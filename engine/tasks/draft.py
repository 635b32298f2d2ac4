"""Keeping what was typed so far, so that nothing is lost before a task is completed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.change import changing_for
from engine.drafts import keep_draft
from engine.people import Viewer
from engine.permission import require_its
from engine.sealing import without_sealed


def save_draft(task_id: int, by: Viewer, answers: Mapping[str, Any]) -> None:
    """Keep unfinished answers with an open task; they are checked when it is completed."""
    with changing_for(task_id) as (change, task):
        require_its(change, task, by)
        keep_draft(change, task, without_sealed(task, answers))
