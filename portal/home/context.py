"""What every page needs to know."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """Template variables: whether this is the demo, and the language to switch to."""
    return {"DEMO": settings.DEMO, "other_language": "en" if request.LANGUAGE_CODE == "nl" else "nl"}
