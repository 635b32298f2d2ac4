"""Which matters may be one and the same: by person, place, category and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from engine import Case, Text

from .issues import near
from .records import Issue

SPAN = timedelta(days=90)
MOST = 500  # of the newest open matters that are looked at
ENOUGH = 3  # points at which a matter is suggested
PERSON, PLACE, WORDS, KIND = 3, 2, 2, 1
LIKE = 0.4  # of the pairs of signs of the shorter text stand in the other
CHINESE = re.compile("[\u4e00-\u9fff]+")


def alike(case: Case) -> list[tuple[int, list[Text]]]:
    """Return open matters that may say the same, the likeliest first, each with the reasons."""
    issue: Issue | None = Issue.get_or_none(Issue.case == case)
    if issue is None:
        return []
    found = []
    for other in _open_near_in_time(issue):
        points = list(_points(issue, other, case))
        if sum(weight for weight, _ in points) >= ENOUGH:
            found.append((points, other.case_id))
    found.sort(key=lambda one: (-sum(weight for weight, _ in one[0]), -one[1]))
    return [(number, [text for _, text in points]) for points, number in found]


def _open_near_in_time(issue: Issue) -> list[Issue]:
    return list(
        Issue.select()
        .where(
            Issue.id != issue.id,
            Issue.closed_at.is_null(),
            Issue.created_at >= issue.created_at - SPAN,
            Issue.created_at <= issue.created_at + SPAN,
        )
        .order_by(Issue.id.desc())
        .limit(MOST)
    )


def _points(one: Issue, other: Issue, case: Case) -> Iterator[tuple[int, Text]]:
    if one.contact and one.contact == other.contact:
        yield PERSON, Text("同一诉求人", "the same person")
    if near(one, other, case.settings):
        yield PLACE, Text("同一地点", "the same place")
    shared = shared_words(f"{one.title} {one.description}", f"{other.title} {other.description}")
    if shared:
        said = "、".join(shared[:3])
        yield WORDS, Text("文字相近：{words}", "alike in words: {words}", words=said)
    if one.category == other.category:
        yield KIND, Text("同一类别", "the same category")


def shared_words(one: str, other: str) -> list[str]:
    """Return the pairs of signs that two texts share, when they share enough of the shorter's."""
    mine, its = _pairs(one), _pairs(other)
    shared = [pair for pair in mine if pair in its]
    least = min(len(mine), len(its))
    return shared if least and len(shared) / least >= LIKE else []


def _pairs(text: str) -> dict[str, None]:
    """Return each two signs that stand together in Chinese, in their order: a word has two."""
    runs = CHINESE.findall(text)
    return dict.fromkeys(run[at : at + 2] for run in runs for at in range(len(run) - 1))
