"""The Party leads: reform tasks and inspections, appraisal, the big Party committee, whistles."""
