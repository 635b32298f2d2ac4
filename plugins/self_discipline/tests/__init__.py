"""What this plugin promises, on both databases."""
