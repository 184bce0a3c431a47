"""The ledger of outgoing mail, for administrators."""

from django.urls import URLPattern

app_name = "mail"
urlpatterns: list[URLPattern] = []
