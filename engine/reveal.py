"""Who may have a personal value shown, and how it is shown: with a reason, noted for good."""

from __future__ import annotations

from engine.casefile import CaseFile, find_case
from engine.change import changing
from engine.errors import NotFound, Refused
from engine.forms.form import Field
from engine.models import Case, Person, Reading
from engine.operations.allowed import reasoned
from engine.people import Viewer, cleared
from engine.second_factor import has_second_factor, second_factor_ok

ALL = "*"  # what a role clears whose holder may read every sensitive value
SHORTEST_REASON = 4  # characters


def field_of(file: CaseFile, key: str) -> Field:
    """Return a personal field that the case's forms ask for; NotFound for any other."""
    for form in file.procedure_forms:
        for field in form.fields:
            if field.key == key and field.data_class in ("C3", "C4"):
                return field
    raise NotFound


def may_reveal(file: CaseFile, field: Field) -> bool:
    """May this person have a field of a case shown?

    Personal data (C3) who has or had a task on the case; sensitive data (C4) who besides holds a
    role there that clears records of its kind; all of both, whose role clears everything
    (DOMAIN §1.1).
    """
    if file.case.restricted:
        return False
    if _clears(file, ALL):
        return True
    if field.data_class == "C4" and field.clearance:
        return file.has_part and _clears(file, field.clearance)
    return file.has_part


def _clears(file: CaseFile, kind: str) -> bool:
    return file.case.community_id in cleared(file.viewer, kind)


def showable(file: CaseFile) -> frozenset[str]:
    """Return the masked fields of a case that this person may have shown."""
    return frozenset(
        field.key
        for form in file.procedure_forms
        for field in form.fields
        if field.data_class in ("C3", "C4")
        and field.key not in file.clear
        and may_reveal(file, field)
    )


def reveal(case_id: int, key: str, by: Viewer, reason: str, code: str = "") -> Reading:
    """Have a masked value shown to a person for ten minutes; who, which and why are noted for good.

    A sensitive one needs the person's second factor. Raises Refused for who may not.
    """
    file = CaseFile(find_case(case_id, by), by)
    field = field_of(file, key)
    if not may_reveal(file, field):
        raise Refused(
            "“{field}”只能由本件经办人员中有权限的人查看。",
            "“{field}” is only for those with a task on this case and the right for such data.",
            field=field.label,
        )
    why = reasoned(reason)
    if len(why) < SHORTEST_REASON:
        raise Refused("请把查看理由写清楚。", "Please say more clearly why you need it.")
    if field.data_class == "C4":
        require_second_factor(by.person, code)
    return _noted(file.case, field, by.person, why)


def _noted(case: Case, field: Field, person: Person, why: str) -> Reading:
    with changing(case.id) as change:
        change.record(
            "revealed", person, field=field.label, reason=why, data_class=field.data_class
        )
        reading: Reading = Reading.create(
            person=person,
            case=case,
            place="case",
            field=field.key,
            label=field.label,
            data_class=field.data_class,
            reason=why,
        )
    return reading


def require_second_factor(person: Person, code: str) -> None:
    """Refuse who has no second factor, or does not have it at hand."""
    if not has_second_factor(person):
        raise Refused(
            "查看敏感信息需要双因素验证，请先在“账号”中启用动态口令。",
            "Sensitive data needs a second factor: set up one-time codes for your account first.",
        )
    if not second_factor_ok(person, code):
        raise Refused("动态口令不正确。", "The one-time code is wrong.")
