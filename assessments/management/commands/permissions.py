"""`manage.py permissions`: do the grants say what the facts call for, and what may somebody do?"""

from collections.abc import Iterator
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from assessments.access import Standing, grants_called_for, grants_held
from assessments.grants import repair, report
from assessments.models import Assessment
from assessments.workflow import Action
from portal.accounts.models import User
from portal.centres.models import Appointment, Centre, CentreUserObjectPermission


class Command(BaseCommand):
    help = "Compare grants with memberships and appointments; make them agree; say what somebody may do and why."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="a line per difference; exits 1 where there is one")
        what.add_argument("--repair", action="store_true", help="make the grants what the facts call for")
        what.add_argument(
            "--explain", nargs=2, metavar=("EMAIL", "OBJECT"), help="OBJECT: a reference or an institution number"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            if options["explain"]:
                self.explain(*options["explain"])
            else:
                self.compare(mend=options["repair"])

    def compare(self, *, mend: bool) -> None:
        lines = report(timezone.localdate())
        for line in lines:
            self.stdout.write(line)
        if mend:
            repair(timezone.localdate())
            lines = report(timezone.localdate())
        if lines:
            raise CommandError(f"{len(lines)} differences between grants and facts.")
        self.stdout.write("The grants are what the facts call for.")

    def explain(self, email: str, name: str) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody has the e-mail address {email}.")
        self.stdout.write(f"{user.name}, {user.get_role_display()}{'' if user.is_active else ', account closed'}")
        assessment = Assessment.objects.with_standing(user).filter(reference=name).first()
        centre = None if assessment else Centre.objects.filter(institution_number=name).first()
        if assessment is not None:
            lines = of_assessment(user, assessment)
        elif centre is not None:
            lines = of_centre(user, centre)
        else:
            raise CommandError(f"No assessment has the reference {name}, no centre this institution number.")
        for line in lines:
            self.stdout.write(line)


def of_assessment(user: User, assessment: Assessment) -> Iterator[str]:
    """Parts, grants, then each action with “yes” or the reason why not."""
    members = [member for member in assessment.memberships.all() if member.user_id == user.pk]
    held = sorted(codename for user_id, codename in grants_held(assessment.pk) if user_id == user.pk)
    called_for = sorted(codename for _user, codename in grants_called_for(members))
    yield f"part: {', '.join(str(member.get_role_display()) for member in members) or 'none'}"
    yield f"grants: {', '.join(held) or 'none'}"
    if held != called_for:
        yield f"the facts call for: {', '.join(called_for) or 'none'}"
    if not Assessment.objects.visible_to(user).filter(pk=assessment.pk).exists():
        yield "sees nothing of it: 404"
        return
    standing = Standing(user, assessment)
    for action in Action:
        yield f"{action}: {standing.refusal(action) or 'yes'}"


def of_centre(user: User, centre: Centre) -> Iterator[str]:
    """Terms of office, grants, and what follows from them."""
    today = timezone.localdate()
    terms = Appointment.objects.filter(user=user, centre=centre)
    grants = CentreUserObjectPermission.objects.filter(user=user, content_object=centre)
    for term in terms:
        yield f"term: {term.get_function_display()} from {term.start} until {term.end or 'further notice'}"
    yield f"grants: {', '.join(grants.values_list('permission__codename', flat=True)) or 'none'}"
    sees = Centre.objects.visible_to(user, today).filter(pk=centre.pk).exists()
    yield f"see the centre and its outcomes: {'yes' if sees else 'not in office there today'}"
    yield f"change the record: {'yes' if user.is_administrator else 'only administrators change centre records'}"
