"""The points of docs/security.md that no other test holds, and the table that names them all."""
