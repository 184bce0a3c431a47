from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from portal.centres.searching import make_index


class CentresConfig(AppConfig):
    name = "portal.centres"
    label = "centres"
    verbose_name = _("Centres")

    def ready(self):
        post_migrate.connect(make_index, sender=self)
