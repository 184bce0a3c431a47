from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "portal.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from portal.mail import checks  # noqa: PLC0415 (models are loaded only now)

        register(checks.mail_server)
        register(checks.lease, deploy=True)
