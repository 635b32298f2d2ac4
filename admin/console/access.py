"""Who may enter which page of the console, and who may change what it shows."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, request, url_for

from admin.who import viewer_or_none
from engine import Community, Person, tree

SYSTEM = "grp_sysadmin"
SECURITY = "grp_secadmin"
AUDIT = "grp_auditadmin"
COMMUNITY = "grp_community_admin"

SEPARATED = (SYSTEM, SECURITY, AUDIT)  # three different people, DOMAIN §1.2
ADMINISTRATORS = (*SEPARATED, COMMUNITY)

# what Flask-Admin's own pages need before they are there at all
SWITCHES = {
    "create_view": "can_create",
    "edit_view": "can_edit",
    "delete_view": "can_delete",
    "details_view": "can_view_details",
    "export": "can_export",
}
WRITES = ("create_view", "edit_view", "delete_view", "action_view")


def may_enter() -> bool:
    """Does the person at the desk hold any administrator's role?"""
    here = viewer_or_none()
    return here is not None and here.holds_any(*ADMINISTRATORS)


def by_now() -> Person | None:
    """Return the person at the desk, for the journal."""
    here = viewer_or_none()
    return here.person if here else None


def governed() -> set[int]:
    """Return the ids of the communities whose plugins and settings this person may set.

    A system administrator has all, a community's administrator its own and what lies inside it.
    """
    here = viewer_or_none()
    if here is None:
        return set()
    if here.holds(SYSTEM):
        return set(tree().by_id)
    own = here.roles.get(COMMUNITY, frozenset())
    return {inside for each in own for inside in tree().below(each)}


def governed_community(number: int | None) -> Community:
    """Return a community that this person may set; any other is not to be found."""
    if number not in governed():
        abort(404)
    found: Community = Community.get_by_id(number)
    return found


class Guarded:
    """What every page of the console says of itself: which roles see it, which change it."""

    seen_by: ClassVar[tuple[str, ...]] = ()
    changed_by: ClassVar[tuple[str, ...]] = ()

    def is_accessible(self) -> bool:
        here = viewer_or_none()
        return here is not None and here.holds_any(*self.seen_by, *self.changed_by)

    def may_change(self) -> bool:
        here = viewer_or_none()
        return here is not None and here.holds_any(*self.changed_by)

    def address(self: Any) -> str:
        """Return where this page is found."""
        return url_for(f"{self.endpoint}.{self._default_view}")

    def pages(self: Any) -> list[Any]:
        """Return the console's pages that this person may enter, for the menu."""
        return [view for view in self.admin._views if view.is_accessible() and view.is_visible()]

    def menu_of(self: Any) -> Any:
        """Return the page of the menu that this one belongs to."""
        return self

    def inaccessible_callback(self, name: str, **values: Any) -> Any:
        """Whoever may not enter is not told that there is such a page."""
        return abort(404)

    def _handle_view(self, name: str, **values: Any) -> Any:
        if not self.is_accessible():
            return self.inaccessible_callback(name, **values)
        writes = name in WRITES or request.method not in ("GET", "HEAD", "OPTIONS")
        if writes and not self.may_change():
            abort(404)
        if name in SWITCHES and not getattr(self, SWITCHES[name], False):
            abort(404)
        return None

    def _run_view(self, view: Any, *given: Any, **values: Any) -> Any:
        """Call a page once. Flask-Admin would call it again when it raises TypeError."""
        return view(self, *given, **values)
