"""The assessments of a centre, for its page, and how many there are for who closes or merges it."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment
from portal.accounts.models import User
from portal.centres import consequences
from portal.centres.models import Centre
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


def counted(user: User, centre: Centre) -> list[str]:
    """1 query."""
    to_come = Count("pk", filter=Q(visit_start__gt=timezone.localdate()))
    own = Assessment.objects.visible_to(user).filter(centre=centre.pk).order_by()
    number, planned = own.aggregate(number=Count("pk"), planned=to_come).values()
    stay = ngettext(
        "%(number)d assessment: it stays with this centre.",
        "%(number)d assessments: they stay with this centre.",
        number,
    )
    visits_to_come = ngettext(
        "%(number)d visit is still planned here: look whether it goes on.",
        "%(number)d visits are still planned here: look whether they go on.",
        planned,
    )
    told = ((number, stay), (planned, visits_to_come))
    return [sentence % {"number": count} for count, sentence in told if count]


register(visits)
consequences.register(counted)
