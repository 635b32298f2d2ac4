"""What becomes of personal data when the person asks: copied, corrected, erased, put away."""

from __future__ import annotations

import zlib
from contextlib import suppress

import pytest

from engine import (
    Case,
    CaseFile,
    Invalid,
    NotFound,
    Refused,
    broken_links,
    case_numbered,
    correct_personal,
    data_of,
    db,
    erase_personal,
    held_of,
    history,
    personal_field,
    restrict,
)
from engine.reveal import showable
from plugins.core.data_requests import package_of
from plugins.core.records import Issue
from tests.rights.conftest import NAME, PHONE, Office

REASON = "个人信息权利请求 core-1"


def rooms() -> dict[str, str]:
    """Return every text and blob that the database holds, by table; what is packed is unpacked."""
    found = {}
    for table in db.get_tables():
        rows = db.execute_sql(f'SELECT * FROM "{table}"').fetchall()
        found[table] = " ".join(_readable(one) for row in rows for one in row)
    return found


def _readable(value: object) -> str:
    if not isinstance(value, bytes | memoryview):
        return str(value)
    with suppress(zlib.error):
        value = zlib.decompress(bytes(value))
    return bytes(value).decode("utf-8", "ignore")


def holding(word: str) -> list[str]:
    """Return the tables in which a word stands."""
    return [table for table, text in rooms().items() if word in text]


def test_a_case_that_goes_on_is_neither_erased_nor_put_away(office: Office) -> None:
    case = office.case(ended=False)
    for deed in (erase_personal, restrict):
        with pytest.raises(Refused, match="还在办理"):
            deed(case, office.who("dpo"), REASON)
    assert data_of(case)["complainant"] == NAME


def test_there_is_no_case_and_no_field_of_another_name(office: Office) -> None:
    with pytest.raises(NotFound):
        case_numbered("core-nowhere")
    with pytest.raises(Refused, match="没有名为"):
        personal_field(office.case(), "病历")


def test_a_copy_holds_every_personal_value_with_its_purpose(office: Office) -> None:
    case = office.case()
    held = {one.field.key: one for one in held_of(case)}
    assert held["complainant"].value == NAME
    assert held["contact"].value == PHONE
    assert all(one.field.purpose and one.field.retention for one in held.values())
    assert package_of(case)[:2] == b"PK"


def test_a_correction_reaches_data_and_record_of_an_ended_case(office: Office) -> None:
    case = office.case()
    correct_personal(case, "contact", "13900001111", office.who("dpo"), REASON)
    assert data_of(Case.get_by_id(case.id))["contact"] == "13900001111"
    assert Issue.get(Issue.case == case).contact == "13900001111"
    assert Case.get_by_id(case.id).status == "cancelled"
    last = history(case)[-1]
    assert (last.deed, last.values["before"]) == ("corrected", {"contact": PHONE})


def test_a_wrong_correction_changes_nothing(office: Office) -> None:
    case = office.case()
    with pytest.raises(Invalid):
        correct_personal(case, "contact", "x" * 500, office.who("dpo"), REASON)
    assert data_of(Case.get_by_id(case.id))["contact"] == PHONE


def test_after_erasing_no_room_of_the_database_holds_a_word_of_it(office: Office) -> None:
    case = office.case()
    assert len(holding(NAME)) >= 5
    erase_personal(case, office.who("dpo"), REASON)
    assert [holding(word) for word in (NAME, PHONE, "三单元501")] == [[], [], []]


def test_what_was_done_stays_and_the_chain_is_whole_after_erasing(office: Office) -> None:
    case = office.case()
    before = [(line.deed, line.person) for line in history(case)]
    erase_personal(case, office.who("dpo"), REASON)
    case = Case.get_by_id(case.id)
    after = [(line.deed, line.person) for line in history(case)]
    assert after[: len(before)] == before
    assert after[-1] == ("erased", office.who("dpo").person)
    assert list(broken_links(case)) == []
    assert case.title == "张*家楼道灯不亮"


def test_what_is_put_away_is_shown_to_nobody_any_more(office: Office) -> None:
    case = office.case()
    restrict(case, office.who("dpo"), REASON)
    case = Case.get_by_id(case.id)
    for key in ("wang", "dpo"):
        file = CaseFile(case, office.who(key))
        assert not file.has_part
        assert showable(file) == frozenset()
        assert NAME not in " ".join(line.sentence.say("zh") for line in file.told())
    assert data_of(case)["complainant"] == NAME  # it is still stored
