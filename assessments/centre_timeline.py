"""The assessments of a centre, for its page and for who closes or merges it."""

from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.listing import visit_days
from assessments.models import Assessment
from portal.accounts.models import User
from portal.centres import consequences
from portal.centres.models import Centre
from portal.centres.timeline import Entry, register

SHOWN = 50
NAMED = 10


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


def counted(user: User, centre: Centre) -> list[consequences.Told]:
    """1 query, 2 where visits are still to come."""
    to_come = Q(visit_start__gt=timezone.localdate())
    own = Assessment.objects.visible_to(user).filter(centre=centre.pk)
    number, planned = own.order_by().aggregate(number=Count("pk"), planned=Count("pk", filter=to_come)).values()
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
    links = _links(own.filter(to_come), centre) if planned else ()
    told = ((number, stay, ()), (planned, visits_to_come, links))
    return [consequences.Told(sentence % {"number": count}, links) for count, sentence, links in told if count]


def _links(visits: QuerySet, centre: Centre) -> tuple[tuple[str, str], ...]:
    """To the first NAMED visits; where there are more, to the list of all assessments of the centre."""
    found = list(visits.order_by("visit_start", "pk")[: NAMED + 1])
    links = [(f"{one.reference}, {visit_days(one)}", one.get_absolute_url()) for one in found[:NAMED]]
    if len(found) > NAMED:
        query = urlencode({"centre": centre.institution_number})
        links.append((_("All assessments of this centre"), f"{reverse('assessments:list')}?{query}"))
    return tuple(links)


register(visits)
consequences.register(counted)
