from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from portal.accounts import invitation_mail, messages  # noqa: PLC0415 (models are loaded only now)

        messages.register_purposes()
        invitation_mail.register_purpose()
