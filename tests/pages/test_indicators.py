"""Figures as staff read them: over what they may see, by place and month, secrets not told."""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import pairwise
from typing import Any

from openpyxl import load_workbook

from admin.indicators.plot import plot_of
from engine import (
    Case,
    Indicator,
    Text,
    brought_by,
    community_of,
    everything,
    now,
    switch_plugin,
    today,
)
from engine.indicators import (
    Figure,
    Owned,
    figure_of,
    figures_by_month,
    figures_by_place,
    indicators_for,
    months,
)
from tests.pages.conftest import Desk, Office
from tests.pages.test_ledgers import Issue, enter

SECRET = Owned(
    "core",
    Indicator(
        "K9.9",
        Text("困难家庭", "Households"),
        lambda ids: Issue.select().where(Issue.community.in_(ids)).count(),
        "户",
        data_class="C4",
    ),
)


def test_a_figure_counts_only_what_its_reader_may_see(office: Office) -> None:
    open_ = Owned("core", Indicator("K9.8", Text("件"), SECRET.indicator.value))
    for place in ("CM-07", "CM-07", "CM-08"):
        enter(place)
    values = {name: figure_of(office.who(name), open_).value for name in ("wang", "zhou", "ma")}
    assert values == {"wang": 2, "zhou": 1, "ma": 3}
    assert figure_of(office.who("ma"), open_, "CM-08").value == 1
    assert figure_of(office.who("wang"), open_, "CM-08").value == 0


def test_who_keeps_the_machine_reads_no_figure(office: Office) -> None:
    assert indicators_for(office.who("sys")) == []
    assert office.desk("sys").get("/indicators/K0.1").status_code == 404
    assert office.desk("sys").get("/indicators/K0.1.xlsx").status_code == 404


def test_a_figure_that_nobody_brings_is_not_found(wang: Desk) -> None:
    assert wang.get("/indicators/K99.9").status_code == 404
    assert wang.get("/indicators/K0.1?community=nowhere").status_code == 404


def test_secret_counts_below_five_are_not_told(office: Office) -> None:
    for place, count in (("CM-07", 4), ("CM-08", 7)):
        for _ in range(count):
            enter(place)
    assert figure_of(office.who("wang"), SECRET) == Figure(None, True)
    assert figure_of(office.who("ma"), SECRET) == Figure(11)


def test_a_single_hidden_place_hides_another_so_that_the_sum_does_not_tell_it(
    office: Office,
) -> None:
    for place, count in (("CM-07", 3), ("CM-08", 7)):
        for _ in range(count):
            enter(place)
    rows = figures_by_place(office.who("ma"), SECRET)
    assert [(node.code, figure.hidden) for node, figure in rows] == [
        ("CM-07", True),
        ("CM-08", True),
    ]


def test_where_a_plugin_is_off_its_figures_are_gone(office: Office) -> None:
    switch_plugin(community_of("CM-07"), "community_autonomy", False)
    assert "community_autonomy" not in {one.plugin for one in indicators_for(office.who("wang"))}
    assert "community_autonomy" in {one.plugin for one in indicators_for(office.who("zhou"))}


def test_months_follow_each_other_up_to_today() -> None:
    found = months()
    assert len(found) == 12
    assert found[-1][1] == today()
    for (_, until), (since, _) in pairwise(found):
        assert since - until == timedelta(days=1)


def test_a_month_counts_what_was_registered_in_it(office: Office) -> None:
    indicator = brought_by(everything()).indicators["K0.4"]
    issue = enter("CM-07", repeat_count=1, case=_case(office))
    before = months()[-3][0] + timedelta(days=1)
    moment = now().replace(year=before.year, month=before.month, day=before.day)
    Issue.update(created_at=moment).where(Issue.id == issue.id).execute()
    by_month = figures_by_month(office.who("wang"), Owned("core", indicator))
    assert [figure.value for _, figure in by_month][-4:] == [None, 100.0, None, None]


def _case(office: Office) -> Any:
    office.problem(office.desk("wang"))
    case = Case.get()
    Issue.delete().where(Issue.case == case).execute()
    return case


def test_a_plot_needs_two_numbers_and_leaves_gaps(office: Office) -> None:
    days = [since for since, _ in months(4)]
    one = [(days[0], Figure(3)), (days[1], Figure(None))]
    assert plot_of(one) is None
    drawn = plot_of(list(zip(days, map(Figure, (3, None, 6, 0)), strict=True)))
    assert drawn is not None
    assert [len(some) for some in drawn.stretches] == [1, 2]
    assert (drawn.low, drawn.high) == (0, 6)
    assert min(point.y for point in drawn.points) == drawn.stretches[1][0].y


def test_pages_tell_meaning_source_and_what_is_counted(office: Office, wang: Desk) -> None:
    page = wang.read("/indicators/K0.2")
    for words in ("时限内办结 ÷ 已办结", "[P]", "诉求台账", "近十二个月", "基准"):
        assert words in page
    english = office.desk("wang", "en").read("/indicators/K0.2")
    assert "Ledger of matters raised" in english
    assert "响应率" in wang.read("/indicators")


def test_the_baseline_is_told_with_its_unit(wang: Desk) -> None:
    assert "180 起" in wang.read("/indicators/K3.2")


def test_figures_go_along_as_an_excel_file(office: Office, wang: Desk) -> None:
    for address in ("/indicators.xlsx", "/indicators/K0.2.xlsx"):
        answer = wang.get(address)
        assert answer.status_code == 200
        sheet = load_workbook(io.BytesIO(answer.data)).active
        assert sheet is not None
        assert any("K0.2" in row for row in sheet.iter_rows(values_only=True))
