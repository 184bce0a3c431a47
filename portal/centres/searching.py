# ruff: noqa: S608 -- what the statements are made of are names of our own
"""The index of words on centres: FTS5 kept by triggers on SQLite, an index on an expression on PostgreSQL.

Both find what begins with the words asked for. The index is made after each migrate, as Django's way of changing a
table on SQLite drops its triggers. What stands in it are the columns that `folding` fills.

SQLite's index numbers its rows, and finds them in the order of these numbers. They are the places in the order of
names as of the last `tidy`; what was added or renamed since has its own key, negative. So the first of those that have
a word are found without looking at the others: docs/decisions/0013-what-begins-so-comes-first.md.
"""

from typing import Any

from django.db import connections, transaction
from django.db.models.expressions import RawSQL

from portal.folding import folded

LONGEST = 100  # letters of a question: nobody types more, and each word is looked for apart
RARE = 1_000  # up to so many are found by the index of words; what is found oftener stands soon enough in any order

_lengths = " ".join(str(letters) for letters in range(1, 21))  # beginnings of up to 20 letters are found at once
_row = "coalesce((SELECT place FROM centres_places WHERE centre = old.id), -old.id)"
_take_out = f"""
    INSERT INTO centres_words (centres_words, rowid, search_text, search_people)
    VALUES ('delete', {_row}, old.search_text, old.search_people);
    DELETE FROM centres_places WHERE centre = old.id"""
_sqlite = {
    "centres_places": "CREATE TABLE centres_places (place INTEGER PRIMARY KEY, centre INTEGER NOT NULL UNIQUE)",
    # ascii: a word is what `folded` has between its spaces. Others ask a table of letters that is older than Python's.
    "centres_words": f"""CREATE VIRTUAL TABLE centres_words USING fts5(
    search_text, search_people, content='', tokenize='ascii', prefix='{_lengths}', columnsize=0, detail=none)""",
    "centres_words_added": """CREATE TRIGGER centres_words_added AFTER INSERT ON centres_centre BEGIN
    INSERT INTO centres_words (rowid, search_text, search_people)
    VALUES (-new.id, new.search_text, new.search_people);
END""",
    "centres_words_removed": f"""CREATE TRIGGER centres_words_removed AFTER DELETE ON centres_centre BEGIN{_take_out};
END""",
    "centres_words_changed": f"""CREATE TRIGGER centres_words_changed
AFTER UPDATE OF search_text, search_people, order_name, institution_number ON centres_centre
WHEN (old.search_text, old.search_people, old.order_name, old.institution_number)
    IS NOT (new.search_text, new.search_people, new.order_name, new.institution_number) BEGIN{_take_out}
    AND (old.order_name, old.institution_number) IS NOT (new.order_name, new.institution_number);
    INSERT INTO centres_words (rowid, search_text, search_people)
    VALUES ({_row}, new.search_text, new.search_people);
END""",
}
_numbered = (
    "DELETE FROM centres_places",
    """INSERT INTO centres_places
    SELECT row_number() OVER (ORDER BY order_name, institution_number), id FROM centres_centre""",
    "INSERT INTO centres_words (centres_words) VALUES ('delete-all')",
    """INSERT INTO centres_words (rowid, search_text, search_people)
    SELECT place, search_text, search_people FROM centres_places JOIN centres_centre ON id = centre ORDER BY place""",
    "INSERT INTO centres_words (centres_words) VALUES ('optimize')",  # one part instead of several to look through
)
_words = "to_tsvector('simple', search_text || search_people)"
_postgresql = f"CREATE INDEX IF NOT EXISTS centres_words ON centres_centre USING gin ({_words}) WITH (fastupdate=off)"


