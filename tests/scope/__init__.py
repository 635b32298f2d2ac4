"""Every way in, walked by people who may not know of what lies behind it."""
