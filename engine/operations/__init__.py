"""What those in charge do to a running case from outside its diagram, a file a deed."""

from engine.operations.allowed import may_govern, may_maintain, may_operate, operated
from engine.operations.batch import (
    mapping_findings,
    proposal,
    start_batch,
    stop_batch,
    tally,
)
from engine.operations.cancel import cancel_case
from engine.operations.clock import extend_clock, pause_clock, resume_clock
from engine.operations.data import set_data
from engine.operations.described import Described
from engine.operations.mend import (
    correct_and_retry,
    incidents_operated,
    retry,
    retry_incident,
    skip_incident,
)
from engine.operations.merge import (
    Alike,
    Joined,
    alike_cases,
    joined,
    link_cases,
    may_join,
    merge_case,
    merge_from_step,
    search_cases,
    unlink_cases,
    unmerge_case,
)
from engine.operations.migrate import describe_migration, migrate_case
from engine.operations.move import describe_move, describe_restart, move_token, restart_at
from engine.operations.suspend import (
    resume_case,
    resume_procedure,
    suspend_case,
    suspend_procedure,
)

__all__ = [
    "Alike",
    "Described",
    "Joined",
    "alike_cases",
    "cancel_case",
    "correct_and_retry",
    "describe_migration",
    "describe_move",
    "describe_restart",
    "extend_clock",
    "incidents_operated",
    "joined",
    "link_cases",
    "mapping_findings",
    "may_govern",
    "may_join",
    "may_maintain",
    "may_operate",
    "merge_case",
    "merge_from_step",
    "migrate_case",
    "move_token",
    "operated",
    "pause_clock",
    "proposal",
    "restart_at",
    "resume_case",
    "resume_clock",
    "resume_procedure",
    "retry",
    "retry_incident",
    "search_cases",
    "set_data",
    "skip_incident",
    "start_batch",
    "stop_batch",
    "suspend_case",
    "suspend_procedure",
    "tally",
    "unlink_cases",
    "unmerge_case",
]
