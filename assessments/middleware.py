"""What all addresses of the assessments share."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from assessments.models import Assessment, Finding, Passage, Proposal, Rating, Thread
from portal.centres.models import Appointment, Site
from rubric.models import (
    Expectation,
    Instrument,
    InstrumentVersion,
    Level,
    PracticeCriterion,
    QuantifierWord,
    Scale,
    Statement,
)

# What somebody can remove, or lose sight of, while another has its page open. Anything else that is missing (a
# permission, a content type) is a fault of the installation, and must not look like a wrong address.
REMOVABLE = (
    *(Assessment, Finding, Passage, Proposal, Rating, Thread),
    *(Expectation, Instrument, InstrumentVersion, Level, PracticeCriterion, QuantifierWord, Scale, Statement),
    *(Appointment, Site),
)
GONE = tuple(model.DoesNotExist for model in REMOVABLE)


class GoneMeanwhile:
    """What was there when the page opened and is not when the deed begins answers 404, as it would a moment later."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, GONE):
            raise Http404 from exception
