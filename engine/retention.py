"""What has been kept long enough: proposed by a daily job, erased when a person agrees."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from engine.clock import LOCAL, now
from engine.database import locked, transaction
from engine.disposing import erase_case, erase_log, erase_record
from engine.errors import NotFound, Refused
from engine.holds import is_held, require_unheld
from engine.inbox import Page
from engine.jobs import add_job, at_start, handles
from engine.models import Case, Disposal, Event, Export, Job, LegalHold, Person, Procedure, Reading
from engine.people import Viewer, cleared
from engine.readings import may_audit
from engine.records import Record
from engine.registry import brought_by, everything, hooks_for, installed_plugins, plugin_folder
from engine.text import Text

PAGE = 50
AT_ONCE = 500  # proposals a rule makes in one run
KEYS = ("retention:a", "retention:b")
NEVER_GIVEN_UP = 2**31 - 1
AT = timedelta(hours=2)
LOGS: dict[str, Any] = {"readings": Reading, "exports": Export}
TIMES = {"readings": Reading.at, "exports": Export.asked_at}
DONE_TO: dict[str, Text] = {
    "delete": Text("删除", "delete"),
    "anonymise": Text("匿名化", "make anonymous"),
    "archive": Text("归档移交", "archive and hand over"),
    "unpublish": Text("下架", "unpublish"),
}


@dataclass(frozen=True)
class RetentionRule:
    """How long one kind of record is kept, counted from when, and what is done then (a row of
    `retention.csv`, with its source)."""

    key: str
    kind: str  # procedure record log
    of: tuple[str, ...]  # procedures, tables or logs
    title: Text
    keep: int
    unit: str  # Y M D
    since: str  # the field that the time counts from
    after: str
    source: Text

    @property
    def told(self) -> Text:
        """Return for how long, in words."""
        zh, en = {"Y": ("年", "years"), "M": ("个月", "months"), "D": ("天", "days")}[
            self.unit or "D"
        ]
        return Text("{n}" + zh, "{n} " + (en[:-1] if self.keep == 1 else en), n=self.keep)

    def limit(self, moment: datetime) -> datetime:
        """Return the instant: what is older has been kept long enough."""
        if self.unit == "D":
            return moment - timedelta(days=self.keep)
        months = self.keep * (12 if self.unit == "Y" else 1)
        here = moment.astimezone(LOCAL)
        year, month = divmod(here.year * 12 + here.month - 1 - months, 12)
        day = min(here.day, 28)
        return here.replace(year=year, month=month + 1, day=day)

    def due(self, start: datetime) -> datetime:
        """Return when what began at an instant has been kept long enough."""
        if self.unit == "D":
            return start + timedelta(days=self.keep)
        months = self.keep * (12 if self.unit == "Y" else 1)
        here = start.astimezone(LOCAL)
        year, month = divmod(here.year * 12 + here.month - 1 + months, 12)
        return here.replace(year=year, month=month + 1, day=min(here.day, 28))


def retention_rules() -> list[RetentionRule]:
    """Return the rules of all plugins, as their files say."""
    return list(_rules(tuple(installed_plugins())))


@cache
def _rules(plugins: tuple[str, ...]) -> tuple[RetentionRule, ...]:
    return tuple(rule for plugin in plugins for rule in _read(plugin))


def _read(plugin: str) -> Iterator[RetentionRule]:
    path = plugin_folder(plugin) / "retention.csv"
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield RetentionRule(
                row["key"],
                row["kind"],
                tuple(row["of"].split()),
                Text(row["zh"], row["en"]),
                int(row["keep"] or 0),
                row["unit"],
                row["since"],
                row["after"],
                Text(row["source"], row.get("source_en") or row["source"]),
            )


# -- what is due --------------------------------------------------------------------------------


def propose() -> int:
    """Write down what has been kept long enough and is not proposed yet; return how much."""
    moment = now()
    with transaction():
        return sum(_propose(rule, moment) for rule in retention_rules() if rule.unit)


def _propose(rule: RetentionRule, moment: datetime) -> int:
    if rule.kind == "procedure":
        found = _cases(rule, moment)
    elif rule.kind == "record":
        found = _records(rule, moment)
    else:
        found = _logs(rule, moment)
    rows = [{"rule": rule.key, "after": rule.after, **row} for row in found]
    if rows:
        Disposal.insert_many(rows).execute()
    return len(rows)


def _cases(rule: RetentionRule, moment: datetime) -> Iterator[dict[str, Any]]:
    names = _named(rule)
    ended = Case.ended_at.is_null(False) & (Case.ended_at < rule.limit(moment))
    query = Case.select(Case.id, Case.ended_at).join(Procedure)
    query = query.where(ended, Procedure.key.in_(names), *_free("case", Case.id, Case.id))
    for row in query.order_by(Case.id).limit(AT_ONCE):
        yield {"place": "case", "owner": row.id, "case": row.id, "due_at": rule.due(row.ended_at)}


def _named(rule: RetentionRule) -> list[str]:
    """Return the procedures of a rule; of `*` those that no other rule names."""
    if rule.of != ("*",):
        return list(rule.of)
    named = {one for other in retention_rules() if other.kind == "procedure" for one in other.of}
    return [row.key for row in Procedure.select(Procedure.key) if row.key not in named]


def _free(place: str, owner: Any, case: Any) -> Iterator[Any]:
    """Yield the conditions that nothing is proposed or decided yet, and nothing is held."""
    proposed = Disposal.select(Disposal.owner).where(Disposal.place == place)
    yield owner.not_in(proposed)
    yield case.is_null() | case.not_in(
        LegalHold.select(LegalHold.case).where(LegalHold.until.is_null())
    )


def _records(rule: RetentionRule, moment: datetime) -> Iterator[dict[str, Any]]:
    for model in record_tables():
        if model._meta.table_name not in rule.of or rule.since not in model._meta.fields:
            continue
        field, limit = model._meta.fields[rule.since], rule.limit(moment)
        by_day = field.field_type == "DATE"
        old = field < (limit.date() if by_day else limit)
        place = model._meta.table_name
        query = model.select().where(field.is_null(False), old, *_free(place, model.id, model.case))
        for row in query.order_by(model.id).limit(AT_ONCE):
            start = _instant(getattr(row, rule.since))
            yield {"place": place, "owner": row.id, "case": row.case_id, "due_at": rule.due(start)}


def record_tables() -> list[type[Record]]:
    """Return the tables of records of all plugins."""
    return [one for some in hooks_for(everything()).records() for one in some]


def _instant(value: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), LOCAL)


def _logs(rule: RetentionRule, moment: datetime) -> Iterator[dict[str, Any]]:
    for log in rule.of:
        old = LOGS[log].select().where(TIMES[log] < rule.limit(moment)).exists()
        open_ = Disposal.select().where(Disposal.place == log, Disposal.agreed.is_null()).exists()
        if old and not open_:
            yield {"place": log, "owner": 0, "case": None, "due_at": rule.limit(moment)}


# -- every day ----------------------------------------------------------------------------------


@at_start
def keep_proposing() -> None:
    """Begin to propose every day, if nobody does yet."""
    if not Job.select(Job.id).where(Job.kind == "retention").exists():
        add_job("retention", key=KEYS[0], most_attempts=NEVER_GIVEN_UP)


@handles("retention")
def propose_today(job: Job) -> None:
    """Propose, and again tomorrow night."""
    propose()
    other = KEYS[1] if job.key == KEYS[0] else KEYS[0]
    here = now().astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    add_job(
        "retention", key=other, run_at=here + timedelta(days=1) + AT, most_attempts=NEVER_GIVEN_UP
    )


# -- what people decide -------------------------------------------------------------------------


def may_dispose(by: Viewer) -> bool:
    """May this person decide what is erased? Who clears everything (DOMAIN §1.2)."""
    known = brought_by(everything()).roles
    return any(role in known and "*" in known[role].clears for role in by.roles)


def disposals(by: Viewer, page: int = 1, *, decided: bool = False) -> Page:
    """Return what waits for a decision, or was decided, to those who decide or watch over it."""
    if not (may_dispose(by) or may_audit(by)):
        raise NotFound
    number = max(1, page)
    query = Disposal.select(Disposal, Case.id, Case.number).join_from(
        Disposal, Case, "LEFT OUTER JOIN"
    )
    query = query.where(Disposal.agreed.is_null(not decided))
    order = Disposal.id.desc() if decided else Disposal.id
    rows = list(query.order_by(order).limit(PAGE + 1).offset((number - 1) * PAGE))
    return Page(rows[:PAGE], number, len(rows) > PAGE)


def decide_disposal(number: int, by: Viewer, *, agrees: bool, opinion: str = "") -> Disposal:
    """Erase what was proposed, or keep it with reasons; both are noted for good.

    A file to be archived must have been packed after its end. Raises Refused for what is held.
    """
    if not may_dispose(by):
        raise NotFound
    with transaction():
        row = locked(Disposal.select().where(Disposal.id == number)).first()
        if row is None or (row.case_id and not _in_reach(by, row.case)):
            raise NotFound
        if row.agreed is not None:
            raise Refused("这一项已经处理过。", "This has been decided already.")
        if not agrees and not opinion.strip():
            raise Refused("请写明继续保存的理由。", "Please say why it is to be kept.")
        if agrees:
            _require_free(row)
            row.erased = _dispose(row, by.person)
        row.agreed, row.opinion = agrees, opinion.strip()
        row.decided_by, row.decided_at = by.person, now()
        row.save()
    done: Disposal = row
    return done


def _in_reach(by: Viewer, case: Case) -> bool:
    return case.community_id in cleared(by, "*")


def _require_free(row: Disposal) -> None:
    if row.case_id:
        require_unheld(row.case)
    packed = Event.select().where(Event.case == row.case_id, Event.deed == "archived")
    if row.after == "archive" and not packed.exists():
        raise Refused(
            "请先生成档案包并移交，再确认。", "Make the archive package and hand it over first."
        )


def _dispose(row: Disposal, by: Person) -> int:
    rule = next((one for one in retention_rules() if one.key == row.rule), None)
    reason = f"{rule.title.say('zh')}：{rule.source.say('zh')}" if rule else str(row.rule)
    if row.after == "archive":
        return 0
    if row.place == "case":
        return erase_case(row.case, by, reason)
    if row.place in LOGS:
        limit = rule.limit(now()) if rule else row.due_at
        return erase_log(LOGS[row.place], TIMES[row.place], limit)
    model = next((one for one in record_tables() if one._meta.table_name == row.place), None)
    return erase_record(model, row.owner, anonymise=row.after == "anonymise") if model else 0


def hold_case(case: Case, by: Viewer, reason: str) -> LegalHold:
    """Hold a case: nothing of it is erased until the hold is lifted."""
    if not (may_dispose(by) and _in_reach(by, case)):
        raise NotFound
    if not reason.strip():
        raise Refused("请写明理由。", "Please give the reason.")
    if is_held(case.id):
        raise Refused("这件事已经冻结。", "This case is held already.")
    held: LegalHold = LegalHold.create(case=case, reason=reason.strip(), by=by.person)
    return held


def lift_hold(number: int, by: Viewer, reason: str) -> None:
    """Let a case be erased again when its time is over."""
    held = LegalHold.get_or_none(LegalHold.id == number, LegalHold.until.is_null())
    if held is None or not (may_dispose(by) and _in_reach(by, held.case)):
        raise NotFound
    if not reason.strip():
        raise Refused("请写明理由。", "Please give the reason.")
    held.until, held.lifted_by, held.lift_reason = now(), by.person, reason.strip()
    held.save()


def holds(by: Viewer) -> list[LegalHold]:
    """Return the cases that are held now."""
    if not (may_dispose(by) or may_audit(by)):
        raise NotFound
    query = LegalHold.select(LegalHold, Case.id, Case.number, Person)
    query = query.join_from(LegalHold, Case).join_from(LegalHold, Person, on=LegalHold.by)
    return list(query.where(LegalHold.until.is_null()).order_by(LegalHold.id.desc()))
