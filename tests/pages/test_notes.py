"""Reasons and opinions typed beside the forms: what a reader without a task sees of them."""

from __future__ import annotations

import pytest

from engine import Text, copy_case
from engine.notes import Notes
from tests.pages.conftest import Desk, Office

TYPED = "张桂芬来电13812345678，身份证110107196501011234，卡6222020200012345678，京A12345，灯没修好"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("请回 13812345678", "请回 138****5678"),
        ("证号110107196501011234。", "证号110107********1234。"),
        ("卡号 6222 0202 0001 2345 678", "卡号 ****5678"),
        ("车牌京A12345停在门口", "车牌京A***45停在门口"),
        ("写信 lisi@example.org", "写信 ***"),
        ("2026-03-04 09:00 已到场，案号core-202611-CM-08-00001",) * 2,
        ("工单3号，第12条", "工单3号，第12条"),
    ],
)
def test_numbers_that_find_a_person_are_shortened_and_work_stays(typed: str, read: str) -> None:
    assert Notes([], clear=False)(typed) == read


def test_answers_that_a_note_quotes_are_masked_as_their_fields_are() -> None:
    notes = Notes(["张桂芬", "张桂芬之子张强"], clear=False)
    assert notes("张桂芬说灯没修好") == "张*说灯没修好"
    assert notes(Text("说明")) == Text("说明")


def test_only_who_has_a_task_reads_a_note_as_it_was_typed(office: Office, wang: Desk) -> None:
    task = office.problem(wang)
    case = int(wang.get(task).text.split("/cases/")[1].split('"')[0].split("/")[0])
    copy_case(case, [office.who("li").person], office.who("wang"), TYPED)
    page = office.desk("liu").read(f"/cases/{case}")
    assert "灯没修好" in page
    for secret in ("张桂芬", "13812345678", "196501011234", "6222020200012345678", "京A12345"):
        assert secret not in page
        assert secret not in office.desk("liu", "en-US").read(f"/cases/{case}")
    assert TYPED in wang.read(f"/cases/{case}")
