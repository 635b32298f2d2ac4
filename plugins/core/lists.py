"""The ledgers of the shared kernel: 诉求台账 and 公示台账."""

from __future__ import annotations

from engine import Ledger, Text

from .records import Activity, Baseline, Issue, Notice

LEDGERS = [
    Ledger(
        key="core.issues",
        title=Text("诉求台账", "Ledger of matters raised"),
        record=Issue,
        columns=(
            "title",
            "category",
            "channel",
            "level",
            "place",
            "complainant",
            "contact",
            "due_at",
            "state",
            "resolved",
            "satisfied",
            "repeat_count",
            "closed_at",
        ),
    ),
    Ledger(
        key="core.notices",
        title=Text("公示台账", "Ledger of public notices"),
        record=Notice,
        columns=("kind", "title", "place", "period", "posted_at", "ends_at", "state", "closed_at"),
        sort="-posted_at",
        time="posted_at",
    ),
    Ledger(
        key="core.baselines",
        title=Text("改革历程与基准数据", "The reform’s milestones and baselines"),
        record=Baseline,
        columns=("title", "code", "value", "unit", "approx", "as_of", "source"),
        sort="as_of",
        time="as_of",
        timeline=True,
        whole=True,
    ),
    Ledger(
        key="core.activities",
        title=Text("活动台账", "Ledger of activities"),
        record=Activity,
        columns=(
            "theme",
            "kind",
            "date_from",
            "place",
            "organiser",
            "budget",
            "spent",
            "expected_n",
            "actual_n",
            "evaluation",
            "state",
        ),
        sort="-date_from",
        time="date_from",
    ),
]
