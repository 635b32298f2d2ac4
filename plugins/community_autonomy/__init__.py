"""System 3: community autonomy by consultation."""
