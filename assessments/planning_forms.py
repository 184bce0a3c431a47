"""Forms of planning: the days of an assessment, its team, the week of its visit."""

from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.enums import TeamRole
from assessments.forms import DateInput
from assessments.models import Assessment
from assessments.weeks import weeks_of
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.centres.choosing import CentreSearch, active_centres
from portal.holidays import monday_of, school_year_of
from rubric.enums import VersionStatus
from rubric.models import InstrumentVersion
from rubric.naming import full_name


def inspectors(besides: Assessment | None = None) -> QuerySet[User]:
    """Who can take part; besides them who does in that assessment, even though their account was closed since."""
    may = Q(role=Role.INSPECTOR, is_active=True)
    if besides is not None:
        may |= Q(pk__in=besides.memberships.values("user"))
    return User.objects.filter(may)


class Several(forms.ModelMultipleChoiceField):
    """Django's own, which a key beyond the database's integers would crash."""

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError as error:
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


def _name(user: User) -> str:
    return user.name if user.is_active else _("%(name)s (account closed)") % {"name": user.name}


class Person(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return _name(obj)


class People(Several):
    def label_from_instance(self, obj):
        return _name(obj)


class Versions(Several):
    """Instrument versions, each told apart from others of the same title."""

    def label_from_instance(self, obj):
        return full_name(obj)


FIELD_OF_ROLE = {
    TeamRole.COORDINATOR: "coordinator",
    TeamRole.MEMBER: "members",
    TeamRole.EXPERT: "experts",
    TeamRole.REVIEWER: "reviewer",
}


class TeamFields(forms.Form):
    """Who takes part. One person has one part."""

    coordinator = Person(label=_("Team coordinator"), queryset=None, empty_label="–")
    members = People(label=_("Team members"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    experts = People(label=_("Experts"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    reviewer = Person(
        label=_("Reviewer"),
        queryset=None,
        empty_label="–",
        required=False,
        help_text=_("Reads along and finalises; is not on the team."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = inspectors(besides=kwargs.get("instance"))
        for name in ("coordinator", "members", "experts", "reviewer"):
            self.fields[name].queryset = people

    def clean(self):
        cleaned = super().clean()
        seen: set[int] = set()
        for user, role in self._parts(cleaned):
            if user.pk in seen:
                words = _("%(name)s can have one part only in this assessment.") % {"name": user.name}
                self.add_error(FIELD_OF_ROLE[role], words)
            seen.add(user.pk)
        return cleaned

    @staticmethod
    def _parts(cleaned) -> list[tuple[User, TeamRole]]:
        parts = [(user, TeamRole.COORDINATOR) for user in [cleaned.get("coordinator")] if user]
        parts += [(user, TeamRole.MEMBER) for user in cleaned.get("members") or []]
        parts += [(user, TeamRole.EXPERT) for user in cleaned.get("experts") or []]
        return parts + [(user, TeamRole.REVIEWER) for user in [cleaned.get("reviewer")] if user]

    @property
    def team(self) -> dict[User, TeamRole]:
        """Who takes part and as what, after validation."""
        return dict(self._parts(self.cleaned_data))


class PlanForm(CentreSearch, TeamFields, forms.ModelForm):
    """A new assessment."""

    centre = forms.CharField(
        label=_("Centre"),
        max_length=200,
        help_text=_("Type a name, a place or a number, choose Search, and choose a centre."),
    )
    versions = Versions(
        label=_("Instruments"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One or more instruments, one version of each."),
    )
    field_order = ["reference", "centre", "target", "school_year", "visit_start", "visit_end", "versions"]

    class Meta:
        model = Assessment
        fields = ["reference", "school_year", "visit_start", "visit_end"]
        widgets = {"visit_start": DateInput(), "visit_end": DateInput()}
        error_messages = {
            "reference": {
                "unique": _("There is an assessment with this reference already."),
                "invalid": _("Only letters, digits and hyphens."),
            }
        }
        help_texts = {
            "reference": _("Letters, digits and hyphens; stands in the address and on the report."),
            "school_year": _("The year in which the school year starts."),
        }

    def __init__(self, data: QueryDict | None = None, *, user: User, centre: str = ""):
        """`centre`: words to begin with, such as the number of the centre that somebody comes from."""
        now = {"centre": centre, "school_year": school_year_of(timezone.localdate())}
        super().__init__(data, centres=active_centres(user), initial=now)
        published = InstrumentVersion.objects.filter(status=VersionStatus.PUBLISHED)
        self.fields["versions"].queryset = published.select_related("instrument")
        self.helper = _plan_helper("reference", *self.search_parts(), "versions", submit=_("Create assessment"))

    def clean(self):
        cleaned = super().clean()
        self.take_centre()
        return cleaned


class ReplanForm(TeamFields, forms.ModelForm):
    """Days and team of an assessment that exists."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Assessment
        fields = ["school_year", "visit_start", "visit_end"]
        widgets = {"visit_start": DateInput(), "visit_end": DateInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _plan_helper("seen", submit=_("Save planning"))


class WeekForm(forms.Form):
    """To which week of its school year a visit goes. `before`, `after`: the weeks beside the one it is in, if any."""

    week = forms.TypedChoiceField(label=_("Week"), coerce=date.fromisoformat)
    seen = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31)

    def __init__(self, data, *, assessment: Assessment):
        monday = monday_of(assessment.visit_start)
        super().__init__(data, initial={"week": monday.isoformat(), "seen": assessment.revision})
        self.weeks = weeks_of(assessment.school_year)
        self.fields["week"].choices = [(week.monday.isoformat(), week.words) for week in self.weeks]
        self.before = next((week for week, after in pairwise(self.weeks) if after.monday == monday), None)
        self.after = next((after for week, after in pairwise(self.weeks) if week.monday == monday), None)


Part = partial(Fieldset, css_class="form-part")
CANCEL = (
    '{% load i18n %}<a class="btn btn-outline-secondary" href="{% url "assessments:list" %}">'
    '{% translate "Cancel" %}</a>'
)


def _plan_helper(*first: Any, submit: str) -> FormHelper:
    helper = FormHelper()
    # The search of a centre sends the form before it is complete; and browsers' bubbles speak their own language.
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(
        Part(
            _("Inspection"),
            *first,
            Div(
                Div("school_year", css_class="col-md-4"),
                Div("visit_start", css_class="col-md-4"),
                Div("visit_end", css_class="col-md-4"),
                css_class="row",
            ),
        ),
        Part(
            _("Team"),
            Div(Div("coordinator", css_class="col-md-6"), Div("reviewer", css_class="col-md-6"), css_class="row"),
            Div(Div("members", css_class="col-md-6"), Div("experts", css_class="col-md-6"), css_class="row"),
        ),
        Submit("save", submit),
        HTML(CANCEL),
    )
    return helper
