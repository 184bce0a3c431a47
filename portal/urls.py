"""Every address of the portal."""

from django.urls import include, path

handler400 = "portal.home.refusals.bad_request"
handler403 = "portal.home.refusals.permission_denied"
handler404 = "portal.home.refusals.page_not_found"
handler500 = "portal.home.refusals.server_error"

urlpatterns = [
    path("", include("portal.home.urls")),
    path("", include("portal.accounts.urls")),
    path("centres/", include("portal.centres.urls")),
    path("mail/", include("portal.mail.urls")),
    path("instruments/", include("rubric.urls")),
    path("assessments/", include("assessments.urls")),
    path("calendar/", include("assessments.calendar.urls")),
    path("outcomes/", include("assessments.reports.urls")),
]
