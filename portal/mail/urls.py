"""The ledger of outgoing mail, for administrators."""

from django.urls import path

from portal.mail import views

app_name = "mail"
urlpatterns = [
    path("", views.mail_list, name="list"),
    path("<int:mail_id>/", views.detail, name="detail"),
    path("<int:mail_id>/decide/", views.decide, name="decide"),
    path("<int:mail_id>/attachment/", views.attachment, name="attachment"),
]
