"""The assessments of a centre, for its page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment
from portal.accounts.models import User
from portal.centres.timeline import Entry, register

SHOWN = 50


def visits(user: User, centre_ids: list[int]) -> list[Entry]:
    """On their first visit day, as far as somebody may open them; 1 query."""
    today = timezone.localdate()
    found = Assessment.objects.visible_to(user).filter(centre__in=centre_ids).order_by("-visit_start", "-pk")[:SHOWN]
    return [
        Entry(
            day=one.visit_start,
            what=_("Planned visit") if one.visit_start > today else _("Visit"),
            title=f"{one.reference} · {one.get_state_display()}",
            url=reverse("assessments:detail", args=[one.reference]),
            centre_id=one.centre_id,
        )
        for one in found
    ]


register(visits)
