from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "assessments.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from assessments.reports import centre_filter, centre_timeline  # noqa: F401, PLC0415 -- importing registers them
        from assessments.reports.issuing import issue_when_finalised  # noqa: PLC0415 -- models are loaded only now
        from assessments.reports.messages import register_purposes  # noqa: PLC0415
        from assessments.signals import finalised  # noqa: PLC0415

        finalised.connect(issue_when_finalised, dispatch_uid="reports.issue")
        register_purposes()
