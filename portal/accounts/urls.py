"""Login and passwords: django-allauth's views at addresses of our own.

The names are allauth's: it finds its pages by them. What it could do more (signing up, managing addresses) has no
address here, and it does without.
"""

from allauth.account import views
from django.urls import path, re_path

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/inactive/", views.account_inactive, name="account_inactive"),
    path("logout/", views.logout, name="account_logout"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/forgotten/", views.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", views.password_reset_done, name="account_reset_password_done"),
    # Only whoever has no password is sent here; choosing one goes through a mailed link.
    path("password/forgotten/", views.password_reset, name="account_set_password"),
    re_path(
        r"^password/choose/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/chosen/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
