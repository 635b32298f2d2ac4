"""Lists of days as administrators type or paste them."""

from __future__ import annotations

from datetime import date

import pytest

from engine.daylist import LONGEST, read_calendar_rows
from engine.errors import Invalid


def problems(text: str, language: str = "zh") -> list[str]:
    with pytest.raises(Invalid) as invalid:
        read_calendar_rows(text)
    return [problem.text.say(language) for problem in invalid.value.problems]


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        ("2027-02-30,off", "不是日期", "is no day"),
        ("明天,off", "不是日期", "is no day"),
        ("2027-02-06,maybe", "不是类型", "is no kind"),
        ("2027-02-06,", "不是类型", "is no kind"),
        ("2027-02-06,half", "半天要写时间", "needs its hours"),
        ("2027-02-06,half,12:00-09:00", "不是工作时间", "is not working hours"),
        ("2027-02-06,off,09:00-12:00", "只有半天才写时间", "a half day only"),
        (f"2027-02-06,off,,{'长' * 81}", "最多80个字", "80 characters at most"),
    ],
)
def test_a_wrong_line_is_named_by_its_number_in_both_languages(line, zh, en) -> None:
    text = f"day,kind,hours,name,source\n2027-01-01,off,,元旦,\n\n{line}\n"
    (said,) = problems(text)
    assert said.startswith("第4行：")
    assert zh in said
    (said,) = problems(text, "en")
    assert said.startswith("Line 4: ")
    assert en in said


def test_every_wrong_line_is_told_at_once() -> None:
    assert len(problems("day,kind\nx,off\n2027-01-01,x\n2027-01-02,off\n")) == 2


def test_a_day_may_stand_in_a_list_once() -> None:
    assert problems("2027-01-01,off\n2027/1/1,on\n") == ["第2行：2027-01-01在第1行已经有了。"]


@pytest.mark.parametrize("text", ["", "\n\n", "day,kind,hours\n", "\0"])
def test_a_list_without_a_day_is_refused(text) -> None:
    assert problems(text) == ["这份清单里没有一天。"]


def test_what_is_no_table_is_refused() -> None:
    assert problems('2027-01-01,off,"' + "x" * 200_000)


def test_a_list_without_end_is_cut() -> None:
    text = "\n".join(f"{2000 + n // 300}-{n // 28 % 10 + 1}-{n % 28 + 1},off" for n in range(9000))
    assert len(problems(text)) < LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "day,kind,hours,name,source\n2027-01-04,half,09:00-12:00,提前下班,通知\n",
        "\ufeff日期,类型,时间,名称,来源\r\n2027年1月4日,半天,09：00－12：00,提前下班,通知\r\n",
        "2027/1/4\thalf\t09:00-12:00\t提前下班\t通知",
        "2027-01-04，半天，09:00-12:00，提前下班，通知",
        "来源,名称,类型,日期,工作时间\n通知,提前下班,半天,2027-1-4,9:00-12:00\n",
    ],
)
def test_a_list_is_read_however_it_was_written(text) -> None:
    (row,) = read_calendar_rows(text)
    assert (row.day, row.kind, row.hours) == (date(2027, 1, 4), "half", ((540, 720),))
    assert (row.name, row.source) == ("提前下班", "通知")
