"""Centres whose director nobody can reach today, and why. Only active centres."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.centres.enums import CentreStatus, Function
from portal.centres.invitation_models import CentreInvitation
from portal.centres.models import Appointment, Centre
from portal.centres.querysets import CentreQuerySet
from portal.mail.models import OutgoingMail
from portal.paging import in_batches


class Reason(models.TextChoices):
    """In the order in which they are looked for: one reason per centre, the one that is nearest to being mended."""

    BOUNCED = "bounced", gettext_lazy("mail is refused")
    NEVER = "never", gettext_lazy("has never signed in")
    CLOSED = "closed", gettext_lazy("account closed")
    INVITED = "invited", gettext_lazy("invited, not accepted yet")
    OVER = "over", gettext_lazy("term over")
    NOBODY = "nobody", gettext_lazy("nobody in office")


def unreachable(user: User, day: date) -> CentreQuerySet:
    """The centres that somebody may see with nobody in office whom mail reaches and who signs in; with `reason`.

    Annotated besides: `last_day` of whoever directed it last. Compare `reason` to filter by it.
    """
    terms = Appointment.objects.filter(function=Function.DIRECTOR, centre=OuterRef("pk")).not_over(day)
    terms = terms.filter(start__lte=day).order_by()
    open_accounts = terms.filter(user__is_active=True)
    invited = CentreInvitation.objects.unanswered().filter(function=Function.DIRECTOR, centre=OuterRef("pk"))
    past = Appointment.objects.filter(function=Function.DIRECTOR, centre=OuterRef("pk"), end__lt=day)
    refused = OutgoingMail.objects.refused_addresses()
    reached = Appointment.objects.directing(day).filter(_signs_in()).exclude(user__email__in=refused)
    rows = Centre.objects.visible_to(user, day).in_status(CentreStatus.ACTIVE)
    rows = rows.exclude(pk__in=reached.order_by().values("centre"))
    return rows.annotate(
        reason=Case(
            When(Exists(open_accounts.filter(_signs_in())), then=Value(Reason.BOUNCED.value)),
            When(Exists(open_accounts.filter(user__email__in=refused)), then=Value(Reason.BOUNCED.value)),
            When(Exists(open_accounts), then=Value(Reason.NEVER.value)),
            When(Exists(terms), then=Value(Reason.CLOSED.value)),
            When(Exists(invited.filter(invitation__email__in=refused)), then=Value(Reason.BOUNCED.value)),
            When(Exists(invited), then=Value(Reason.INVITED.value)),
            When(Exists(past), then=Value(Reason.OVER.value)),
            default=Value(Reason.NOBODY.value),
            output_field=models.CharField(),
        ),
        last_day=Subquery(past.order_by("-end").values("end")[:1]),
    )


def _signs_in() -> Q:
    return Q(user__last_login__isnull=False) & ~Q(user__password__startswith="!")  # noqa: S106 (a look-up)


def words_of(centre: Any) -> str:
    """The reason of one of these centres, for a reader."""
    if centre.reason == Reason.OVER:
        return _("last day in office: %(day)s") % {"day": date_format(centre.last_day, "SHORT_DATE_FORMAT")}
    return str(Reason(centre.reason).label)


def with_addresses(centres: list[Any], day: date) -> list[Any]:
    """Each with `words` and `addresses`: who should be reached, in office or invited; 2 queries."""
    ids = [centre.pk for centre in centres]
    terms = Appointment.objects.filter(centre__in=ids, function=Function.DIRECTOR, start__lte=day).not_over(day)
    invited = CentreInvitation.objects.unanswered().filter(centre__in=ids, function=Function.DIRECTOR)
    addresses: dict[int, list[str]] = {pk: [] for pk in ids}
    for pk, address in (
        *terms.order_by("pk").values_list("centre", "user__email"),
        *invited.order_by("pk").values_list("centre", "invitation__email"),
    ):
        addresses[pk].append(address)
    for centre in centres:
        centre.words, centre.addresses = words_of(centre), addresses[centre.pk]
    return centres


def in_file(centres: CentreQuerySet, day: date) -> Iterator[list[str]]:
    """What the page shows, line by line, under its header, for as many centres as there are."""
    yield [_("Centre"), _("Institution number"), _("Municipality"), _("Reason"), _("Address")]
    for batch in in_batches(centres):
        for one in with_addresses(batch, day):
            told = one.institution_number, one.municipality, capfirst(one.words), ", ".join(one.addresses)
            yield [one.name, *told]
