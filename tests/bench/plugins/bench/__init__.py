"""The plugin of the benchmark: one role, one form, the models that other engines were measured with."""
