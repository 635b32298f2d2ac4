"""Changes to this plugin's tables, in order."""
