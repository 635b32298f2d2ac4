"""Runs BPMN procedures for communities. Everything a plugin or a page may import is named here."""

from engine.accounts import (
    account_named,
    account_of,
    account_of_session,
    choose_language,
    count_failure,
    forget_failures,
    is_locked,
    keep_account,
)
from engine.arrivals import incidents
from engine.bpmn import BadDiagram, BpmnError
from engine.bring import (
    About,
    Indicator,
    Role,
    Rule,
    Setting,
    action,
    load_rules,
    load_settings,
)
from engine.casefile import CaseFile, OpenedTask, Told, find_case, open_task
from engine.cases import cancel_case, complete_task, start_case
from engine.clock import LOCAL, now, today
from engine.communities import (
    add_community,
    community_of,
    forget_tree,
    out_of_bounds,
    plugins_of,
    set_value,
    settings_of,
    switch_plugin,
    tree,
)
from engine.database import (
    connect,
    db,
    give_back_connection,
    is_reachable,
    open_connection,
    transaction,
)
from engine.documents import file_for, owned_files, store_file
from engine.errors import Invalid, NotFound, Problem, Refused
from engine.forms import Field, Form, load_forms, read_plain, shown_schema
from engine.hookspecs import hookimpl
from engine.inbox import TABS, Page, Row, counts, find_task, inbox, procedures_in
from engine.jobs import Worker, retry, wake_workers, work_until_idle
from engine.journal import broken_links, history
from engine.masking import Shown, answers_shown, mask
from engine.models import (
    Account,
    Case,
    Community,
    Event,
    Holding,
    Job,
    Person,
    PluginSwitch,
    Preference,
    Procedure,
    ProcedureVersion,
    SettingValue,
    Task,
)
from engine.people import (
    Viewer,
    end_role,
    forget_holders,
    give_role,
    holders_of,
    viewer_of,
)
from engine.procedures import Startable, publish, publish_files, startable
from engine.records import Record
from engine.registry import (
    add_plugins,
    brought_by,
    everything,
    hooks_for,
    installed_plugins,
    plugin_about,
    plugin_folder,
)
from engine.secret import kept_secret
from engine.tasks import claim_task, release_task, save_draft
from engine.text import Text

__all__ = [
    "LOCAL",
    "About",
    "Account",
    "BadDiagram",
    "BpmnError",
    "Case",
    "CaseFile",
    "Community",
    "Event",
    "Field",
    "Form",
    "Holding",
    "Indicator",
    "Invalid",
    "Job",
    "NotFound",
    "OpenedTask",
    "Page",
    "Person",
    "PluginSwitch",
    "Preference",
    "Problem",
    "Procedure",
    "ProcedureVersion",
    "Record",
    "Refused",
    "Role",
    "Row",
    "Rule",
    "Setting",
    "SettingValue",
    "Startable",
    "Task",
    "Text",
    "Told",
    "Viewer",
    "Worker",
    "action",
    "add_community",
    "add_plugins",
    "broken_links",
    "brought_by",
    "cancel_case",
    "claim_task",
    "community_of",
    "complete_task",
    "connect",
    "counts",
    "db",
    "end_role",
    "everything",
    "file_for",
    "find_case",
    "find_task",
    "forget_holders",
    "forget_tree",
    "give_role",
    "history",
    "holders_of",
    "hookimpl",
    "hooks_for",
    "inbox",
    "incidents",
    "installed_plugins",
    "load_forms",
    "load_rules",
    "load_settings",
    "now",
    "open_task",
    "out_of_bounds",
    "plugin_about",
    "plugin_folder",
    "plugins_of",
    "publish",
    "publish_files",
    "read_plain",
    "release_task",
    "retry",
    "save_draft",
    "set_value",
    "settings_of",
    "shown_schema",
    "start_case",
    "startable",
    "store_file",
    "switch_plugin",
    "today",
    "transaction",
    "tree",
    "viewer_of",
    "wake_workers",
    "work_until_idle",
]
