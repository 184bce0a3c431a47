"""Centre records: centres for part-time vocational education, their sites and boards, and who is in office there."""

from django.conf import settings
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from portal.centres.enums import CentreStatus, Function, Network
from portal.centres.import_models import ImportItem, ImportMapping, ImportRun  # noqa: F401 -- Django looks here
from portal.centres.invitation_models import CentreInvitation  # noqa: F401 -- Django looks here
from portal.centres.lines import EmailLineField, LineField, URLLineField
from portal.centres.provinces import ProvinceField
from portal.centres.querysets import AppointmentQuerySet, CentreQuerySet
from portal.folding import OrderField, SearchField

institution_number_format = RegexValidator(r"^[0-9]{5,6}\Z", _("An institution number has 5 or 6 digits."))
postcode_format = RegexValidator(r"^[0-9]{4}\Z", _("A postcode has 4 digits."))


class Board(models.Model):
    """A school board (schoolbestuur), itself known by an institution number. `revision`: as with the centre."""

    institution_number = models.CharField(
        _("institution number"), max_length=6, unique=True, validators=[institution_number_format]
    )
    name = LineField(_("name"), max_length=200)
    revision = models.PositiveIntegerField(default=0, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(institution_number__regex=r"^[0-9]{5,6}$"), name="boards_number_format")
        ]

    def __str__(self):
        return self.name


class Centre(models.Model):
    """A centre for part-time vocational education.

    `revision` grows with each change of this row; changes are conditional on the revision that was read.
    """

    institution_number = models.CharField(
        _("institution number"), max_length=6, unique=True, validators=[institution_number_format]
    )
    name = LineField(_("name"), max_length=200)
    full_name = LineField(_("full name"), max_length=300, blank=True)
    network = models.CharField(_("network"), max_length=10, choices=Network)
    board = models.ForeignKey(
        Board, verbose_name=_("board"), on_delete=models.PROTECT, null=True, blank=True, related_name="centres"
    )
    school_community = LineField(_("school community"), max_length=200, blank=True)
    clb = LineField(_("CLB"), max_length=200, blank=True)
    main_structure = LineField(_("main structure"), max_length=5, default="312")  # 312 is DBSO
    street = LineField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=4, blank=True, validators=[postcode_format])
    municipality = LineField(_("municipality"), max_length=100, blank=True)
    nis_code = LineField(_("NIS code"), max_length=5, blank=True)
    province = ProvinceField(_("province"), max_length=50, blank=True)
    phone = LineField(_("phone"), max_length=30, blank=True)
    email = EmailLineField(_("e-mail address"), blank=True)
    website = URLLineField(
        _("website"),
        blank=True,
        validators=[
            URLValidator(schemes=["http", "https"], message=_("A web address begins with http:// or https://."))
        ],
    )
    recognition_status = LineField(_("recognition status"), max_length=50, blank=True)
    begins_on = models.DateField(_("begin date"), null=True, blank=True)
    ends_on = models.DateField(_("end date"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=CentreStatus, default=CentreStatus.ACTIVE)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_centres",
    )
    status_reason = LineField(_("reason of the status"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    search_text = SearchField(sources=("name", "full_name", "institution_number", "municipality", "postcode"))
    order_name = OrderField(sources=("name",))
    order_municipality = OrderField(sources=("municipality",))
    search_people = models.TextField(blank=True, default="", editable=False)  # written by portal.centres.finding

    history = HistoricalRecords(excluded_fields=["search_text", "search_people", "order_name", "order_municipality"])
    objects = CentreQuerySet.as_manager()

    class Meta:
        ordering = ["name", "institution_number"]
        permissions = [("view_outcomes", "May see the outcomes of this centre")]
        default_permissions = ()
        indexes = [
            models.Index(fields=["name", "institution_number"], name="centres_by_name"),
            models.Index(fields=["order_name", "institution_number"], name="centres_in_order"),
            models.Index(Length("institution_number"), "institution_number", name="centres_in_order_by_number"),
            models.Index(
                fields=["order_municipality", "order_name", "institution_number"], name="centres_in_order_by_place"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CentreStatus.values), name="centres_status_known"),
            models.CheckConstraint(condition=Q(network__in=Network.values), name="centres_network_known"),
            models.CheckConstraint(
                condition=Q(institution_number__regex=r"^[0-9]{5,6}$"), name="centres_number_format"
            ),
            models.CheckConstraint(condition=Q(postcode__regex=r"^([0-9]{4})?$"), name="centres_postcode_format"),
            models.CheckConstraint(
                condition=Q(status=CentreStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=CentreStatus.MERGED) & Q(merged_into__isnull=True)),
                name="centres_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="centres_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(begins_on__isnull=True) | Q(begins_on__lte=F("ends_on")),
                name="centres_dates_in_order",
                violation_error_message=_("The end date lies before the begin date."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("centres:detail", args=[self.institution_number])


class CentreUserObjectPermission(UserObjectPermissionBase):
    """django-guardian's grants on centres, written only by portal.centres.access."""

    content_object = models.ForeignKey(Centre, on_delete=models.CASCADE)


class Site(models.Model):
    """A place of teaching (vestigingsplaats), numbered within its institution. `revision`: as with the centre."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="sites")
    number = models.CharField(
        _("number"), max_length=2, validators=[RegexValidator(r"^[0-9]{2}\Z", _("A site number has two digits."))]
    )
    name = LineField(_("name"), max_length=200, blank=True)
    street = LineField(_("street and number"), max_length=200)
    postcode = models.CharField(_("postcode"), max_length=4, validators=[postcode_format])
    municipality = LineField(_("municipality"), max_length=100)
    main_municipality = LineField(_("main municipality"), max_length=100, blank=True)  # fusiegemeente
    province = ProvinceField(_("province"), max_length=50, blank=True)
    phone = LineField(_("phone"), max_length=30, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "number"],
                name="centres_site_number_once",
                violation_error_message=_("This centre has a site with this number already."),
            ),
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9]{2}$"), name="sites_number_format"),
            models.CheckConstraint(condition=Q(postcode__regex=r"^([0-9]{4})?$"), name="sites_postcode_format"),
        ]

    def __str__(self):
        return f"{self.number} {self.street}, {self.municipality}"


class Appointment(models.Model):
    """Somebody in office at a centre from a day to a day (both included; no end: until further notice).

    `succeeds`: the term that was handed over to this one. One office has one successor.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="appointments")
    function = models.CharField(_("function"), max_length=10, choices=Function)
    start = models.DateField(_("from"))
    end = models.DateField(_("until"), null=True, blank=True)
    succeeds = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="successor", editable=False
    )

    history = HistoricalRecords()
    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["function", "-start"]
        constraints = [
            models.CheckConstraint(condition=Q(function__in=Function.values), name="centres_function_known"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__lte=F("end")),
                name="centres_term_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.UniqueConstraint(
                fields=["user", "centre", "function", "start"],
                name="centres_appointment_once",
                violation_error_message=_("This person has this function from this day on already."),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.function} {self.centre_id}"
