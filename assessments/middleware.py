"""What all addresses of the assessments share."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import get_resolver


class GoneMeanwhile:
    """What was there when the page opened and is not when the deed begins answers 404, as it would a moment later."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, ObjectDoesNotExist):
            return None
        return get_resolver().resolve_error_handler(404)(request, exception=exception)
