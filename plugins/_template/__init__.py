"""Copy this folder, drop the underscore, and it is a plugin."""
