"""What this house signs people in by besides its own passwords, read from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Unsafe(ValueError):
    """An address by which passwords would travel in the clear."""


@dataclass(frozen=True)
class Oidc:
    """A single sign-on by OpenID Connect."""

    issuer: str
    client: str
    secret: str
    claim: str  # which of its words for a person is our user name


@dataclass(frozen=True)
class Directory:
    """A directory (LDAP) that checks passwords by binding with them."""

    url: str
    name: str  # the distinguished name, {username} in it
    authorities: str | None  # a file with the certificates that its own is checked against


def oidc() -> Oidc | None:
    """Return the single sign-on of $GUCHENG_OIDC_…, or None."""
    issuer = os.environ.get("GUCHENG_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    if urlsplit(issuer).scheme != "https" and not _is_near(issuer):
        raise Unsafe("GUCHENG_OIDC_ISSUER must begin with https://")
    return Oidc(
        issuer,
        os.environ.get("GUCHENG_OIDC_CLIENT", ""),
        os.environ.get("GUCHENG_OIDC_SECRET", ""),
        os.environ.get("GUCHENG_OIDC_CLAIM", "preferred_username"),
    )


def directory() -> Directory | None:
    """Return the directory of $GUCHENG_LDAP_…, or None."""
    url = os.environ.get("GUCHENG_LDAP_URL", "")
    if not url:
        return None
    if urlsplit(url).scheme != "ldaps" and not _is_near(url):
        raise Unsafe("GUCHENG_LDAP_URL must begin with ldaps://")
    name = os.environ.get("GUCHENG_LDAP_NAME", "")
    if "{username}" not in name:
        raise ValueError("GUCHENG_LDAP_NAME must hold {username}")
    return Directory(url, name, os.environ.get("GUCHENG_LDAP_AUTHORITIES"))


def _is_near(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK
