"""The records of community autonomy: problems, consultation, persuasion, nominations."""

from __future__ import annotations

from .consultation_records import Action, Meeting, Resolution, Topic, Vote
from .nomination_records import Nomination
from .persuasion_records import Persuader, Persuasion, PersuasionTeam, Visit
from .problem_records import HandledProblem, IssueBank

RECORDS = [
    IssueBank,
    HandledProblem,
    Topic,
    Meeting,
    Vote,
    Resolution,
    Action,
    Persuasion,
    Visit,
    PersuasionTeam,
    Persuader,
    Nomination,
]

__all__ = [
    "RECORDS",
    "Action",
    "HandledProblem",
    "IssueBank",
    "Meeting",
    "Nomination",
    "Persuader",
    "Persuasion",
    "PersuasionTeam",
    "Resolution",
    "Topic",
    "Visit",
    "Vote",
]
