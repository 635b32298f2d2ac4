"""The pages on which all cases of a version are brought to another: map, rehearse, do, report."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import BaseView, expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from admin.cases.mapping import sent_mapping
from admin.console.access import SYSTEM, Guarded
from admin.console.words import named, when
from admin.say import phrase, say
from admin.who import viewer
from engine import (
    Batch,
    BatchCase,
    Case,
    Person,
    Procedure,
    ProcedureVersion,
    Refused,
    Task,
    mapping_findings,
    pairings,
    start_batch,
    stop_batch,
    tally,
)

NEWEST = 30
SHOWN = 200  # cases of a report on one page
STATES = {"running": _("under way"), "done": _("finished"), "stopped": _("stopped")}
RESULTS = {"waiting": _("still to do"), "moved": _("moved"), "refused": _("stays as it is")}


class MigrationView(Guarded, BaseView):
    """Many cases to another version, rehearsed first."""

    seen_by = (SYSTEM,)
    changed_by = (SYSTEM,)
    explains = _(
        "Cases stay on the version they began with, unless they are brought to another here."
    )

    @expose("/")
    def index(self) -> Any:
        """Show between which versions cases can be moved, and what was done lately."""
        batches = Batch.select(Batch, Procedure, Person).join(Procedure).switch(Batch)
        batches = batches.join(Person, on=Batch.by).order_by(Batch.id.desc()).limit(NEWEST)
        return self.render(
            "console/migrations.html", olds=old_versions(), batches=list(batches), states=STATES,
            tally=tally, when=when, named=named, phrase=phrase,
        )  # fmt: skip

    @expose("/new/", methods=("GET", "POST"))
    def new_view(self) -> Any:
        """Map one version to another; rehearse it when nothing speaks against the mapping."""
        source, target = version("source"), version("target")
        if source.procedure_id != target.procedure_id:
            abort(404)
        form = FlaskForm()
        chosen = sent_mapping() if form.validate_on_submit() else None
        pairs = pairings(source, target, chosen)
        mapping = {one.element.id: one.chosen for one in pairs if one.chosen}
        if chosen is not None and request.form.get("deed") == "rehearse":
            why = request.form.get("reason", "")
            begun = self.begun(source, target, mapping, why, rehearsal=True)
            if begun is not None:
                return begun
        return self.render(
            "console/migration.html", source=source, target=target, pairs=pairs, form=form,
            stands=where_cases_stand(source), wrong=dict(mapping_findings(source, target, mapping)),
            count=waiting_on(source), phrase=phrase, reason=request.form.get("reason", ""),
        )  # fmt: skip

    @expose("/batch/", methods=("GET", "POST"))
    def batch_view(self) -> Any:
        """Show how far a batch is and what became of each case; stop it, or do it for real."""
        batch = Batch.get_or_none(Batch.id == request.args.get("id", type=int)) or abort(404)
        form = FlaskForm()
        if form.validate_on_submit():
            return self.answered(batch)
        counts = tally(batch)
        return self.render(
            "console/batch.html", batch=batch, counts=counts, total=sum(counts.values()),
            rows=report(batch), states=STATES, results=RESULTS, form=form, when=when, named=named,
            phrase=phrase,
        )  # fmt: skip

    def answered(self, batch: Any) -> Any:
        here = self.get_url(".batch_view", id=batch.id)
        if request.form.get("deed") == "stop":
            try:
                stop_batch(batch.id, viewer())
            except Refused as refused:
                flash(say(refused.text), "danger")
            return redirect(here)
        begun = self.begun(batch.source, batch.target, batch.mapping, batch.reason, rehearsal=False)
        return begun if begun is not None else redirect(here)

    def begun(self, source: Any, target: Any, mapping: Any, why: str, *, rehearsal: bool) -> Any:
        """Begin a batch and go to its page; None, and a message, when it is refused."""
        try:
            batch = start_batch(source, target, mapping, viewer(), why, rehearsal=rehearsal)
        except Refused as refused:
            flash(say(refused.text), "danger")
            return None
        said = gettext("The rehearsal has begun.") if rehearsal else gettext("It has begun.")
        flash(said, "success")
        return redirect(self.get_url(".batch_view", id=batch.id))


def version(name: str) -> Any:
    """Return the version that the address names."""
    number = request.args.get(name, type=int)
    query = ProcedureVersion.select(ProcedureVersion, Procedure).join(Procedure)
    return query.where(ProcedureVersion.id == number).first() or abort(404)


def old_versions() -> list[tuple[Any, int, list[Any]]]:
    """Return the versions on which cases run that have siblings: (version, cases, others)."""
    columns = [each for each in ProcedureVersion._meta.sorted_fields if each.name != "xml"]
    query = ProcedureVersion.select(*columns, Procedure).join(Procedure)
    rows = list(query.order_by(Procedure.key, ProcedureVersion.number))
    found = []
    for row in rows:
        others = [one for one in rows if one.procedure_id == row.procedure_id and one.id != row.id]
        count = waiting_on(row) if others else 0
        if count:
            found.append((row, count, others[::-1]))
    return found


def waiting_on(version: Any) -> int:
    """Return how many cases run on a version."""
    return int(Case.select().where(Case.version == version, Case.status == "open").count())


def where_cases_stand(version: Any) -> set[str]:
    """Return the elements with open tasks or waits of a version's cases."""
    mine = Case.select(Case.id).where(Case.version == version, Case.status == "open")
    from_tasks = Task.select(Task.element).where(Task.case.in_(mine), Task.status == "open")
    return {row.element for row in from_tasks.distinct()}


def report(batch: Any) -> list[Any]:
    """Return the cases of a batch, those that stay first, each with why."""
    query = BatchCase.select(BatchCase, Case.id, Case.number).join(Case)
    mine = query.where(BatchCase.batch == batch, BatchCase.result != "waiting")
    return list(mine.order_by(BatchCase.result.desc(), BatchCase.id).limit(SHOWN))
