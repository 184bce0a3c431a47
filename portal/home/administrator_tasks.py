"""What waits for administrators: planning with a gap, conflicts of interest, mail that did not go, empty offices."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments.enums import TEAM, TeamRole
from assessments.models import Assessment, Membership
from assessments.workflow import UNDERWAY
from portal.accounts.models import User
from portal.centres.models import Centre
from portal.centres.unreachable import Reason, unreachable, words_of
from portal.home.waiting import LIMIT, Task, due_day, in_order, joined
from portal.mail.enums import MailState
from portal.mail.models import OutgoingMail

FEW, CENTRES = 8, 2  # of mails, and of centres: the others stand in their overview


def tasks(user: User, today: date) -> list[Task]:
    """Four queries."""
    planning = (task_of_planning(assessment, today) for assessment in _gaps(user))
    mails = OutgoingMail.objects.visible_to(user).filter(state__in=[MailState.FAILED, MailState.UNKNOWN])
    # First those that were visited or will be: an import may bring thousands that nobody has dealt with yet.
    visited = Exists(Assessment.objects.filter(centre=OuterRef("pk")))
    unreached = list(unreachable(user, today).order_by(visited.desc(), "name", "pk")[: CENTRES + 1])
    return in_order(
        [
            *planning,
            *map(task_of_mail, mails[:FEW]),
            *map(task_of_centre, unreached[:CENTRES]),
            *map(task_of_more, unreached[CENTRES:]),
        ]
    )


def _gaps(user: User) -> Iterable[Assessment]:
    """Assessments under way without reviewer, without the coordinator's declaration, or with a conflict declared."""
    members = Membership.objects.filter(assessment=OuterRef("pk"))
    gap = (
        ~Exists(members.filter(role=TeamRole.REVIEWER))
        | Exists(members.filter(role=TeamRole.COORDINATOR, conflict_declared_at=None))
        | Exists(members.filter(role__in=TEAM, conflict=True))
    )
    people = Prefetch("memberships", Membership.objects.select_related("user"))
    rows = Assessment.objects.visible_to(user).filter(Q(gap), state__in=UNDERWAY)
    return rows.select_related("centre").prefetch_related(people).order_by("visit_start", "pk")[:LIMIT]


def task_of_planning(assessment: Assessment, today: date) -> Task:
    """The gravest gap in the title, the others beneath; `memberships` are prefetched with their users."""
    members = list(assessment.memberships.all())
    gaps = [
        _("replace %(name)s, who declared a conflict of interest") % {"name": member.user.name}
        for member in members
        if member.in_team and member.conflict
    ]
    if all(member.in_team for member in members):
        gaps.append(_("name a reviewer"))
    to_plan = bool(gaps)
    gaps += [
        _("declaration of coordinator %(name)s is missing") % {"name": member.user.name}
        for member in members
        if member.role == TeamRole.COORDINATOR and member.conflict_declared_at is None
    ]
    day = due_day(assessment, today)
    return Task(
        title=f"{assessment.centre.name}: {gaps[0]}",
        soft=joined([assessment.reference, *gaps[1:]]),
        button=_("Change the planning") if to_plan else _("Look"),
        url=reverse("assessments:plan", args=[assessment.reference]) if to_plan else assessment.get_absolute_url(),
        day=day,
        overdue=day < today,
    )


def task_of_mail(mail: OutgoingMail) -> Task:
    names = {"name": mail.recipient_name or mail.address}
    failed = mail.state == MailState.FAILED
    title = _("Mail to %(name)s failed") if failed else _("Mail to %(name)s: did it arrive?")
    soft = joined([mail.address if mail.recipient_name else "", mail.get_last_remark_display()])
    url = reverse("mail:list", query={"state": mail.state})
    day = localdate(mail.created_at)
    return Task(title=title % names, soft=soft, button=_("Look"), url=url, day=day, is_due=False)


def task_of_centre(centre: Any) -> Task:
    """`centre` as `unreachable` gives it."""
    reason, names = words_of(centre), {"centre": centre.name}
    if centre.reason not in (Reason.NOBODY, Reason.OVER):
        title = _("%(centre)s: the director can't be reached")
        return Task(title=title % names, soft=reason, button=_("Look"), url=centre.get_absolute_url())
    title, soft = _("%(centre)s: nobody is in office as director"), _("A report would have no director to go to")
    soft = joined([soft, reason if centre.reason == Reason.OVER else ""])
    return Task(title=title % names, soft=soft, button=_("Appoint"), url=centre.get_absolute_url())


def task_of_more(_centre: Centre) -> Task:
    title = _("More centres without a reachable director")
    return Task(
        title=title,
        soft=_("The overview has them all, with the reason"),
        button=_("Look"),
        url=reverse("centres:unreachable"),
    )
