"""Every page of the product, and the command that serves them."""
