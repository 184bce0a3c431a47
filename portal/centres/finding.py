"""By whom a centre is found: the names of its directors, as they are searched."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from portal.centres.models import Appointment, Centre
from portal.folding import searchable

LATELY = timedelta(days=14)  # beat looks at it every few minutes; so long it may stand still
FOUND_BY = {"given_name", "family_name", "is_active"}


def sync_person(sender, instance, created: bool, update_fields: frozenset[str] | None, **_signal) -> None:
    """Lets centres be found by the name that somebody has from now on. On the signal that a user was saved."""
    if not created and (update_fields is None or update_fields & FOUND_BY):
        sync_people(Appointment.objects.filter(user=instance.pk).values_list("centre", flat=True).distinct())


def follow_terms(day: date) -> None:
    """Lets centres where a term began or ended lately be found by who directs them now; for beat."""
    began, ended = (day - LATELY, day), (day - LATELY, day - timedelta(days=1))
    turned = Appointment.objects.filter(Q(start__range=began) | Q(end__range=ended))
    sync_people(turned.order_by().values_list("centre", flat=True).distinct())


def sync_people(centre_ids: Iterable[int]) -> None:
    """Lets these centres be found by the names of who directs them today; who is to come is nobody's business yet.

    2 queries, and one for each centre where that is somebody else by now.
    """
    ids = list(centre_ids)
    names: dict[int, list[str]] = {pk: [] for pk in ids}
    directors = Appointment.objects.directing().filter(centre__in=ids).select_related("user").order_by("pk")
    for appointment in directors:
        names[appointment.centre_id].append(appointment.user.name)
    for pk, now in Centre.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "search_people"):
        if now != (text := searchable(*names[pk])):
            Centre.objects.filter(pk=pk).update(search_people=text)