def make_index(using: str = "default", **_signal: Any) -> None:
    """Makes the index where it doesn't stand as written here (but not where the columns don't exist yet)."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if "centres_centre" not in tables:
            return
        columns = {column.name for column in connection.introspection.get_table_description(cursor, "centres_centre")}
        if not {"search_text", "search_people", "order_name"} <= columns:
            return
        if connection.vendor == "postgresql":
            cursor.execute(_postgresql)
            return
        cursor.execute("SELECT name, sql FROM sqlite_master")
        if _sqlite.items() <= dict(cursor.fetchall()).items():
            return
        _drop(cursor)
        for statement in _sqlite.values():
            cursor.execute(statement)
        tidy(using)


def drop_index(_apps: Any, schema_editor: Any) -> None:
    """For migrations that change the index on SQLite: it is made anew after the last of them."""
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            _drop(cursor)


def _drop(cursor: Any) -> None:
    for name, statement in reversed(_sqlite.items()):
        kind = "TRIGGER" if statement.startswith("CREATE TRIGGER") else "TABLE"
        cursor.execute(f"DROP {kind} IF EXISTS {name}")


def tidy(using: str = "default") -> None:
    """Numbers the rows of SQLite's index anew, by name, and makes the parts that changes leave behind one."""
    if connections[using].vendor == "sqlite":
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            for statement in _numbered:
                cursor.execute(statement)


# Counts what is found, and gathers its ids in one value; that value as a subquery; and counts only.
_found = {
    "sqlite": (
        """SELECT count(*), json_group_array(id) FROM (
            SELECT coalesce(centre, -centres_words.rowid) AS id
            FROM centres_words LEFT JOIN centres_places ON place = centres_words.rowid
            WHERE centres_words MATCH %s LIMIT %s)""",
        "SELECT value FROM json_each(%s)",
        "SELECT count(*) FROM centres_words WHERE centres_words MATCH %s",
    ),
    "postgresql": (
        f"""SELECT count(*), array_agg(id) FROM (
            SELECT id FROM centres_centre WHERE {_words} @@ %s::tsquery LIMIT %s) AS found""",
        "SELECT unnest(%s::bigint[])",
        f"SELECT count(*) FROM centres_centre WHERE {_words} @@ %s::tsquery",
    ),
}
# The first that have a place, and all that have none.
_foremost = """SELECT count(*), json_group_array(id) FROM (
    SELECT * FROM (
        SELECT centre AS id FROM centres_words JOIN centres_places ON place = centres_words.rowid
        WHERE centres_words MATCH %s AND centres_words.rowid > 0 ORDER BY centres_words.rowid {} LIMIT %s)
    UNION ALL
    SELECT * FROM (SELECT -rowid FROM centres_words WHERE centres_words MATCH %s AND rowid < 0 LIMIT %s))"""


def starts(words: str) -> list[str]:
    """How each word, in the search columns, begins one."""
    return [f" {word}" for word in folded(words).split()]


def rare(words: str, using: str = "default") -> Any:
    """The ids of the centres that these words find, for `among`, where they are at most RARE; else None. 1 query."""
    return _gathered(using, _found[connections[using].vendor][0], [_asked(words, using), RARE + 1])


def foremost(words: str, count: int, *, descending: bool = False, using: str = "default") -> Any:
    """Ids among which are those of the first `count` centres in the order of names that these words find.

    For `among`; None where they can't be told without looking at more than RARE of them. 1 query.
    """
    if connections[using].vendor != "sqlite":
        return rare(words, using)
    asked = _asked(words, using)
    direction = "DESC" if descending else "ASC"
    return _gathered(using, _foremost.format(direction), [asked, count, asked, RARE + 1])


def _gathered(using: str, statement: str, parameters: list[Any]) -> Any:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, parameters)
        count, ids = cursor.fetchone()
    return (ids or []) if count <= RARE else None


def _asked(words: str, using: str) -> str:
    """As the index is asked for centres of which each of these words begins one."""
    asked = folded(words).split()
    if connections[using].vendor == "sqlite":
        return " AND ".join(f'"{word}"*' for word in asked)
    return " & ".join(f"'{word}':*" for word in asked)


def count_all(words: str, using: str = "default") -> int:
    """How many centres there are that these words find; 1 query of the index alone."""
    with connections[using].cursor() as cursor:
        cursor.execute(_found[connections[using].vendor][2], [_asked(words, using)])
        return cursor.fetchone()[0]


def among(ids: Any, using: str = "default") -> RawSQL:
    """What `rare` or `foremost` found, as a subquery."""
    return RawSQL(_found[connections[using].vendor][1], [ids])  # noqa: S611 -- the statement is one of ours
