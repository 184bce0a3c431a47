from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "assessments.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from assessments.reports import (  # noqa: PLC0415 -- importing registers them
            assessment_links,  # noqa: F401
            centre_filter,  # noqa: F401
            centre_timeline,  # noqa: F401
        )
        from assessments.reports.issuing import issue_when_finalised  # noqa: PLC0415 -- models are loaded only now
        from assessments.reports.messages import register_purposes  # noqa: PLC0415
        from assessments.signals import finalised  # noqa: PLC0415

        finalised.connect(issue_when_finalised, dispatch_uid="reports.issue")
        register_purposes()
