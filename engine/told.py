"""How one event of a case's history is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.clock import now
from engine.journal import Line
from engine.masking import Shown
from engine.models import Case, Person, Suspension
from engine.procedures import definition_of
from engine.text import Text


@dataclass(frozen=True)
class Told:
    """One line of a case's history in words."""

    at: datetime
    person: Person | None
    sentence: Text
    details: Sequence[Shown]
    deed: str
    element: str


DEEDS: Mapping[str, tuple[str, str]] = {
    "started": ("{who}发起", "{who} started the case"),
    "started_by_clock": ("到时自动发起“{what}”", "The time had come: “{what}” opened the case"),
    "completed": ("{who}办结“{what}”", "{who} completed “{what}”"),
    "claimed": ("{who}认领“{what}”", "{who} claimed “{what}”"),
    "released": ("{who}退还“{what}”", "{who} gave back “{what}”"),
    "transferred": (
        "{who}把“{what}”转办给{to}：{reason}",
        "{who} transferred “{what}” to {to}: {reason}",
    ),
    "assigned": (
        "{who}把“{what}”指派给{to}：{reason}",
        "{who} assigned “{what}” to {to}: {reason}",
    ),
    "shared_out": ("按工作量把“{what}”分派给{to}", "“{what}” was given to {to} by workload"),
    "route_asked": (
        "{who}申请特事特办，转到“{to}”：{reason}",
        "{who} asked for another way, to “{to}”: {reason}",
    ),
    "route_approved": (
        "{who}同意特事特办，转到“{to}”。{reason}",
        "{who} agreed to another way, to “{to}”. {reason}",
    ),
    "route_declined": (
        "{who}不同意特事特办：{reason}",
        "{who} declined another way: {reason}",
    ),
    "delegated": (
        "{who}把“{what}”委派给{to}：{reason}",
        "{who} delegated “{what}” to {to}: {reason}",
    ),
    "handed_back": (
        "{who}填好“{what}”，交回{to}",
        "{who} filled in “{what}” and handed it back to {to}",
    ),
    "recalled": ("{who}收回“{what}”", "{who} took “{what}” back"),
    "signers_added": (
        "{who}就“{what}”请{to}加签：{reason}",
        "{who} asked {to} to sign “{what}”: {reason}",
    ),
    "signer_removed": (
        "{who}就“{what}”减去加签人{to}：{reason}",
        "{who} took {to} off the signers of “{what}”: {reason}",
    ),
    "agreed": ("{who}加签“{what}”：同意。{reason}", "{who} signed “{what}”: agreed. {reason}"),
    "objected": (
        "{who}加签“{what}”：不同意。{reason}",
        "{who} signed “{what}”: objected. {reason}",
    ),
    "submitted": ("{who}提交“{what}”，等待加签", "{who} submitted “{what}”; signers are to follow"),
    "sent_back": (
        "{who}由“{what}”退回到“{to}”：{reason}",
        "{who} sent it back from “{what}” to “{to}”: {reason}",
    ),
    "withdrawn": ("{who}撤回“{what}”。{reason}", "{who} took “{what}” back. {reason}"),
    "revealed": ("{who}查看“{field}”：{reason}", "{who} had “{field}” shown: {reason}"),
    "disposed": (
        "{who}按保存期限清除内容：{reason}",
        "{who} erased what was kept long enough: {reason}",
    ),
    "archived": ("{who}生成档案包", "{who} made the archive package"),
    "copied": ("{who}抄送给{to}。{reason}", "{who} sent a copy to {to}. {reason}"),
    "urged": ("{who}催办“{what}”。{reason}", "{who} urged “{what}”. {reason}"),
    "decided": ("按规则判定“{what}”", "Decided “{what}” by rule"),
    "acted": ("系统办理“{what}”", "The system did “{what}”"),
    "sent": ("发出消息，于“{what}”", "A message was sent at “{what}”"),
    "received": ("收到消息，于“{what}”", "A message arrived at “{what}”"),
    "called": ("调用另一流程，于“{what}”", "Another procedure was called at “{what}”"),
    "returned": ("被调用的事项已办结，于“{what}”", "The called case came back to “{what}”"),
    "error": ("被调用的事项报错，于“{what}”", "The called case ended in an error, at “{what}”"),
    "escalation": ("被调用的事项升级，于“{what}”", "The called case escalated, at “{what}”"),
    "heard": ("收到信号，于“{what}”", "A signal was heard at “{what}”"),
    "timer": ("到时：“{what}”", "Time was up: “{what}”"),
    "ended": ("办结：“{what}”", "The case ended: “{what}”"),
    "erred": ("系统办理“{what}”，结果是出错", "The system did “{what}”; it ended in an error"),
    "failed": ("“{what}”没有成功，等待处理", "“{what}” failed and waits for help"),
    "retried": ("{who}让“{what}”重试：{reason}", "{who} had “{what}” tried again: {reason}"),
    "skipped": ("{who}跳过“{what}”：{reason}", "{who} skipped “{what}”: {reason}"),
    "corrected": ("{who}更正内容：{reason}", "{who} corrected what is known: {reason}"),
    "grant_given": ("{who}准许{to}查阅：{reason}", "{who} gave {to} leave to see it: {reason}"),
    "grant_declined": (
        "{who}不准许{to}查阅：{reason}",
        "{who} declined {to} leave to see it: {reason}",
    ),
    "grant_ended": ("{who}终止了{to}的查阅：{reason}", "{who} ended the leave of {to}: {reason}"),
    "shared_on": (
        "{who}把“{what}”退回岗位由他人接办：{reason}",
        "{who} gave “{what}” to the others of the role: {reason}",
    ),
    "recused": ("{who}回避“{what}”：{reason}", "{who} stands aside from “{what}”: {reason}"),
    "erased": ("{who}按请求删除了个人信息：{reason}", "{who} erased personal data: {reason}"),
    "restricted": (
        "{who}限制处理：个人信息只存储，不再使用：{reason}",
        "{who} restricted personal data to storage: {reason}",
    ),
    "linked": ("{who}关联“{to}”：{reason}", "{who} linked “{to}”: {reason}"),
    "unlinked": (
        "{who}取消与“{to}”的关联：{reason}",
        "{who} took the link to “{to}” away: {reason}",
    ),
    "merged_into": ("{who}并入“{to}”：{reason}", "{who} merged the case into “{to}”: {reason}"),
    "took_in": ("“{to}”并入本件：{reason}", "“{to}” was merged into this case: {reason}"),
    "unmerged": ("{who}撤销并入“{to}”。{reason}", "{who} took the case out of “{to}”. {reason}"),
    "gave_back": (
        "“{to}”不再并入本件。{reason}",
        "“{to}” is no longer merged into this case. {reason}",
    ),
    "ended_merged": ("随“{to}”一并办结", "Ended together with “{to}”"),
    "suspended": ("{who}暂停：{reason}", "{who} suspended the case: {reason}"),
    "resumed": ("{who}恢复：{reason}", "{who} resumed the case: {reason}"),
    "procedure suspended": (
        "{who}暂停整个流程：{reason}",
        "{who} suspended the whole procedure: {reason}",
    ),
    "procedure resumed": (
        "{who}恢复整个流程：{reason}",
        "{who} resumed the whole procedure: {reason}",
    ),
    "moved": ("{who}移到“{what}”：{reason}", "{who} moved the case to “{what}”: {reason}"),
    "restarted": (
        "{who}从“{what}”重新开始：{reason}",
        "{who} began again at “{what}”: {reason}",
    ),
    "migrated": (
        "{who}换用流程的另一版本：{reason}",
        "{who} brought the case to another version of its procedure: {reason}",
    ),
    "clock_paused": ("{who}暂停计时：{reason}", "{who} stopped the clock: {reason}"),
    "clock_resumed": ("{who}恢复计时", "{who} let the clock go on"),
    "clock_extended": ("{who}延长期限：{reason}", "{who} lengthened the time: {reason}"),
    "mark": ("“{what}”的时限已过{percent}%", "{percent}% of the time for “{what}” has passed"),
    "case_mark": ("本件的时限已过{percent}%", "{percent}% of the case’s time has passed"),
    "cancelled": ("{who}撤销：{reason}", "{who} cancelled the case: {reason}"),
    "calendar_changed": (
        "{who}调整日历，期限随之变更：{reason}",
        "{who} changed the calendar, and the due dates with it: {reason}",
    ),
}


