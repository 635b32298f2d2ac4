"""Which procedures there are: numbered versions that never change, seeded from files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import workflows
from engine.bindings import calls_of, check_calls
from engine.bpmn import BadDiagram, Definition, Names, compile_process, lint
from engine.bring import About
from engine.communities import Node, plugins_of, tree
from engine.database import db, on_postgresql, transaction
from engine.errors import Refused
from engine.lawfiles import limit_codes
from engine.models import Procedure, ProcedureVersion
from engine.people import Viewer
from engine.planning import plan_soon
from engine.registry import (
    brought_by,
    everything,
    installed_plugins,
    plugin_about,
    plugin_folder,
)
from engine.statements import ask, first
from engine.vocabulary import vocabulary

WORKFLOWS = Path(workflows.__path__[0])


@dataclass(frozen=True)
class Startable:
    """A procedure that a person may open, and the communities it may open it for."""

    procedure: Procedure
    communities: list[Node]


def diagram_files(plugin: str) -> list[Path]:
    """Return a plugin's diagrams: in workflows/, or in its own folder's workflows/."""
    folders = (WORKFLOWS / plugin, plugin_folder(plugin) / "workflows")
    return [path for folder in folders for path in sorted(folder.glob("*.bpmn"))]


@dataclass
class Published:
    """What became of the shipped diagrams: new versions, and those that were refused."""

    versions: list[ProcedureVersion] = field(default_factory=list)
    refused: dict[str, BadDiagram] = field(default_factory=dict)


def publish_files() -> Published:
    """Publish every shipped diagram that is not the latest version; a bad one stops no other.

    What calls a procedure that comes later in the list is tried again after it.
    """
    published = Published()
    paths = [path for plugin in installed_plugins() for path in diagram_files(plugin)]
    while paths:
        published.refused = {}
        refused = [path for path in paths if not _publish_file(path, published)]
        if len(refused) == len(paths):
            break
        paths = refused
    return published


def _publish_file(path: Path, published: Published) -> bool:
    try:
        version = publish(path.read_bytes(), source="file")
    except BadDiagram as bad:
        published.refused[path.name] = bad
        return False
    if version is not None:
        published.versions.append(version)
    return True


def publish(xml: bytes, source: str) -> ProcedureVersion | None:
    """Store a diagram as the next version of its procedure; None when it is the latest already.

    Raises BadDiagram with every finding when the engine would not run all of it exactly.
    """
    digest = hashlib.sha256(xml).hexdigest()
    definition = compile_process(xml)
    with transaction():
        procedure = _procedure(definition)
        last = latest(procedure)
        if last is not None and last.sha256 == digest:
            return None
        errors = [one for one in lint(xml, "house", known_names()) if one.severity == "error"]
        errors += check_calls(definition, definition_of)
        if errors:
            raise BadDiagram(errors)
        if tree().by_id and (definition.timed or (last is not None and last.timed)):
            plan_soon()
        return ProcedureVersion.create(
            procedure=procedure,
            number=last.number + 1 if last else 1,
            xml=xml.decode("utf-8"),
            sha256=digest,
            source=source,
            calls=calls_of(definition),
            timed=definition.timed,
        )


def _procedure(definition: Definition) -> Procedure:
    """Return the row of a procedure, named as its newest diagram names it."""
    row: Procedure | None = Procedure.get_or_none(Procedure.key == definition.key)
    if row is None:
        row = Procedure(key=definition.key)
    row.name, row.plugin = definition.name, definition.plugin or ""
    row.save()
    return row


def known_names() -> Names:
    """Return the names of forms, decisions, actions, roles and limits that diagrams may use."""
    brought = brought_by(everything())
    return Names(
        forms=frozenset(brought.forms),
        decisions=frozenset(brought.rules),
        actions=frozenset(brought.actions),
        roles=frozenset(brought.roles),
        messages=None,
        settings=frozenset(brought.settings),
        limits=limit_codes(),
        vocabulary=vocabulary(brought),
    )


def latest(procedure: Procedure) -> ProcedureVersion | None:
    """Return the newest version of a procedure."""
    found: ProcedureVersion | None = (
        ProcedureVersion.select()
        .where(ProcedureVersion.procedure == procedure)
        .order_by(ProcedureVersion.number.desc())
        .first()
    )
    return found


def latest_id(procedure: Procedure) -> int | None:
    """Return the number in the database of a procedure's newest version."""
    rows = ask(
        "SELECT id FROM procedure_versions WHERE procedure_id=? ORDER BY number DESC LIMIT 1",
        procedure.id,
    )
    return int(rows[0][0]) if rows else None


