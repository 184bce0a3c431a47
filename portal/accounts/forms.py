"""allauth's forms with labels of our own, drawn by crispy inside the template's <form>."""

from allauth.account import forms as allauth
from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _


class Drawn(forms.Form):
    """Labels instead of placeholders, no browser bubbles (they speak the browser's language)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.attrs = {"novalidate": True}
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Drawn, allauth.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class ResetPasswordForm(Drawn, allauth.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")


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
