"""The figures of the system, computed from its records for the communities asked about."""

from __future__ import annotations

from engine import Indicator, Text

from .records import Request


def decided(communities: frozenset[int]) -> int:
    """K9.1: requests decided."""
    return int(Request.select().where(Request.community.in_(communities)).count())


INDICATORS = [
    Indicator("K9.1", Text("已审批申请", "Requests decided"), decided, "件", source="[P]")
]
