"""The governance systems, one folder each."""
