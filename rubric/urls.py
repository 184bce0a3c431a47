"""Instruments, for reading."""

from django.urls import path, register_converter

from rubric.exchange.addresses import FormConverter
from rubric.views import exchange, importing, reading

register_converter(FormConverter, "form")

app_name = "rubric"
urlpatterns = [
    path("", reading.instruments, name="list"),
    path("import/", importing.import_page, name="import"),
    path("<slug:code>/<slug:number>.<form:form>", exchange.export, name="export"),
    path("<slug:code>/<slug:number>/", reading.version, name="version"),
]
