"""Runs BPMN procedures for communities. Everything a plugin or a page may import is named here."""

from engine import arrivals as arrivals  # each kind of job has its handler there
from engine import givenup as givenup  # and those that are given up their listener
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
from engine.addressees import (
    at_task,
    holding,
    leading,
)
from engine.basis import (
    Basis,
    Extension,
    Pause,
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
from engine.case_clock import (
    basis_in,
    count_due,
)
from engine.case_data import (
    data_of,
)
from engine.casefile import (
    CaseFile,
    OpenedTask,
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
from engine.clock_rules import (
    ClockRules,
    Effect,
    PauseReason,
    Rung,
    Supervision,
    rules_of,
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
from engine.crew import (
    Crew,
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
from engine.extensions import (
    Cap,
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
from engine.incidents import (
    incidents,
)
from engine.jobs import (
    wake_workers,
)
from engine.journal import (
    broken_histories,
    broken_links,
    history,
)
from engine.lateness import (
    Late,
    lateness,
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
    Batch,
    BatchCase,
    Case,
    Community,
    CommunityLink,
    Deputy,
    Event,
    Holding,
    Incident,
    Job,
    Notification,
    Person,
    PluginSwitch,
    Preference,
    Procedure,
    ProcedureVersion,
    SettingValue,
    Suspension,
    Task,
)
from engine.moving import (
    CaseClock,
)
from engine.notifications import (
    mark_read,
    notifications,
    notify,
    unread_count,
)
from engine.operations import (
    Described,
    cancel_case,
    correct_and_retry,
    describe_migration,
    describe_move,
    describe_restart,
    mapping_findings,
    may_govern,
    may_maintain,
    may_operate,
    migrate_case,
    move_token,
    operated,
    proposal,
    restart_at,
    resume_case,
    resume_procedure,
    retry,
    retry_incident,
    set_data,
    skip_incident,
    start_batch,
    stop_batch,
    suspend_case,
    suspend_procedure,
    tally,
)
from engine.operations.clock import (
    extend_clock,
    pause_clock,
    resume_clock,
)
from engine.operations.clock_rights import (
    cap_of,
    due_if_extended,
    due_if_resumed,
    may_approve,
    may_keep_clock,
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
from engine.reminders import (
    have_marks_rung,
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
from engine.told import (
    Told,
)
from engine.workers import (
    LEASE,
    Worker,
    work_until_idle,
)

__all__ = [
    "LEASE",
    "LOCAL",
    "TABS",
    "About",
    "Account",
    "BadDiagram",
    "Basis",
    "Batch",
    "BatchCase",
    "BigAutoField",
    "BooleanField",
    "BpmnError",
    "Cap",
    "Case",
    "CaseClock",
    "CaseFile",
    "CharField",
    "ClockRules",
    "Community",
    "CommunityLink",
    "Control",
    "Crew",
    "DateField",
    "Deputy",
    "Described",
    "Effect",
    "Event",
    "Extension",
    "FenField",
    "Field",
    "ForeignKeyField",
    "Form",
    "Holding",
    "Incident",
    "Indicator",
    "IntegerField",
    "Invalid",
    "JSONField",
    "Job",
    "Late",
    "Model",
    "NotFound",
    "Notification",
    "OpenedTask",
    "Page",
    "Pause",
    "PauseReason",
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
    "Rung",
    "Setting",
    "SettingValue",
    "Shown",
    "Startable",
    "Supervision",
    "Suspension",
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
    "at_task",
    "basis_in",
    "broken_histories",
    "broken_links",
    "brought_by",
    "browser_data",
    "calendar_of",
    "cancel_case",
    "cap_of",
    "check_everything",
    "choose_language",
    "claim_task",
    "community_of",
    "complete_task",
    "connect",
    "correct_and_retry",
    "count_due",
    "count_failure",
    "counts",
    "data_of",
    "db",
    "demo_people",
    "deputies_of",
    "describe_migration",
    "describe_move",
    "describe_restart",
    "due_if_extended",
    "due_if_resumed",
    "end_deputy",
    "end_role",
    "erase_everything",
    "everything",
    "extend_clock",
    "file_for",
    "find_case",
    "find_task",
    "forget_failures",
    "forget_holders",
    "forget_tree",
    "give_back_connection",
    "give_role",
    "have_marks_rung",
    "history",
    "holders_of",
    "holding",
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
    "lateness",
    "leading",
    "legal_limits",
    "load_demo",
    "load_forms",
    "load_organisation",
    "load_rules",
    "load_settings",
    "mapping_findings",
    "mark_read",
    "mask",
    "may_approve",
    "may_govern",
    "may_keep_clock",
    "may_maintain",
    "may_operate",
    "migrate",
    "migrate_case",
    "move_token",
    "name_deputy",
    "notifications",
    "notify",
    "now",
    "open_connection",
    "open_task",
    "operated",
    "out_of_bounds",
    "owned_files",
    "page_controls",
    "parse_limit",
    "pause_clock",
    "pending",
    "plugin_about",
    "plugin_folder",
    "plugins_of",
    "procedures_in",
    "proposal",
    "publish",
    "publish_files",
    "read_plain",
    "release_task",
    "restart_at",
    "resume_case",
    "resume_clock",
    "resume_procedure",
    "retry",
    "retry_incident",
    "rules_of",
    "save_draft",
    "set_data",
    "set_value",
    "settings_of",
    "shown_schema",
    "skip_incident",
    "start_batch",
    "start_case",
    "start_form",
    "startable",
    "stop_batch",
    "store_file",
    "suspend_case",
    "suspend_procedure",
    "switch_plugin",
    "tally",
    "today",
    "transaction",
    "tree",
    "unread_count",
    "viewer_of",
    "wake_workers",
    "work_until_idle",
]
