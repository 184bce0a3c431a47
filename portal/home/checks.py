"""What `manage.py check --deploy --database default` should say of a portal in production, besides Django's own."""

import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections

from portal.mail import purposes


@register(Tags.security, deploy=True)
def check_demo(app_configs: object, **options: Any) -> list[CheckMessage]:
    """Demo and debug mode are for one machine: their passwords and error pages are public."""
    serves_others = settings.SECURE or connections["default"].vendor == "postgresql"
    on = [name for name in ("DEMO", "DEBUG") if getattr(settings, name)]
    if not serves_others or not on:
        return []
    hint = "Leave it out of the environment and of .env."
    return [Warning(f"{name} is on, with real services configured.", hint=hint, id="portal.W001") for name in on]


@register(Tags.files)
def check_storage(app_configs: object, **options: Any) -> list[CheckMessage]:
    """Reports and attachments must be writable; the directory itself is made when the first one is kept."""
    if not isinstance(default_storage, FileSystemStorage):
        return []
    place = default_storage.location
    while not os.path.exists(place):
        place = os.path.dirname(place)
    if os.access(place, os.W_OK | os.X_OK):
        return []
    return [Error(f"Files can't be kept in {default_storage.location}: {place} isn't writable.", id="portal.E001")]


@register(Tags.database, deploy=True)
def check_cache_table(
    app_configs: object, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """Without its table the first login fails."""
    table = settings.CACHES["default"]["LOCATION"]
    missing = [alias for alias in databases or [] if table not in connections[alias].introspection.table_names()]
    return [Error(f"The cache table {table} is missing. Run: manage.py setup", id="portal.E002") for _ in missing]


@register()
def check_purposes(app_configs: object, **options: Any) -> list[CheckMessage]:
    """A portal that knows no purpose of mail would queue none and send none."""
    if purposes.codes():
        return []
    return [Error("No app registered what its mails are for (AppConfig.ready).", id="portal.E003")]
