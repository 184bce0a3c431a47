"""Instruments, for reading."""

from django.urls import path

from rubric.views import reading

app_name = "rubric"
urlpatterns = [
    path("", reading.instruments, name="list"),
    path("<slug:code>/<slug:number>/", reading.version, name="version"),
]
