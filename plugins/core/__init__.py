"""What all systems share: intake, publicity, roles, categories, legal limits."""
