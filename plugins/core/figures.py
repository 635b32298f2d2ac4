"""How well matters are handled: the kernel's indicators, computed from the issue ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from engine import LOCAL, Case, Indicator, Task, Text, now

from .records import Issue

ANSWERED = ("satisfied", "fairly")
LOCAL_ROUTES = ("P2.2", "P3.1", "P3.2", "P3.3")  # handled in the community or the block
Days = tuple[date, date] | None


def _due(holds: Callable[[Any], Any]) -> Any:
    """Return where a deadline passes a test: its case's, which moves when the clock is stopped or
    lengthened; the issue's own where the case has none."""
    return holds(Case.due_at) | (Case.due_basis.is_null() & holds(Issue.due_at))


def _rows(communities: frozenset[int], whole: Any, days: Days = None) -> Any:
    """Return the query of the issues of communities; of a stretch of days those raised in it."""
    query = Issue.select().join(Case).where(Issue.community.in_(communities), whole)
    if days is None:
        return query
    return query.where(
        Issue.created_at >= _midnight(days[0]),
        Issue.created_at < _midnight(days[1] + timedelta(days=1)),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _share(communities: frozenset[int], part: Any, whole: Any, days: Days) -> float | None:
    """Return a percentage with one decimal, None while there is nothing to count."""
    rows = _rows(communities, whole, days)
    all_of_them = rows.count()
    return round(100 * rows.where(part).count() / all_of_them, 1) if all_of_them else None


def response_rate(communities: frozenset[int], days: Days = None) -> float | None:
    """K0.1 (JSJB 32): contacted by the deadline, of those contacted or already past it."""
    known = Issue.contacted_at.is_null(False) | _due(lambda due: due < now())
    kept = _due(lambda due: Issue.contacted_at <= due)
    return _share(communities, kept, _due(lambda due: due.is_null(False)) & known, days)


def on_time_rate(communities: frozenset[int], days: Days = None) -> float | None:
    """K0.2: closed by the deadline, of those closed."""
    closed = (Issue.state == "closed") & _due(lambda due: due.is_null(False))
    return _share(communities, _due(lambda due: Issue.closed_at <= due), closed, days)


def solved_rate(communities: frozenset[int], days: Days = None) -> float | None:
    """K0.3 (JSJB 32): wholly solved, of those closed with a result."""
    return _share(communities, Issue.resolved == "solved", Issue.resolved != "", days)


def satisfied_rate(communities: frozenset[int], days: Days = None) -> float | None:
    """K0.3 (JSJB 32): satisfied or fairly so, of those who replied."""
    replied = Issue.satisfied.not_in(["", "no_reply"])
    return _share(communities, Issue.satisfied.in_(ANSWERED), replied, days)


def repeat_rate(communities: frozenset[int], days: Days = None) -> float | None:
    """K0.4: raised again within 30 days, of all."""
    return _share(communities, Issue.repeat_count >= 1, Issue.id.is_null(False), days)


def overdue(communities: frozenset[int]) -> int:
    """K0.5: open past the deadline."""
    late = Issue.closed_at.is_null() & _due(lambda due: due < now())
    return int(_rows(communities, late).count())


def lit(colour: str) -> Callable[[frozenset[int]], int]:
    """K0.5 by lamp: open cases of any procedure whose lamp shows this colour."""

    def count(communities: frozenset[int]) -> int:
        mine = (Case.community.in_(communities), Case.status == "open", Case.lamp == colour)
        return int(Case.select(Case.id).where(*mine).count())

    return count


# -- the three families of the reform: integration, delegation, coordination (DOMAIN §0.4) ----


def integrated_rate(communities: frozenset[int], days: Days = None) -> float | None:
    """K0.6: in whose handling two or more bodies took part, of the closed."""
    closed = [row.case_id for row in _rows(communities, Issue.state == "closed", days)]
    taking: dict[int, set[str]] = defaultdict(set)
    done: Any = (
        Task.select(Case.parent, Task.roles)
        .join(Case)
        .where(Case.parent.in_(closed), Task.status == "done")
        .distinct()
        .tuples()
    )
    for parent, roles in done:
        taking[parent].add(" ".join(roles))
    joint = sum(len(bodies) >= 2 for bodies in taking.values())
    return round(100 * joint / len(closed), 1) if closed else None


def delegated_rate(communities: frozenset[int], days: Days = None) -> float | None:
    """K0.7: handled in the community or the block, of the closed."""
    return _share(communities, Issue.route.in_(LOCAL_ROUTES), Issue.state == "closed", days)


def coordinated_rate(communities: frozenset[int], days: Days = None) -> float | None:
    """K0.8: done in time, of the steps with a deadline that others were asked to take."""
    asked = (
        Task.select()
        .join(Case)
        .where(
            Case.community.in_(communities),
            Case.parent.is_null(False),
            Task.status == "done",
            Task.due_at.is_null(False),
        )
    )
    if days is not None:
        ended = (_midnight(days[0]), _midnight(days[1] + timedelta(days=1)))
        asked = asked.where(Task.ended_at >= ended[0], Task.ended_at < ended[1])
    count, kept = asked.count(), asked.where(Task.ended_at <= Task.due_at).count()
    return round(100 * kept / count, 1) if count else None


def closing_days(communities: frozenset[int], days: Days = None) -> float | None:
    """K0.9: how many days it takes on average from registering to closing."""
    spans = [
        row.closed_at - row.created_at for row in _rows(communities, Issue.state == "closed", days)
    ]
    return round(sum(spans, timedelta()) / len(spans) / timedelta(days=1), 1) if spans else None


Counted = Callable[..., Any]


def _rate(code: str, zh: str, en: str, value: Counted, source: str, **more: Any) -> Indicator:
    """Return an indicator that is plotted over the months in which matters were raised."""

    def monthly(communities: frozenset[int], since: date, until: date) -> Any:
        return value(communities, (since, until))

    return Indicator(
        code,
        Text(zh, en),
        value,
        more.pop("unit", "%"),
        source=source,
        monthly=monthly,
        ledger="core.issues",
        period=Text("全部；按月为当月登记的诉求", "all; by month those registered in it"),
        **more,
    )


def _lamp(code: str, zh: str, en: str, value: Counted, said: Text) -> Indicator:
    return Indicator(code, Text(zh, en), value, source="[P]", definition=said)


INDICATORS = [
    _rate(
        "K0.1",
        "响应率",
        "Response rate",
        response_rate,
        "[L: JSJB 32]",
        definition=Text(
            "时限内联系诉求人的件数 ÷ 已联系或已过时限的件数",
            "contacted by the deadline ÷ contacted or past the deadline",
        ),
    ),
    _rate(
        "K0.2",
        "按期办结率",
        "Closed on time",
        on_time_rate,
        "[P]",
        definition=Text("时限内办结 ÷ 已办结", "closed by the deadline ÷ closed"),
        chosen={"state": "closed"},
    ),
    _rate(
        "K0.3a",
        "解决率",
        "Solved",
        solved_rate,
        "[L: JSJB 32]",
        definition=Text("已解决 ÷ 有办理结果的件数", "solved ÷ those with a result"),
        chosen={"resolved": "solved"},
    ),
    _rate(
        "K0.3b",
        "满意率",
        "Satisfied",
        satisfied_rate,
        "[L: JSJB 32]",
        definition=Text(
            "满意和基本满意 ÷ 已回复满意度的件数，未回复不计",
            "satisfied or fairly so ÷ those who replied; no reply is left out",
        ),
    ),
    _rate(
        "K0.4",
        "重复诉求率",
        "Repeated matters",
        repeat_rate,
        "[P]",
        definition=Text("30日内重复的件数 ÷ 全部件数", "raised again within 30 days ÷ all"),
    ),
    Indicator(
        "K0.5",
        Text("超期件", "Overdue"),
        overdue,
        source="[P]",
        definition=Text("已过时限仍未办结的诉求", "matters past their deadline and not closed"),
        ledger="core.issues",
        chosen={"state": "triaged"},
    ),
    _lamp(
        "K0.5a",
        "黄灯件",
        "With a yellow lamp",
        lit("yellow"),
        Text("亮黄灯的未办结事项", "open cases with a yellow lamp"),
    ),
    _lamp(
        "K0.5b",
        "红灯件",
        "With a red lamp",
        lit("red"),
        Text("亮红灯的未办结事项", "open cases with a red lamp"),
    ),
    _rate(
        "K0.6",
        "综合：多方共办率",
        "Integration: handled jointly",
        integrated_rate,
        "[S]",
        definition=Text(
            "两个以上岗位参与承办的件数 ÷ 已办结", "two or more bodies took part ÷ closed"
        ),
        chosen={"state": "closed"},
    ),
    _rate(
        "K0.7",
        "下沉：社区街区办结率",
        "Delegation: closed in community or block",
        delegated_rate,
        "[S]",
        definition=Text(
            "在社区或街区办结的件数 ÷ 已办结", "handled in the community or the block ÷ closed"
        ),
        chosen={"state": "closed"},
    ),
    _rate(
        "K0.8",
        "协同：协办按时率",
        "Coordination: answered in time",
        coordinated_rate,
        "[S]",
        definition=Text(
            "承办和协办步骤按时办结 ÷ 有时限的步骤",
            "steps that others were asked to take, done in time ÷ those with a deadline",
        ),
    ),
    _rate(
        "K0.9",
        "平均办结天数",
        "Days until closed",
        closing_days,
        "[P]",
        unit="天",
        definition=Text("从登记到办结的平均天数", "average days from registering to closing"),
        chosen={"state": "closed"},
    ),
]
