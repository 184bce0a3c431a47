"""Instruments, for reading."""

from django.urls import URLPattern

app_name = "rubric"
urlpatterns: list[URLPattern] = []
