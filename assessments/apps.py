from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    label = "assessments"
    verbose_name = _("Assessments")

    def ready(self):
        from assessments import centre_timeline, parts  # noqa: F401, PLC0415 -- importing registers them
        from assessments.calendar import addresses  # noqa: PLC0415
        from assessments.querysets import permission_id  # noqa: PLC0415 -- models can't be imported before the apps are ready
        from portal.accounts import standing, ties  # noqa: PLC0415

        ties.register(parts.parts_of)
        standing.standing_changed.connect(parts.follow_standing)
        standing.standing_changed.connect(addresses.follow_standing)
        # The permissions are made after migrating: keys read before may be stale.
        post_migrate.connect(lambda **_kwargs: permission_id.cache_clear(), weak=False, dispatch_uid="permission_id")
