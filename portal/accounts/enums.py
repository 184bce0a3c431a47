from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is to the portal as a whole; what one may do with one assessment or centre follows from grants."""

    ADMINISTRATOR = "administrator", _("administrator")
    INSPECTOR = "inspector", _("inspector")
    CENTRE = "centre", _("director or board")


INSPECTORATE = (Role.INSPECTOR, Role.ADMINISTRATOR)
