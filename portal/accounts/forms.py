"""allauth's forms with labels of our own, drawn by crispy inside the template's <form>."""

from allauth.account import forms as allauth
from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts import messages
from portal.accounts.enums import INSPECTORATE, Role
from portal.accounts.models import User
from portal.rehearsing import undone


class Drawn(forms.Form):
    """Labels instead of placeholders."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Drawn, allauth.LoginForm):
    """Filled in with the address of who just accepted an invitation, whether or not it had an account."""

    ADDRESS = "invited_address"  # in the session: it never stands in an address of the portal

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        invited = self.request.session.pop(self.ADDRESS, "")  # once: the browser may be shared
        self.fields["login"].initial = invited
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        if invited:
            self.fields["password"].widget.attrs["autofocus"] = True


class ResetPasswordForm(Drawn, allauth.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def save(self, request, **kwargs) -> str:
        """For an address without an account the same is written and undone: the answer tells it by its time neither."""
        if not self.users:
            with undone():
                messages.password_reset(user=User(pk=0, email="nobody@example.invalid", language=get_language()))
        return super().save(request, **kwargs)


def name_new_password(form: forms.Form) -> None:
    """The same words for a new password wherever one is chosen."""
    form.fields["password1"].label = _("New password")
    form.fields["password1"].help_text = _(
        "At least 12 characters, no common password, and nothing like your name or address."
    )
    form.fields["password2"].label = _("New password, once more")


class ChoosePasswordForm(Drawn, allauth.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_new_password(self)


class ChangePasswordForm(Drawn, allauth.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_new_password(self)
        self.fields["oldpassword"].label = _("Password until now")
        self.fields["oldpassword"].help_text = ""


class NamesForm(Drawn):
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100)


class CorrectForm(NamesForm):
    """`seen`: portal.accounts.correcting.seen_of."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AcceptForm(NamesForm):
    """Who comes in through an invitation; `email` is the invited address."""

    password1 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    password2 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args, email: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        name_new_password(self)

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        password = cleaned.get("password1", "")
        if password and "password2" in cleaned and password != cleaned["password2"]:
            self.add_error("password2", _("The two passwords differ."))
        if password:
            user = User(
                email=self.email,
                given_name=cleaned.get("given_name", ""),
                family_name=cleaned.get("family_name", ""),
            )
            try:
                password_validation.validate_password(password, user)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class InviteForm(Drawn):
    """Somebody of the inspectorate; directors are invited from the page of their centre."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=[(one.value, one.label) for one in INSPECTORATE])


class RoleForm(Drawn):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
