"""Text as it is searched: without accents, case and signs. Knows no app."""

import unicodedata

from django.db import models

from portal.texts import as_seen


def folded(text: str) -> str:
    """Words of letters and digits with one space between: "Sint-Jozef, Liège" becomes "sint jozef liege"."""
    bare = (one for one in unicodedata.normalize("NFKD", as_seen(text).casefold()) if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in bare).split())


def searchable(*texts: str) -> str:
    """As a search column holds them; the space before each word lets LIKE find beginnings of words only."""
    words = folded(" ".join(texts))
    return f" {words}" if words else ""


class SearchField(models.TextField):
    """Holds other fields of its row as they are searched; filled by save, bulk_create and whatever asks pre_save.

    An UPDATE of its own must name it: `portal.centres.changes` and `User.save` do.
    """

    def __init__(self, *args, sources: tuple[str, ...] = (), **kwargs):
        self.sources = sources
        for name, value in {"blank": True, "default": "", "editable": False}.items():
            kwargs.setdefault(name, value)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance, add):
        text = searchable(*(getattr(model_instance, name) for name in self.sources))
        setattr(model_instance, self.attname, text)
        return text


class OrderField(SearchField):
    """A SearchField to sort by: in the order of its bytes in every database, so what begins alike stands together."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("db_default", "")  # for processes of the version before, while the new one is started
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":  # SQLite has no other order
            parameters["collation"] = "C"
        return parameters
