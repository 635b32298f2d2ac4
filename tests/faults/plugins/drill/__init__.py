"""A plugin of procedures in which everything happens that a crash could lose or do twice."""
