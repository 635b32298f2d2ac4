"""Runs BPMN procedures for communities. Everything a plugin or a page may import is named here."""

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
from engine.database import connect, db, transaction
from engine.documents import file_for, store_file
from engine.errors import Invalid, NotFound, Problem, Refused
from engine.forms import Field, Form, load_forms, read_plain, shown_schema
from engine.hookspecs import hookimpl
from engine.inbox import Page, Row, counts, find_task, inbox
from engine.jobs import Worker, retry, wake_workers, work_until_idle
from engine.journal import broken_links, history
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
from engine.tasks import claim_task, release_task, save_draft
from engine.text import Text
