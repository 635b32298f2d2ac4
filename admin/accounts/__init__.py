"""Signing in and out, and one's own password."""

from admin.accounts.door import add_accounts, hash_password
from admin.accounts.users import User

__all__ = ["User", "add_accounts", "hash_password"]