def procedure_of(key: str) -> Procedure:
    """Return a procedure by its key, or refuse."""
    found = first(Procedure, '"t1"."key"=? AND "t1"."active"', key)
    if found is None:
        raise Refused("没有名为“{key}”的流程。", "There is no procedure “{key}”.", key=key)
    return found


SUSPENDED = "SELECT suspended FROM procedures WHERE id=?"
HELD = " FOR SHARE"


def is_suspended(procedure: Procedure) -> bool:
    """Does a procedure stand still? Nobody can change that before the caller's commit."""
    return bool(ask(SUSPENDED + HELD if on_postgresql() else SUSPENDED, procedure.id)[0][0])


_NEWEST = (
    "SELECT (SELECT id FROM procedure_versions v WHERE v.procedure_id=p.id"
    " ORDER BY number DESC LIMIT 1), suspended FROM procedures p WHERE id=?"
)


def newest_held(procedure: Procedure) -> tuple[int | None, bool]:
    """Return the number of the newest version, and whether the procedure stands still.

    Nobody can suspend or resume it before the caller's commit.
    """
    version, suspended = ask(_NEWEST + HELD if on_postgresql() else _NEWEST, procedure.id)[0]
    return version, bool(suspended)


_definitions: dict[tuple[int, int], Definition] = {}


def definition_of(version_id: int) -> Definition:
    """Return a version as the engine runs it: compiled once, frozen, shared by all threads."""
    key = (id(db.obj), version_id)
    if key not in _definitions:
        xml = ProcedureVersion.get_by_id(version_id).xml
        _definitions[key] = compile_process(xml.encode("utf-8"))
    return _definitions[key]


def element_name(version_id: int, element: str) -> str:
    """Return an element's name as a version draws it; one without is called by its id."""
    known = definition_of(version_id).elements.get(element)
    return known.name if known and known.name else element


def startable(viewer: Viewer) -> list[Startable]:
    """Return what a person may open and where: plugins that are on, roles it holds."""
    on_in: dict[int, list[str]] = {}
    found = []
    going = Procedure.active & ~Procedure.suspended
    for procedure in Procedure.select().where(going).order_by(Procedure.key):
        nodes = [
            node
            for node in places(procedure, viewer)
            if procedure.plugin in _plugins_on(node, on_in)
        ]
        if nodes:
            found.append(Startable(procedure, nodes))
    about = plugin_about()
    return sorted(found, key=lambda one: _order(about, one.procedure))


def _order(about: Mapping[str, About], procedure: Procedure) -> tuple[int, str, str]:
    """Return by what people look for a procedure: the number of its system, then its key."""
    system = about.get(procedure.plugin)
    return (system.number if system else About.number, procedure.plugin, procedure.key)


def _plugins_on(node: Node, known: dict[int, list[str]]) -> list[str]:
    if node.id not in known:
        known[node.id] = plugins_of(node)
    return known[node.id]


def places(procedure: Procedure, viewer: Viewer) -> list[Node]:
    """Return the communities a person's roles let it open a procedure for, wherever it is on."""
    version = latest_id(procedure)
    definition = definition_of(version) if version else None
    own: dict[int, Node] = {}
    for role in definition.starters if definition else ():
        for held in sorted(viewer.roles.get(role, ())):
            own.update((node.id, node) for node in _cases_at(held))
    levels = definition.levels if definition else ()
    fit = [node for node in own.values() if not levels or node.level in levels]
    return sorted(fit, key=lambda node: node.path)


HOMES = ("CM", "BL", "PC")


def _cases_at(held: int) -> Iterator[Node]:
    """Yield the nodes for which the holder of a role opens cases: its own community, block or
    Party cluster, for the subdistrict's staff the subdistrict and every community."""
    here = tree()
    home = next((found for level in HOMES if (found := here.at_level(held, level))), None)
    if home is not None:
        yield home
        return
    root = here.above(held)[-1]
    yield root
    for inside in sorted(here.below(root.id)):
        if here.by_id[inside].level == "CM":
            yield here.by_id[inside]
