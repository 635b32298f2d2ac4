"""Deeds on running cases: suspend, mend, move, correct, migrate."""
