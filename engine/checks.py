"""Is everything that the plugins bring sound? Diagrams linted, names resolved, scenarios played."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.bpmn import Definition, lint
from engine.calendar import WorkCalendar
from engine.change import watching
from engine.china import china
from engine.counting import FUNCTIONS, counting
from engine.database import connect, db
from engine.daylist import read_calendar_rows
from engine.demo import load_organisation
from engine.dmn import BadDecision, check_cells, play_examples
from engine.forms import check_form
from engine.keyring import passing_key
from engine.ledgers import wrong_ledgers
from engine.migrations import migrate
from engine.models import Job, ProcedureVersion
from engine.procedures import Published, definition_of, diagram_files, known_names, publish_files
from engine.registry import brought_by, everything, installed_plugins, plugin_folder
from engine.scenarios import Coverage, ScenarioFailed, play, read_scenarios

UNKNOWN = "unknown-"  # rules of the linter that a name stands for nothing begin with this


@dataclass
class Report:
    """What was checked, and what is wrong in words, each beginning with where."""

    procedures: int = 0
    forms: int = 0
    decisions: int = 0
    messages: int = 0
    roles: int = 0
    lint_errors: int = 0
    unresolved: int = 0
    problems: list[str] = field(default_factory=list)
    covered: dict[str, tuple[int, float]] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        return bool(self.problems)

    def as_json(self) -> dict[str, Any]:
        return {
            "procedures": self.procedures,
            "forms": self.forms,
            "decisions": self.decisions,
            "messages": self.messages,
            "roles": self.roles,
            "lint_errors": self.lint_errors,
            "unresolved": self.unresolved,
            "coverage": {key: percent for key, (_, percent) in self.covered.items()},
        }


def check_everything(only: str = "") -> Report:
    """Check all that the installed plugins bring, on a database of its own in memory."""
    report = Report()
    _check_diagrams(report)
    _check_brought(report)
    if report.lint_errors == 0:
        with _own_world() as world, passing_key():
            for name, bad in world.refused.items():
                report.problems.append(f"{name}: not published: {bad}")
            _play_scenarios(report, only)
    return report


def _check_diagrams(report: Report) -> None:
    names = known_names()
    for plugin in installed_plugins():
        for path in diagram_files(plugin):
            for finding in lint(path.read_bytes(), "house", names):
                if finding.severity != "error":
                    continue
                report.problems.append(f"{path.name}: {finding}")
                report.lint_errors += 1
                report.unresolved += finding.rule.startswith(UNKNOWN)


def _check_brought(report: Report) -> None:
    brought = brought_by(everything())
    report.forms, report.decisions = len(brought.forms), len(brought.rules)
    report.roles = len(brought.roles)
    for form in brought.forms.values():
        report.problems += [f"form {form.id}: {wrong}" for wrong in check_form(form)]
    report.problems += wrong_ledgers()
    for rule in brought.rules.values():
        report.problems += [f"decision {rule.id}: {wrong}" for wrong in _wrong_examples(rule)]


def _wrong_examples(rule: Any) -> Iterator[str]:
    try:
        model = rule.model
    except BadDecision as bad:
        yield str(bad)
        return
    yield from (found.text.say("en") for found in check_cells(model, rule.decision, FUNCTIONS))
    if not rule.examples.exists():
        yield "has no examples"
        return
    examples = rule.examples.read_text("utf-8-sig")
    for mismatch in play_examples(model, rule.decision, examples, functions=counting(china())):
        yield str(mismatch)


class _own_world:  # noqa: N801 - reads as a phrase where it is used
    """A demo organisation in memory; the database of before comes back afterwards."""

    def __enter__(self) -> Published:
        self.before = db.obj
        connect("sqlite:///:memory:")
        db.connect()
        migrate()
        published = publish_files()
        load_organisation()
        Job.delete().execute()  # the clock opens only what a scenario names
        return published

    def __exit__(self, *failure: object) -> None:
        db.close()
        db.initialize(self.before)


def _play_scenarios(report: Report, only: str) -> None:
    coverage, calendars = Coverage(), scenario_calendars()
    messages: set[str] = set()
    played: dict[str, int] = {}
    for version in ProcedureVersion.select():
        definition = definition_of(version.id)
        coverage.expect(definition)
        messages |= messages_of(definition)
    report.procedures, report.messages = len(coverage.drawn), len(messages)
    with watching(coverage.see):
        for path in scenario_files():
            if only not in path.stem:
                continue
            for scenario in read_scenarios(path):
                played[path.stem] = played.get(path.stem, 0) + 1
                try:
                    play(scenario, calendars)
                except ScenarioFailed as failed:
                    report.problems.append(str(failed))
    for key in sorted(coverage.drawn):
        if only in key:
            report.covered[key] = (played.get(key, 0), coverage.percent(key))


def messages_of(definition: Definition) -> set[str]:
    return set(definition.messages_thrown) | set(definition.start_messages)


def scenario_files() -> list[Path]:
    """Return every scenario beside the diagrams of the installed plugins."""
    folders = {path.parent for name in installed_plugins() for path in diagram_files(name)}
    return sorted(path for folder in folders for path in folder.glob("*.scenario"))


def scenario_calendars() -> dict[str, WorkCalendar]:
    """Return the calendars that scenarios may name: calendars/*.csv of the plugins."""
    return {
        path.stem: WorkCalendar().with_rows(read_calendar_rows(path.read_text("utf-8")))
        for name in installed_plugins()
        for path in sorted((plugin_folder(name) / "calendars").glob("*.csv"))
    } | {"china": china()}
