"""The rights of a person over what is held of them, and what they leave whole."""
