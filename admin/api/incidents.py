"""Where cases stand still, through the interface."""

from __future__ import annotations

from admin.api.operation import asker, operation
from admin.api.shapes import IncidentShape, Reasoned, Skipped, incident_shape
from engine import NotFound, incidents_operated, retry_incident, skip_incident


@operation("GET", "/incidents", "operate", gives=list[IncidentShape])
def list_incidents() -> list[IncidentShape]:
    """List the open incidents of the cases that the person may mend, oldest first."""
    return [incident_shape(one) for one in incidents_operated(asker())]


@operation("POST", "/incidents/<int:incident_id>/retry", "operate", takes=Reasoned)
def try_incident_again(incident_id: int, body: Reasoned) -> None:
    """Let what failed be tried again."""
    _require_known(incident_id)
    retry_incident(incident_id, asker(), body.reason)


@operation("POST", "/incidents/<int:incident_id>/skip", "operate", takes=Skipped)
def pass_incident_over(incident_id: int, body: Skipped) -> None:
    """Pass over the element that failed."""
    _require_known(incident_id)
    skip_incident(incident_id, asker(), body.reason, body.flow or None)


def _require_known(incident_id: int) -> None:
    """Find an incident only where the person may mend; elsewhere there is none."""
    if incident_id not in [one.id for one in incidents_operated(asker())]:
        raise NotFound
