"""Every page and the API."""
