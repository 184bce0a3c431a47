"""What every page needs to know."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """Template variables. Error pages come here too, of requests that no middleware has seen."""
    return {"DEMO": settings.DEMO}
