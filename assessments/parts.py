"""The parts of one person in assessments, for the page on them; and what their account can't do meanwhile."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments.models import Membership
from assessments.workflow import UNDERWAY
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.ties import Tie

SHOWN = 100
NAMED = 10


def parts_of(user: User) -> list[Tie]:
    """Those in assessments under way first; 1 query. Registered with portal.accounts.ties.

    Who asks is an administrator, to whom every assessment and its team is visible.
    """
    parts = Membership.objects.filter(user=user.pk).select_related("assessment__centre")
    found = [
        Tie(
            heading=_("Parts in assessments"),
            where=f"{part.assessment.reference} {part.assessment.centre.name}",
            url=part.assessment.get_absolute_url(),
            what=_words_of(part),
            holds=part.assessment.state in UNDERWAY,
        )
        for part in parts.order_by("-assessment__visit_start", "pk")[:SHOWN]
    ]
    return sorted(found, key=lambda tie: not tie.holds)


def _words_of(part: Membership) -> str:
    if part.assessment.state in UNDERWAY:
        return f"{part.get_role_display()}, {part.assessment.get_state_display()}"
    return _("was %(role)s; the assessment is final") % {"role": part.get_role_display()}


def follow_standing(*, user: User, **_signal: Any) -> None:
    """Receiver of `standing_changed`: only inspectors have a part in what is under way (closing only warns)."""
    if user.role == Role.INSPECTOR:
        return
    parts = Membership.objects.filter(user=user.pk, assessment__state__in=UNDERWAY)
    if references := list(parts.order_by("pk").values_list("assessment__reference", flat=True)):
        text = escape(_("This person has a part in %(references)s. Replace them there first."))
        raise ValidationError(mark_safe(text % {"references": _linked(references)}))  # noqa: S308 -- of escaped parts


def _linked(references: list[str]) -> SafeString:
    """The first NAMED as links, and how many there are beside them."""
    links = [(reverse("assessments:detail", args=[one]), one) for one in references[:NAMED]]
    named = format_html_join(", ", '<a href="{}">{}</a>', links)
    further = len(references) - NAMED
    return named + escape(" " + _("and %(number)d more") % {"number": further}) if further > 0 else named
