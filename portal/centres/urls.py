"""Centre records."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from portal.centres.views import offices, records, sites


class InstitutionNumber(StringConverter):
    regex = "[0-9]{5,6}"


class SiteNumber(StringConverter):
    regex = "[0-9]{2}"


register_converter(InstitutionNumber, "institution")
register_converter(SiteNumber, "site")

app_name = "centres"
urlpatterns = [
    path("", records.centre_list, name="list"),
    path("new/", records.add, name="add"),
    path("<institution:number>/", records.detail, name="detail"),
    path("<institution:number>/edit/", records.edit, name="edit"),
    path("<institution:number>/sites/new/", sites.site_add, name="site_add"),
    path("<institution:number>/sites/<site:site_number>/edit/", sites.site_edit, name="site_edit"),
    path("<institution:number>/appointments/new/", offices.appointment_add, name="appointment_add"),
    path("<institution:number>/appointments/<int:pk>/end/", offices.appointment_end, name="appointment_end"),
]
