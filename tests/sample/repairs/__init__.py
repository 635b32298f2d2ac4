"""A small plugin for tests of the engine: it lies outside the house, as a third party's would."""
