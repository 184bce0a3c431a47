"""Centre records."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from portal.centres import views


class InstitutionNumber(StringConverter):
    regex = "[0-9]{5,6}"


class SiteNumber(StringConverter):
    regex = "[0-9]{2}"


register_converter(InstitutionNumber, "institution")
register_converter(SiteNumber, "site")

app_name = "centres"
urlpatterns = [
    path("", views.centre_list, name="list"),
    path("new/", views.add, name="add"),
    path("<institution:number>/", views.detail, name="detail"),
    path("<institution:number>/edit/", views.edit, name="edit"),
    path("<institution:number>/sites/new/", views.site_add, name="site_add"),
    path("<institution:number>/sites/<site:site_number>/edit/", views.site_edit, name="site_edit"),
    path("<institution:number>/appointments/new/", views.appointment_add, name="appointment_add"),
    path("<institution:number>/appointments/<int:pk>/end/", views.appointment_end, name="appointment_end"),
]
