"""The index of words on centres: FTS5 kept by triggers on SQLite, an index on an expression on PostgreSQL.

Both find what begins with the words asked for. The index is made after each migrate, as Django's way of changing a
table on SQLite drops its triggers. What stands in it are the columns that `folding` fills.
"""

from typing import Any

from django.db import connections, transaction
from django.db.models.expressions import RawSQL

from portal.centres.folding import folded

LONGEST = 100  # letters of a question: nobody types more, and each word is looked for apart
RARE = 1_000  # up to so many are found by the index of words; what is found oftener stands soon enough in any order

_lengths = " ".join(str(letters) for letters in range(1, 21))  # beginnings of up to 20 letters are found at once
_sqlite = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS centres_words USING fts5(search_text, search_people, content='centres_centre', "
    f"content_rowid='id', tokenize='unicode61', prefix='{_lengths}', columnsize=0, detail=none)",
    "CREATE TRIGGER IF NOT EXISTS centres_words_added AFTER INSERT ON centres_centre BEGIN "
    "INSERT INTO centres_words (rowid, search_text, search_people) "
    "VALUES (new.id, new.search_text, new.search_people); END",
    "CREATE TRIGGER IF NOT EXISTS centres_words_removed AFTER DELETE ON centres_centre BEGIN "
    "INSERT INTO centres_words (centres_words, rowid, search_text, search_people) "
    "VALUES ('delete', old.id, old.search_text, old.search_people); END",
    "CREATE TRIGGER IF NOT EXISTS centres_words_changed AFTER UPDATE OF search_text, search_people ON centres_centre "
    "WHEN old.search_text <> new.search_text OR old.search_people <> new.search_people BEGIN "
    "INSERT INTO centres_words (centres_words, rowid, search_text, search_people) "
    "VALUES ('delete', old.id, old.search_text, old.search_people); "
    "INSERT INTO centres_words (rowid, search_text, search_people) "
    "VALUES (new.id, new.search_text, new.search_people); END",
)
_words = "to_tsvector('simple', search_text || search_people)"
_postgresql = (
    f"CREATE INDEX IF NOT EXISTS centres_words ON centres_centre USING gin ({_words}) WITH (fastupdate=off)",
)


def make_index(using: str = "default", **_signal: Any) -> None:
    """Makes what is missing of the index; does nothing where it stands (or where the columns don't exist yet)."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if "centres_centre" not in tables:
            return
        columns = {column.name for column in connection.introspection.get_table_description(cursor, "centres_centre")}
        if not {"search_text", "search_people"} <= columns:
            return
        if connection.vendor == "postgresql":
            for statement in _postgresql:
                cursor.execute(statement)
            return
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'centres_words_%'")
        if cursor.fetchone()[0] == len(_sqlite) - 1 and "centres_words" in tables:
            return
        for statement in _sqlite:
            cursor.execute(statement)
        cursor.execute("INSERT INTO centres_words (centres_words) VALUES ('rebuild')")


def drop_index(_apps: Any, schema_editor: Any) -> None:
    """For migrations that change the index on SQLite: it is made anew after the last of them."""
    if schema_editor.connection.vendor == "sqlite":
        for change in ("added", "removed", "changed"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS centres_words_{change}")
        schema_editor.execute("DROP TABLE IF EXISTS centres_words")


def tidy(using: str = "default") -> None:
    """Makes the parts that changes leave behind in SQLite's index one: a search looks through each of them."""
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute("INSERT INTO centres_words (centres_words) VALUES ('optimize')")


# Counts what is found, and gathers its ids in one value; and that value as a subquery.
_found = {
    "sqlite": (
        "SELECT count(*), json_group_array(id) FROM "
        "(SELECT rowid AS id FROM centres_words WHERE centres_words MATCH %s LIMIT %s)",
        "SELECT value FROM json_each(%s)",
    ),
    "postgresql": (
        "SELECT count(*), array_agg(id) FROM "  # noqa: S608 -- names of our own
        f"(SELECT id FROM centres_centre WHERE {_words} @@ %s::tsquery LIMIT %s) AS found",
        "SELECT unnest(%s::bigint[])",
    ),
}


def starts(words: str) -> list[str]:
    """How each word, in the search columns, begins one."""
    return [f" {word}" for word in folded(words).split()]


def rare(words: str, using: str = "default") -> Any:
    """The ids of the centres that these words find, for `among`, where they are at most RARE; else None. 1 query."""
    asked, vendor = folded(words).split(), connections[using].vendor
    query = " & ".join(f"'{word}':*" for word in asked)
    if vendor == "sqlite":
        query = " AND ".join(f'"{word}"*' for word in asked)
    with connections[using].cursor() as cursor:
        cursor.execute(_found[vendor][0], [query, RARE + 1])
        count, ids = cursor.fetchone()
    return (ids or []) if count <= RARE else None


def among(ids: Any, using: str = "default") -> RawSQL:
    """What `rare` found, as a subquery."""
    return RawSQL(_found[connections[using].vendor][1], [ids])  # noqa: S611 -- the statement is one of ours
