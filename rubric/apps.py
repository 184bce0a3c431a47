from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RubricConfig(AppConfig):
    name = "rubric"
    label = "rubric"
    verbose_name = _("Instruments")
