"""Databases of the bench's own, side by side on the configured server."""

from django.core.management import call_command
from django.db import connection

from bench.world import World, world

HOME = str(connection.settings_dict["NAME"])


def point_at(which: str) -> None:
    """From now on all queries go to this database; "" is the configured one."""
    connection.close()
    on_disk = connection.vendor == "sqlite"
    connection.settings_dict["NAME"] = (f"{HOME}.{which}" if on_disk else f"portal_bench_{which}") if which else HOME


def make(which: str) -> World:
    """A new database with tables, people and centres, pointed at."""
    drop(which)
    _on_server("CREATE DATABASE", which)
    point_at(which)
    call_command("migrate", verbosity=0, interactive=False)
    return world()


def drop(which: str) -> None:
    _on_server("DROP DATABASE IF EXISTS", which)


def _on_server(command: str, which: str) -> None:
    """SQLite needs neither: its files lie in a directory that is thrown away."""
    if connection.vendor == "sqlite":
        return
    point_at("")
    with connection.cursor() as cursor:
        cursor.execute(f'{command} "portal_bench_{which}"')
