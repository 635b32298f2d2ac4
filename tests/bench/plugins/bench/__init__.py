"""The plugin of the benchmark: one role, one form, the models other engines were measured with."""
