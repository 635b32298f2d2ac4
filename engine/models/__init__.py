"""The tables, a file a noun."""

from engine.models.cases import Case, CaseField, Counter, Grant, Member, Terms
from engine.models.deputies import Deputy
from engine.models.files import FileContent, StoredFile
from engine.models.handovers import Copy, Delegation, HeldAnswers, RouteRequest, Signing
from engine.models.journal import Event, EventValues
from engine.models.notifications import Notification
from engine.models.operations import Batch, BatchCase, Incident, Suspension
from engine.models.organisation import Community, CommunityLink, PluginSwitch, SettingValue
from engine.models.people import (
    Account,
    Holding,
    Person,
    Preference,
    RecoveryCode,
    SecondFactor,
)
from engine.models.privacy import Reading, Sensitive
from engine.models.procedures import Procedure, ProcedureVersion
from engine.models.table import Table
from engine.models.tasks import Offer, Task
from engine.models.time import CalendarDay, CalendarEdit, CalendarYear, LimitRow, OwnLimit
from engine.models.work import Job, Message, Wait

TABLES = [
    Community,
    CommunityLink,
    PluginSwitch,
    SettingValue,
    Person,
    Account,
    Holding,
    Preference,
    SecondFactor,
    RecoveryCode,
    Procedure,
    ProcedureVersion,
    Terms,
    Case,
    Member,
    Grant,
    CaseField,
    Task,
    Offer,
    Counter,
    Wait,
    Event,
    EventValues,
    Message,
    Job,
    StoredFile,
    FileContent,
    Notification,
    Deputy,
    Delegation,
    Signing,
    HeldAnswers,
    RouteRequest,
    Copy,
    CalendarDay,
    CalendarYear,
    CalendarEdit,
    LimitRow,
    OwnLimit,
    Incident,
    Suspension,
    Batch,
    BatchCase,
    Sensitive,
    Reading,
]

__all__ = [
    "TABLES",
    "Account",
    "Batch",
    "BatchCase",
    "CalendarDay",
    "CalendarEdit",
    "CalendarYear",
    "Case",
    "CaseField",
    "Community",
    "CommunityLink",
    "Copy",
    "Counter",
    "Delegation",
    "Deputy",
    "Event",
    "EventValues",
    "FileContent",
    "Grant",
    "HeldAnswers",
    "Holding",
    "Incident",
    "Job",
    "LimitRow",
    "Member",
    "Message",
    "Notification",
    "Offer",
    "OwnLimit",
    "Person",
    "PluginSwitch",
    "Preference",
    "Procedure",
    "ProcedureVersion",
    "Reading",
    "RecoveryCode",
    "RouteRequest",
    "SecondFactor",
    "Sensitive",
    "SettingValue",
    "Signing",
    "StoredFile",
    "Suspension",
    "Table",
    "Task",
    "Terms",
    "Wait",
]
