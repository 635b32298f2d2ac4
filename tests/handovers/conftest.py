"""The handovers are tried in the town of the engine's tests, on diagrams that each test draws."""

from tests.operations.conftest import keeper, sample_plugins, town

__all__ = ["keeper", "sample_plugins", "town"]