def sentence(line: Line, names: Mapping[str, str]) -> Text:
    """Return one event of a case as a sentence."""
    zh, en = DEEDS.get(line.deed, (line.deed, line.deed))
    values = line.values or {}
    if line.deed == "decided":
        return _decided(values, names.get(line.element) or line.element)
    return Text(
        zh,
        en,
        who=_who(line.person, values.get("behalf")),
        what=names.get(line.element) or line.element,
        reason=_why(values),
        percent=values.get("percent", ""),
        to=_whom(values.get("to") or values.get("signers")),
        field=values.get("field", ""),
    )


def _decided(values: Mapping[str, Any], what: str) -> Text:
    """Say which rows of a table applied and on which ground, or why none did."""
    zh, en = DEEDS["decided"]
    said: dict[str, Any] = {"what": what}
    rows = values.get("rules") or ()
    for number, row in enumerate(rows):
        zh += f"{'；' if number else '：'}第 {{row{number}}} 行 {{note{number}}}"
        en += f"{'; ' if number else ': '}row {{row{number}}} {{note{number}}}"
        said |= {f"row{number}": row["rule"], f"note{number}": " ".join(row.get("notes") or ())}
    if not rows and values.get("why"):
        return Text(zh + "：{why}", en + ": {why}", **said, why=_why(values))
    return Text(zh, en, **said)


