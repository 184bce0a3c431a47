from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _

from portal.centres.searching import make_index


class CentresConfig(AppConfig):
    name = "portal.centres"
    label = "centres"
    verbose_name = _("Centres")

    def ready(self):
        from portal.accounts import ties  # noqa: PLC0415 (models are loaded only now)
        from portal.accounts.accepting import accepted  # noqa: PLC0415
        from portal.accounts.access import still_stands  # noqa: PLC0415
        from portal.accounts.standing import standing_changed  # noqa: PLC0415
        from portal.centres import inviting, terms  # noqa: PLC0415
        from portal.centres.finding import sync_person  # noqa: PLC0415

        still_stands.connect(inviting.require_as_offered)
        accepted.connect(inviting.take_office)
        standing_changed.connect(inviting.follow_standing)
        ties.register(terms.terms_of)
        post_migrate.connect(make_index, sender=self)
        post_save.connect(sync_person, sender=settings.AUTH_USER_MODEL)
