"""System 2: block self-management."""
