from django.db import models
from django.utils.translation import gettext_lazy as _


class CentreStatus(models.TextChoices):
    ACTIVE = "active", _("active")
    CLOSED = "closed", _("closed")
    MERGED = "merged", _("merged")


class Network(models.TextChoices):
    """Onderwijsnet."""

    COMMUNITY = "community", _("community education (GO!)")
    PUBLIC = "public", _("subsidised public")
    PRIVATE = "private", _("subsidised private")
    OTHER = "other", _("other")


class Function(models.TextChoices):
    DIRECTOR = "director", _("director")
    BOARD = "board", _("school board")


# By these names centres are filtered; Brussels has no province, and stands beside them in the public lists.
PROVINCES = ("Antwerpen", "Limburg", "Oost-Vlaanderen", "Vlaams-Brabant", "West-Vlaanderen", "Brussel")
