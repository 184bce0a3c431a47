"""What pages and their forms share, whatever they are about. Knows no app."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponseBase]


class Elsewhere(Http404):
    """What was sent isn't about what its address leads to; the page says so in the words of this."""


page_with_form = require_http_methods(["GET", "HEAD", "POST"])


def asking_first(require: Callable[..., object]) -> Callable[[View], View]:
    """A decorator for views: `require(user)` goes before, and raises where this isn't for that person."""

    def decorator(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            require(request.user)
            return view(request, *args, **kwargs)

        return checked

    return decorator


def refuse(form: BaseForm, error: ValidationError) -> None:
    """Puts what an action objects to at the form's fields, what has no field here at its top.

    `form.refusal` is the whole of it, for templates/components/errors.html.
    """
    form.refusal = error  # type: ignore[attr-defined]
    for field, errors in getattr(error, "error_dict", {None: [error]}).items():
        form.add_error(field if field in form.fields else None, errors)
