"""People: one account per person, e-mail as login."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from portal.accounts.enums import Role
from portal.accounts.invitation_models import Invitation  # noqa: F401 -- Django looks here
from portal.accounts.querysets import UserQuerySet
from portal.folding import SearchField

TRACKED = frozenset({"email", "given_name", "family_name", "role", "is_active"})
SEARCHED = ("given_name", "family_name", "email")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = True

    def get_by_natural_key(self, email: str | None) -> "User":
        """The user with this e-mail address, capitals ignored; raises User.DoesNotExist."""
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A saved user. Without a password the account can't be used until one is chosen through a mailed link."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """An administrator, for `manage.py createsuperuser` (no model-wide grants: the role is enough)."""
        return self.create_user(email, password, **{"role": Role.ADMINISTRATOR, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True)
    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    role = models.CharField(_("role"), max_length=15, choices=Role)
    language = models.CharField(
        _("language of mail"), max_length=5, choices=[("nl", _("Dutch")), ("en", _("English"))], default="nl"
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)  # grows to end all sessions
    # db_default: for processes of the version before, while the new one is started
    search_text = SearchField(sources=SEARCHED, db_default="")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name"]
    history = HistoricalRecords(
        excluded_fields=[
            *("password", "last_login", "is_superuser", "language", "date_joined", "session_epoch", "search_text")
        ]
    )
    objects = UserManager()

    class Meta:
        ordering = ["family_name", "given_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_email_once",
                violation_error_message=_("There is an account with this e-mail address already."),
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="accounts_role_known"),
            # Guardian and Django let superusers pass every check; nobody is one here.
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="accounts_no_superuser"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs) -> None:
        """What saves other fields only, as signing in does, leaves no row in the history of the person.

        With a name or the address goes what people are searched by.
        """
        fields = kwargs.get("update_fields")
        if fields is not None and not set(SEARCHED).isdisjoint(fields):
            kwargs["update_fields"] = {*fields, "search_text"}
        if fields is None or TRACKED & set(fields):
            super().save(*args, **kwargs)
            return
        self.skip_history_when_saving = True  # django-simple-history looks whether it is there
        try:
            super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django asks for this at each request: a session from before the last deactivation is no session."""
        key_salt = "portal.accounts.models.User.get_session_auth_hash"
        if not self.session_epoch:
            return super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        words = f"{self.session_epoch}:{self.password}"
        return salted_hmac(key_salt, words, secret=secret, algorithm="sha256").hexdigest()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()

    @property
    def is_administrator(self) -> bool:
        return self.is_active and self.role == Role.ADMINISTRATOR

    @property
    def is_inspector(self) -> bool:
        return self.is_active and self.role == Role.INSPECTOR
