"""Instruments, for reading."""

from django.urls import path

from rubric import views

app_name = "rubric"
urlpatterns = [
    path("", views.instruments, name="list"),
    path("<slug:code>/<slug:number>/", views.version, name="version"),
]
