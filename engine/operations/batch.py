"""Bringing many cases to another version, a few at a time, with a report on each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from peewee import fn

from engine.bpmn import RunFailed, check_mapping, propose
from engine.clock import now
from engine.database import locked, transaction
from engine.errors import NotFound, Refused, place_of
from engine.jobs import add_job, handles
from engine.models import Batch, BatchCase, Case, Job, ProcedureVersion
from engine.operations.allowed import may_maintain, operated, reasoned
from engine.operations.migrate import describe_migration, migrate_case
from engine.people import Viewer, viewer_of
from engine.procedures import definition_of
from engine.text import Text

log = logging.getLogger(__name__)

AT_ONCE = 10  # cases a job; so many stand locked until its commit


def proposal(source: ProcedureVersion, target: ProcedureVersion) -> dict[str, str]:
    """Return the mapping that suggests itself between two versions."""
    return propose(definition_of(source.id), definition_of(target.id))


def mapping_findings(
    source: ProcedureVersion, target: ProcedureVersion, mapping: Mapping[str, str]
) -> list[tuple[str, Text]]:
    """Return (element, what is wrong) of a mapping, whatever case it is used for."""
    found = check_mapping(definition_of(source.id), definition_of(target.id), mapping)
    return [(problem.element, problem.text) for problem in found]


def start_batch(
    source: ProcedureVersion,
    target: ProcedureVersion,
    mapping: Mapping[str, str],
    by: Viewer,
    reason: str,
    *,
    rehearsal: bool,
) -> Batch:
    """Begin to bring every running case of a version to another; a rehearsal changes nothing.

    Who maintains the system reaches all of them, who leads those in its reach.
    """
    why = reasoned(reason)
    if source.procedure_id != target.procedure_id or source.id == target.id:
        raise Refused(
            "请选择同一流程的两个不同版本。", "Please choose two versions of one procedure."
        )
    if mapping_findings(source, target, mapping):
        raise Refused("对应关系有错误，请先改正。", "The mapping has errors; correct them first.")
    with transaction():
        batch = Batch.create(
            procedure=source.procedure_id,
            source=source,
            target=target,
            mapping=dict(mapping),
            reason=why,
            by=by.person,
            rehearsal=rehearsal,
        )
        _gather(batch, by)
        _go_on(batch)
    return batch


def _gather(batch: Batch, by: Viewer) -> None:
    mine = [Case.version == batch.source, Case.status == "open"]
    if not may_maintain(by):
        mine.append(Case.community.in_(operated(by)))
    rows = [(batch.id, case.id) for case in Case.select(Case.id).where(*mine).order_by(Case.id)]
    if not rows:
        raise Refused("没有可以换用新版本的事项。", "There is no case to bring to the new version.")
    for first in range(0, len(rows), 500):
        some = rows[first : first + 500]
        BatchCase.insert_many(some, fields=[BatchCase.batch, BatchCase.case]).execute()


def _go_on(batch: Batch) -> None:
    add_job("batch", {"batch": batch.id})


@handles("batch")
def do_some(job: Job) -> None:
    """Do the next few cases of a batch, unless it was stopped; then have the others done."""
    batch = locked(Batch.select().where(Batch.id == job.payload["batch"])).get()
    if batch.status != "running":
        return
    mine = (BatchCase.batch == batch, BatchCase.result == "waiting")
    some = list(BatchCase.select().where(*mine).order_by(BatchCase.id).limit(AT_ONCE))
    by = viewer_of(batch.by)
    for row in some:
        _do_one(batch, row, by)
    if len(some) == AT_ONCE:
        _go_on(batch)
    else:
        _end(batch, "done")


def _do_one(batch: Batch, row: BatchCase, by: Viewer) -> None:
    """Move one case, or say why not; one that fails stops no other."""
    why: list[Text] = []
    try:
        with transaction():
            if batch.rehearsal:
                why = describe_migration(row.case_id, batch.target_id, batch.mapping, by)
            else:
                migrate_case(row.case_id, batch.target_id, batch.mapping, by, batch.reason)
    except Refused as refused:
        why = [_without_values(refused)]
    except Exception as error:  # noqa: BLE001 - a mistake in one case must not stop the others
        log.error("case %s of batch %s failed: %s", row.case_id, batch.id, place_of(error))
        why = [Text("程序出错：{kind}", "The program failed: {kind}", kind=type(error).__name__)]
    row.result = "refused" if why else "moved"
    row.why = [{"zh": text.say("zh"), "en": text.say("en")} for text in why] or None
    row.save()


def _without_values(refused: Refused) -> Text:
    """Return why, in words that quote nothing of the case: administrators read them, too."""
    failed = refused.__cause__
    if not isinstance(failed, RunFailed):
        return refused.text
    return Text(
        "新版本在“{what}”处不能继续。",
        "The new version cannot go on at “{what}”.",
        what=failed.name or failed.element,
    )


def _end(batch: Batch, status: str) -> None:
    batch.status, batch.ended_at = status, now()
    batch.save()


def stop_batch(batch_id: int, by: Viewer) -> None:
    """Leave the cases of a batch that have not been done yet as they are."""
    with transaction():
        batch: Batch | None = locked(Batch.select().where(Batch.id == batch_id)).first()
        if batch is None or (batch.by_id != by.person.id and not may_maintain(by)):
            raise NotFound
        if batch.status != "running":
            raise Refused("已经结束，不能停止。", "It is over and cannot be stopped.")
        _end(batch, "stopped")


def tally(batch: Batch) -> dict[str, int]:
    """Return how many cases of a batch are `waiting`, `moved` and `refused`."""
    rows: Any = (
        BatchCase.select(BatchCase.result, fn.COUNT(BatchCase.id))
        .where(BatchCase.batch == batch)
        .group_by(BatchCase.result)
        .tuples()
    )
    return {"waiting": 0, "moved": 0, "refused": 0} | dict(rows)