def _whom(value: Any) -> Any:
    """Return whom or what a deed was directed to: people by name, or a step's name."""
    if isinstance(value, list):
        return "、".join(str(_whom(one)) for one in value)
    return value["name"] if isinstance(value, Mapping) else value or ""


def _why(values: Mapping[str, Any]) -> Any:
    """Return the reason that an event notes: a person's words, or a named one in both languages."""
    named = values.get("why")
    return Text(named["zh"], named["en"]) if named else values.get("reason", "")


def _who(person: Person | None, behalf: Mapping[str, Any] | None) -> Text:
    """Return who did it, in both names when it was a deputy."""
    who = _named(person) if person else Text("系统", "The system")
    if behalf is None:
        return who
    return Text("{deputy}代{person}", "{deputy} (for {person})", deputy=who, person=behalf["name"])


def _named(person: Person) -> Text:
    return Text(person.name, person.name_en)


def names_for(case: Case, lines: Iterable[Line]) -> dict[str, str]:
    """Return element → name, of every version of its procedure that the case was on."""
    versions = [case.version_id]
    versions += [line.values["source"] for line in lines if line.deed == "migrated" and line.values]
    return {
        element.id: element.name
        for version in reversed(versions)
        for element in definition_of(version).elements.values()
    }


def standstills(case: Case) -> list[Line]:
    """Return when the whole procedure stood still while the case ran, as lines of its history."""
    held = Suspension.select(Suspension, Person).join(Person, on=Suspension.by)
    held = held.where(Suspension.procedure == case.procedure_id)
    until = case.ended_at or now()
    lines: list[Line] = []
    for row in held:
        lines.append(_line(row.since, row.by, "procedure suspended", row.reason))
        if row.until is not None:
            lines.append(_line(row.until, row.ended_by, "procedure resumed", row.end_reason))
    return [line for line in lines if case.started_at <= line.at <= until]


def _line(at: datetime, person: Person, deed: str, reason: str) -> Line:
    return Line(0, at, person, deed, "", {"reason": reason})
