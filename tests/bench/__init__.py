"""Measures the product as its peers were measured: `python -m tests.bench`."""
