"""What is wrong with the lists of days off: one is missing, or due dates lie beyond them all."""

from __future__ import annotations

from flask_babel import gettext

from admin.console.words import listed
from engine import due_in_unknown_years, missing_year


def warnings() -> list[str]:
    """Return what is wrong with the lists of the years."""
    found = []
    if year := missing_year():
        found.append(
            gettext(
                "The list of %(year)s is not here yet. The State Council publishes it in November; "
                "load it when it comes: the due dates move with it.",
                year=year,
            )
        )
    late = due_in_unknown_years()
    if late:
        years = listed(str(year) for year in sorted(late))
        found.append(
            gettext(
                "%(count)s due dates lie in years without a published list (%(years)s): they are "
                "counted by the statutory holidays alone and may still move.",
                count=sum(late.values()),
                years=years,
            )
        )
    return found
