"""Approving a document: drafted, reviewed, signed jointly, approved, issued; for tests."""
