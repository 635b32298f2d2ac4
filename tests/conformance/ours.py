"""Our engine for the public suites: what their command lines name."""

from tests.conformance.ours_bpmn import Ours
from tests.conformance.ours_feel import OurDmn, OurFeel

__all__ = ["OurDmn", "OurFeel", "Ours"]
