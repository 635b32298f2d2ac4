"""The tables, a file a noun."""

from engine.models.cases import (
    Case,
    CaseField,
    Counter,
    Event,
    EventValues,
    FileContent,
    Grant,
    Job,
    Member,
    Message,
    Offer,
    StoredFile,
    Task,
    Wait,
)
from engine.models.organisation import Community, CommunityLink, PluginSwitch, SettingValue
from engine.models.people import Account, Holding, Person, Preference
from engine.models.procedures import Procedure, ProcedureVersion
from engine.models.table import Table

TABLES = [
    Community,
    CommunityLink,
    PluginSwitch,
    SettingValue,
    Person,
    Account,
    Holding,
    Preference,
    Procedure,
    ProcedureVersion,
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
]

__all__ = ["TABLES", *sorted(table.__name__ for table in TABLES), "Table"]
