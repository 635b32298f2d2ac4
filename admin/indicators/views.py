"""The figures: all of them by system, and one with its places, months and what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from admin.indicators.plot import plot_of
from admin.language import language
from admin.say import phrase, say
from admin.spreadsheets import export
from admin.who import viewer
from engine import (
    About,
    Figure,
    Ledger,
    LedgerRow,
    NotFound,
    Owned,
    Viewer,
    Wanted,
    figure_of,
    figures_by_month,
    figures_by_place,
    find_indicator,
    find_ledger,
    indicators_for,
    ledger_rows,
    ledgers_for,
    plugin_about,
    tree,
)

indicator_pages = Blueprint("indicators", __name__, template_folder="templates")

SHOWN_ON_TILES = 3


@indicator_pages.get("/indicators")
def listed() -> str:
    """Show all figures over what the reader may see, or over one community of it."""
    by, community = viewer(), request.args.get("community", "")
    groups = _by_system(by, community)
    return render_template(
        "indicators/list.html",
        groups=groups,
        tiles=[group for group in groups if group[0].tile is not None],
        most=SHOWN_ON_TILES,
        places=_places(by),
        community=community,
        timelines=[(one, _events(by, one)) for one in ledgers_for(by) if one.timeline],
    )


def _by_system(by: Viewer, community: str) -> list[tuple[About, str, list[tuple[Owned, Figure]]]]:
    groups = groupby(indicators_for(by), key=lambda one: one.plugin)
    return [
        (plugin_about()[name], name, [(one, figure_of(by, one, community)) for one in some])
        for name, some in groups
    ]


def _events(by: Viewer, ledger: Ledger) -> list[LedgerRow]:
    return list(ledger_rows(by, ledger, Wanted()))


def _places(by: Viewer) -> list[Any]:
    nodes = (tree().by_id[number] for number in by.all_sees)
    return sorted((one for one in nodes if one.level == "CM"), key=lambda one: one.code)


@indicator_pages.get("/indicators.xlsx")
def spreadsheet() -> Response:
    """Send all figures as a spreadsheet."""
    by = viewer()
    return export(_("Figures"), _("Figures"), _all_rows(by, request.args.get("community", "")), by)


def _all_rows(by: Viewer, community: str) -> Iterator[list[Any]]:
    yield [_("System"), _("Code"), _("Figure"), _("Now"), _("Unit"), _("Baseline"), _("Source")]
    for about, _name, some in _by_system(by, community):
        for one, figure in some:
            it = one.indicator
            now, unit = _number(figure), phrase(it.unit)
            yield [say(about.title), it.code, say(it.title), now, unit, it.baseline, it.source]


def _number(figure: Figure) -> Any:
    return _("fewer than 5") if figure.hidden else figure.value


@indicator_pages.get("/indicators/<code>")
def show(code: str) -> str:
    """Show one figure: what it means, where and when it stands how, and what it counts."""
    by, community = viewer(), request.args.get("community", "")
    one = find_indicator(code, by)
    months = figures_by_month(by, one, community)
    return render_template(
        "indicators/indicator.html",
        one=one,
        it=one.indicator,
        about=plugin_about()[one.plugin],
        figure=figure_of(by, one, community),
        by_place=figures_by_place(by, one),
        months=months,
        plot=plot_of(months),
        ledger=_counted(by, one),
        places=_places(by),
        community=community,
    )


def _counted(by: Viewer, one: Owned) -> Ledger | None:
    """Return the ledger of what a figure counts, to who may read that."""
    try:
        return find_ledger(one.indicator.ledger, by)
    except NotFound:
        return None


@indicator_pages.get("/indicators/<code>.xlsx")
def one_spreadsheet(code: str) -> Response:
    """Send one figure by place and by month as a spreadsheet."""
    by = viewer()
    one = find_indicator(code, by)
    name = f"{one.indicator.code} {say(one.indicator.title)}"
    return export(name, name, _rows(by, one), by)


def _rows(by: Viewer, one: Owned) -> Iterator[list[Any]]:
    yield [one.indicator.code, say(one.indicator.title), phrase(one.indicator.unit)]
    yield [_("Where"), _("Now")]
    for node, figure in figures_by_place(by, one):
        yield [node.title(language()), _number(figure)]
    months: list[tuple[date, Figure]] = figures_by_month(by, one)
    if months:
        yield [_("Month"), _("Value")]
        for month, figure in months:
            yield [month.strftime("%Y-%m"), _number(figure)]
