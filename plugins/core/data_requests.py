"""What is done when somebody asks for the personal data that is held of them (PIPL 44 to 50)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook

from engine import (
    Case,
    NotFound,
    Problem,
    Refused,
    Task,
    Text,
    case_numbered,
    correct_personal,
    erase_personal,
    held_of,
    keep_with,
    person_numbered,
    personal_field,
    restrict,
    store_file,
    viewer_of,
)

FORM = "core.data_request_decision"
CHANGES = ("correct", "supplement")
HEADS = ("信息", "类别", "内容", "处理目的", "保存期限")
IN_PERSON = "敏感信息，请当面查阅"  # an encrypted value is put into no file
FORMULA = ("=", "+", "-", "@", "\t")


def execute_data_request(
    case: Case,
    deed: str,
    decider: Mapping[str, Any],
    target_case: str | None = None,
    target_field: str | None = None,
    new_value: str | None = None,
    explanation: str | None = None,
) -> dict[str, Any]:
    """Copy, correct, erase or restrict what the case asked about holds, or explain it.

    Gives `outcome` (granted, restricted), `done_text` for the reply, and the `package` of a copy.
    """
    by = viewer_of(person_numbered(int(decider["id"])))
    reason = f"个人信息权利请求 {case.number}"
    if deed == "explain":
        return {"outcome": "granted", "done_text": explanation, "package": []}
    target = case_numbered((target_case or "").strip())
    if deed == "copy":
        sent = store_file(by, f"个人信息-{target.number}.xlsx", package_of(target))
        keep_with(case, [sent["id"]], by)
        return {"outcome": "granted", "done_text": "个人信息副本已备好。", "package": [sent]}
    if deed in CHANGES:
        correct_personal(target, target_field or "", new_value or "", by, reason)
        return {"outcome": "granted", "done_text": "个人信息已更正、补充。", "package": []}
    if deed == "erase":
        erase_personal(target, by, reason)
        return {"outcome": "granted", "done_text": "个人信息已删除。", "package": []}
    restrict(target, by, reason)
    said = "依法须继续保存，已停止除存储和必要安全保护之外的处理。"
    return {"outcome": "restricted", "done_text": said, "package": []}


def package_of(case: Case) -> bytes:
    """Return what a case holds of a person as a workbook, with purpose and term of keeping."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(case.number[-31:])
    sheet.append(HEADS)
    for held in held_of(case):
        field = held.field
        value = IN_PERSON if field.data_class == "C4" else _written(held.value)
        sheet.append([_safe(text) for text in (
            field.label, field.data_class, value, field.purpose, field.retention)])  # fmt: skip
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("name") or value.get("place") or "")
    if isinstance(value, list | tuple):
        return "、".join(_written(one) for one in value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def check_decision(task: Task, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what stands against a decision: no such case, no such field, a case still going on."""
    kind = data.get("request_kind")
    if data.get("request_decision") != "grant" or kind == "explain":
        return
    try:
        target = case_numbered(str(data.get("target_case") or "").strip())
    except NotFound:
        yield Problem(
            "target_case", Text("没有这个编号的事项。", "There is no case of this number.")
        )
        return
    if target.id == task.case_id:
        yield Problem(
            "target_case", Text("请填写所涉及的事项，不是本件。", "Not this case itself.")
        )
    elif kind in CHANGES:
        yield from _field_problems(target, str(data.get("target_field") or ""))
    elif kind == "delete" and not target.ended:
        said = Text("该事项还在办理，处理目的尚未实现。", "That case is still being worked on.")
        yield Problem("target_case", said)


def _field_problems(target: Case, named: str) -> Iterator[Problem]:
    try:
        personal_field(target, named)
    except Refused as refused:
        yield Problem("target_field", refused.text)
