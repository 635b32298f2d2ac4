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
from engine.arrivals import (
    incidents,
)
from engine.bpmn import (
    BadDiagram,
    BpmnError,
)
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
from engine.calendars import (
    calendar_of,
)
from engine.casefile import (
    CaseFile,
    OpenedTask,
    Told,
    find_case,
    open_task,
)
from engine.checks import (
    Report,
    check_everything,
)
from engine.clock import (
    LOCAL,
    now,
    today,
)
from engine.communities import (
    add_community,
    community_of,
    forget_tree,
    plugins_of,
    switch_plugin,
    tree,
)
from engine.completing import (
    complete_task,
)
from engine.database import (
    connect,
    db,
    give_back_connection,
    is_reachable,
    open_connection,
    transaction,
)
from engine.demo import (
    demo_people,
    erase_everything,
    load_demo,
    load_organisation,
)
from engine.deputies import (
    deputies_of,
    end_deputy,
    is_away,
    name_deputy,
)
from engine.documents import (
    file_for,
    owned_files,
    store_file,
)
from engine.errors import (
    Invalid,
    NotFound,
    Problem,
    Refused,
)
from engine.forms import (
    Control,
    Field,
    Form,
    browser_data,
    load_forms,
    page_controls,
    read_plain,
    shown_schema,
)
from engine.hookspecs import (
    hookimpl,
)
from engine.inbox import (
    TABS,
    Page,
    Row,
    counts,
    find_task,
    inbox,
    procedures_in,
)
from engine.jobs import (
    Worker,
    retry,
    wake_workers,
    work_until_idle,
)
from engine.journal import (
    broken_histories,
    broken_links,
    history,
)
from engine.law import (
    legal_limits,
)
from engine.limits import (
    parse_limit,
)
from engine.masking import (
    Shown,
    answers_shown,
    mask,
)
from engine.migrations import (
    migrate,
    pending,
)
from engine.models import (
    Account,
    Case,
    Community,
    CommunityLink,
    Deputy,
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
from engine.operations import (
    cancel_case,
)
from engine.people import (
    Viewer,
    end_role,
    forget_holders,
    give_role,
    holders_of,
    viewer_of,
)
from engine.procedures import (
    Startable,
    publish,
    publish_files,
    startable,
)
from engine.records import (
    BigAutoField,
    BooleanField,
    CharField,
    DateField,
    FenField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    Record,
    TextField,
    UtcDateTimeField,
)
from engine.registry import (
    add_plugins,
    brought_by,
    everything,
    hooks_for,
    installed_plugins,
    plugin_about,
    plugin_folder,
)
from engine.secret import (
    kept_secret,
)
from engine.settings import (
    inherit_value,
    out_of_bounds,
    set_value,
    settings_of,
)
from engine.starting import (
    start_case,
    start_form,
)
from engine.tasks import (
    claim_task,
    release_task,
    save_draft,
)
from engine.text import (
    Text,
)

__all__ = [
    "LOCAL",
    "TABS",
    "About",
    "Account",
    "BadDiagram",
    "BigAutoField",
    "BooleanField",
    "BpmnError",
    "Case",
    "CaseFile",
    "CharField",
    "Community",
    "CommunityLink",
    "Control",
    "DateField",
    "Deputy",
    "Event",
    "FenField",
    "Field",
    "ForeignKeyField",
    "Form",
    "Holding",
    "Indicator",
    "IntegerField",
    "Invalid",
    "JSONField",
    "Job",
    "Model",
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
    "Report",
    "Role",
    "Row",
    "Rule",
    "Setting",
    "SettingValue",
    "Shown",
    "Startable",
    "Task",
    "Text",
    "TextField",
    "Told",
    "UtcDateTimeField",
    "Viewer",
    "Worker",
    "account_named",
    "account_of",
    "account_of_session",
    "action",
    "add_community",
    "add_plugins",
    "answers_shown",
    "broken_histories",
    "broken_links",
    "brought_by",
    "browser_data",
    "calendar_of",
    "cancel_case",
    "check_everything",
    "choose_language",
    "claim_task",
    "community_of",
    "complete_task",
    "connect",
    "count_failure",
    "counts",
    "db",
    "demo_people",
    "deputies_of",
    "end_deputy",
    "end_role",
    "erase_everything",
    "everything",
    "file_for",
    "find_case",
    "find_task",
    "forget_failures",
    "forget_holders",
    "forget_tree",
    "give_back_connection",
    "give_role",
    "history",
    "holders_of",
    "hookimpl",
    "hooks_for",
    "inbox",
    "incidents",
    "inherit_value",
    "installed_plugins",
    "is_away",
    "is_locked",
    "is_reachable",
    "keep_account",
    "kept_secret",
    "legal_limits",
    "load_demo",
    "load_forms",
    "load_organisation",
    "load_rules",
    "load_settings",
    "mask",
    "migrate",
    "name_deputy",
    "now",
    "open_connection",
    "open_task",
    "out_of_bounds",
    "owned_files",
    "page_controls",
    "parse_limit",
    "pending",
    "plugin_about",
    "plugin_folder",
    "plugins_of",
    "procedures_in",
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
    "start_form",
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
