"""By how much and how often a time limit may be lengthened: as its diagram and the law allow."""

from __future__ import annotations

from dataclasses import dataclass

from engine.basis import Basis, Extension
from engine.calendar import local_day
from engine.clocks import legal_row
from engine.errors import Refused
from engine.law import legal_limits
from engine.limits import BadLimit, Limit, parse_limit
from engine.models import Case
from engine.text import Text


@dataclass(frozen=True)
class Cap:
    """The most by which a limit may be lengthened at once, and the rule that says so."""

    limit: Limit
    code: str | None
    by: Text

    def allows(self, amount: str) -> bool:
        """Tell whether an amount is of the same unit and not more."""
        try:
            wanted = parse_limit(amount)
        except BadLimit:
            return False
        return wanted.unit == self.limit.unit and 0 < wanted.amount <= self.limit.amount


def extension_cap(case: Case, basis: Basis) -> Cap | None:
    """Return the most by which a clock may be lengthened, None when nothing is drawn."""
    if basis.extension is None:
        return None
    try:
        own = parse_limit(basis.extension)
    except BadLimit:
        row = legal_row(basis.extension, legal_limits(local_day(case.started_at)))
        return Cap(row.limit, row.code, row.basis)
    return Cap(own, None, Text("流程图的规定", "as the procedure says"))


def require_allowed_extension(case: Case, basis: Basis, extension: Extension) -> None:
    """Refuse a lengthening beyond what the diagram or the law allows, naming the rule."""
    cap = extension_cap(case, basis)
    if cap is None:
        raise Refused("这项期限没有规定可以延长。", "This time limit may not be lengthened.")
    if len(basis.extended) >= basis.extensions:
        raise Refused(
            "依照{by}，这项期限最多延长{times}次，已经延长过了。",
            "By {by} this limit may be lengthened {times} time(s), and has been.",
            times=basis.extensions,
            by=cap.by,
        )
    if not cap.allows(extension.amount):
        raise Refused(
            "依照{by}，最多延长{amount}。",
            "By {by} it may be lengthened by {amount} at most.",
            amount=cap.limit.text,
            by=cap.by,
        )
