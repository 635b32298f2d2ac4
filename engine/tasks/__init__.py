"""What people do to a task besides completing it, a file a deed."""

from engine.tasks.claim import claim_task, release_task
from engine.tasks.copy import copies_of, copy_case, note_read
from engine.tasks.delegate import delegate_task, owner_of, recall_task
from engine.tasks.draft import save_draft
from engine.tasks.recuse import recuse
from engine.tasks.route import ask_route, decide_route, describe_route, route_request, routes
from engine.tasks.send_back import Earlier, describe_send_back, earlier_steps, send_back
from engine.tasks.share_on import leave_without_deputy, share_on
from engine.tasks.sign import add_signers, remove_signer, signings_of
from engine.tasks.transfer import assign_task, transfer_task
from engine.tasks.urge import urge_task
from engine.tasks.withdraw import describe_withdraw, may_have_left, withdraw_task

__all__ = [
    "Earlier",
    "add_signers",
    "ask_route",
    "assign_task",
    "claim_task",
    "copies_of",
    "copy_case",
    "decide_route",
    "delegate_task",
    "describe_route",
    "describe_send_back",
    "describe_withdraw",
    "earlier_steps",
    "leave_without_deputy",
    "may_have_left",
    "note_read",
    "owner_of",
    "recall_task",
    "recuse",
    "release_task",
    "remove_signer",
    "route_request",
    "routes",
    "save_draft",
    "send_back",
    "share_on",
    "signings_of",
    "transfer_task",
    "urge_task",
    "withdraw_task",
]
