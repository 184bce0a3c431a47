"""What the settings refuse to start with: each check gives back what it was given, or raises ImproperlyConfigured."""

from email.utils import parseaddr
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

KNOWN_SECRET_KEYS = {"changeme", "change-me", "secret", "insecure"}


def checked_secret_key(key: str) -> str:
    """The secret key, where nobody could guess it.

    Anybody could with fewer than 50 characters, few different ones, or a word known from examples.
    """
    known = any(word in key.lower() for word in KNOWN_SECRET_KEYS)
    if len(key) < 50 or len(set(key)) < 10 or known:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing, short or known. Set it to 50 or more random characters: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def checked_base(url: str, *, plain: bool) -> SplitResult:
    """The parts of the portal's address. `plain`: whether it may do without encryption."""
    base = urlsplit(url)
    if base.scheme not in ("http", "https") or not base.hostname:
        raise ImproperlyConfigured(
            "PUBLIC_BASE_URL is missing or no web address. Example: https://doorlichting.example.be"
        )
    if base.scheme == "http" and not plain:
        raise ImproperlyConfigured("PUBLIC_BASE_URL must start with https:// outside demo mode.")
    return base


def checked_hosts(hosts: list[str]) -> list[str]:
    """The host names that may be asked for, where not any would do."""
    if "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS holds '*': name the hosts, or leave it out to use that of PUBLIC_BASE_URL."
        )
    return hosts


def checked_sender(address: str) -> str:
    """From whom mail comes, where that is an address."""
    if not parseaddr(address)[1]:
        raise ImproperlyConfigured("DEFAULT_FROM_EMAIL holds no mail address.")
    return address
