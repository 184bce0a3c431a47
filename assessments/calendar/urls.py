"""The calendar of visits, for programs outside the portal."""

from django.urls import path

from assessments.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.page, name="page"),
    path("address/", views.new_address, name="renew"),
    path("off/", views.off, name="off"),
    path("<slug:token>.ics", views.feed, name="feed"),
]
