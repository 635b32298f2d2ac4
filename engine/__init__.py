"""Public names come as the rooms are built."""
