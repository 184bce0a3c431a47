"""The session ended while somebody was typing: say so, and give back what was typed."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts.typed import readable_form, sent_fields, typed_fields


class KeepWhatWasTyped(LoginRequiredMiddleware):
    """Like Django's own, which sends every anonymous visitor to the login page, but:

    - who sends a page that was drawn for somebody else is asked to sign in as that person: on a shared computer, one
      tab may sign out and another person in, and what the first one typed is not theirs;
    - a script gets 401 and `{"login": address}`, so that it keeps the text and asks to sign in;
    - a form that was sent gets a page (401) that shows its text, for people without JavaScript.
    """

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs):
        """A public page doesn't look who asks: its answer depends on no cookie, so that others may keep it."""
        if not getattr(view_func, "login_required", True):
            return None
        # A view that checks the token itself takes files, and says first how: its form isn't read here.
        if not getattr(view_func, "csrf_exempt", False) and is_of_another(request):
            return self.handle_no_permission(request, view_func)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:  # type: ignore[override]
        # Who is in as somebody else signs out first; that leads to signing in.
        way = "account_logout" if request.user.is_authenticated else self.get_login_url(view_func)
        login = resolve_url(way)
        if "HX-Request" in request.headers or request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"login": login}, status=401)
        if request.method == "POST":
            return signed_out(request, login)
        return super().handle_no_permission(request, view_func)


def is_of_another(request: HttpRequest) -> bool:
    """Whether the page that sent this was drawn for somebody else than who is signed in; base.js tells for whom."""
    user = request.headers.get("X-Drawn-For")
    if not user and request.method == "POST":
        user = readable_form(request).get("drawn_for")
    return bool(user) and request.user.is_authenticated and user != str(request.user.pk)


@sensitive_post_parameters()
def signed_out(request: HttpRequest, login: str) -> HttpResponse:
    """The page with the text. Sending it again works after signing in in another tab (base.js renews the token).

    Not so what another site sent: it comes here unchecked where a view checks later (`csrf_exempt`), and one click on
    "Send again" would then do what its writer wants.
    """
    is_from_here = getattr(request, "csrf_processing_done", False)
    context = {"login": login, "typed": typed_fields(request), "sent": sent_fields(request) if is_from_here else []}
    return render(request, "account/signed_out.html", context, status=401)


class PrivatePages:
    """No page is kept by a browser or a proxy, unless its view says otherwise: computers in schools are shared."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
