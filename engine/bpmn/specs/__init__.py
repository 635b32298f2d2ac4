"""What each element of a diagram does when a token reaches it: our own specs on the library's."""
