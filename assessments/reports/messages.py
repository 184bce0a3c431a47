"""The mail that a report is there: why it may go, and its words."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.reports.models import Report
from assessments.reports.presenting import Outcome
from portal.accounts.models import User
from portal.centres.models import Appointment
from portal.mail.models import OutgoingMail
from portal.mail.purposes import Content, Purpose, register, written

REPORT = "report"


def register_purposes() -> None:
    register(Purpose(code=REPORT, label=gettext_lazy("inspection report"), render=write, may_go=may_go))


def may_go(mail: OutgoingMail) -> str:
    """Why the report must not go to this person any more, or ""."""
    report, user = _report(mail), _recipient(mail)
    if not Report.objects.current().filter(pk=report.pk).exists():
        return _("A later edition of the report has been issued.")
    if not user.is_active:
        return _("This account is closed.")
    if user.email != mail.address:
        return _("This account has another e-mail address by now.")
    office = Appointment.objects.reading_outcomes_of(report.assessment.centre_id, timezone.localdate())
    if not office.filter(user=user).exists():
        return _("This person is no longer in office at the centre.")
    return ""


def write(mail: OutgoingMail) -> Content:
    """The message in the recipient's language; the report itself is its attachment."""
    outcome = Outcome(_report(mail).snapshot)
    context = {
        "name": _recipient(mail).given_name,
        "portal_url": settings.PUBLIC_BASE_URL,
        "outcome": outcome,
        "url": settings.PUBLIC_BASE_URL + reverse("outcomes:detail", args=[outcome.reference]),
    }
    return written(mail, context)


def _report(mail: OutgoingMail) -> Report:
    return Report.objects.select_related("assessment").get(pk=mail.subject_key.removeprefix("report:"))


def _recipient(mail: OutgoingMail) -> User:
    return User.objects.get(pk=mail.recipient.removeprefix("user:"))
