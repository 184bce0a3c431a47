"""Login and passwords: django-allauth's views at addresses of our own; and the people of the portal.

The names of the first are allauth's: it finds its pages by them. What it could do more (signing up, managing addresses)
has no address here, and it does without.
"""

from allauth.account import views
from django.urls import path, re_path

from portal.accounts.views import invitation, invitations, people

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
    path("invitations/<int:pk>/<slug:token>/", invitation.invitation, name="invitation"),
    path("people/", people.people_list, name="people"),
    path("people/invite/", invitations.invite, name="people_invite"),
    path("people/invitations/", invitations.invitation_list, name="people_invitations"),
    path("people/invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("people/invitations/<int:pk>/anew/", invitations.invitation_anew, name="invitation_anew"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/correct/", people.person_correct, name="person_correct"),
    path("people/<int:pk>/role/", people.person_role, name="person_role"),
    path("people/<int:pk>/close/", people.person_close, name="person_close"),
    path("people/<int:pk>/reopen/", people.person_reopen, name="person_reopen"),
]
