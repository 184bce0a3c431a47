"""All settings, read from the environment or from the file `.env` (docs/operating.md lists them).

Nothing set means production, which refuses to start without its secrets; `make run` writes a `.env`
that switches on demo mode for one machine.
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.starting import checked_base, checked_hosts, checked_secret_key, checked_sender

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(env.path("ENV_FILE", str(BASE_DIR / ".env"))())

DEMO = env.bool("DEMO", False)
DEBUG = env.bool("DEBUG", False)
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# --- Secrets and addresses -------------------------------------------------------------------------------

SECRET_KEY = checked_secret_key(env.str("SECRET_KEY", ""))
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}" if DEMO else "").rstrip("/")
_base = checked_base(PUBLIC_BASE_URL, plain=DEMO or DEBUG)
SECURE = _base.scheme == "https"
ALLOWED_HOSTS = checked_hosts(
    env.list("ALLOWED_HOSTS", default=[_base.hostname, "127.0.0.1", "localhost"] if DEMO else [_base.hostname])
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL] if SECURE else []
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Apps ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.home",
    "assessments.reports",
    "assessments",
    "rubric",
    "portal.centres",
    "portal.accounts",
    "portal.mail",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "guardian",
    "simple_history",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.accounts.middleware.PrivatePages",
    # Before whatever reads an address or a body; after what its own refusal needs.
    "portal.home.bounds.OnlyWhatIsTaken",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.middleware.KeepWhatWasTyped",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "assessments.middleware.GoneMeanwhile",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.home.context.portal",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database, cache, sessions ---------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file for the tests, too: threads of one process can't write at once to SQLite's memory.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: the rows that a REPLACE takes away pass the triggers on DELETE, too. mmap_size: pages are
        # read where the system holds them already; a search reads rows from all over the file.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
            "PRAGMA mmap_size=268435456;"
        ),
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
# Shared by all processes and safe from a flushed Redis: login limits live here. When it is full a third goes, the
# lowest keys first: of Django's 300 a few hundred wrong passwords for other addresses would open a blocked account.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_COOKIE_AGE = 60 * 60 * 12

# --- People and login ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "portal.accounts.passwords.Unlike"},
    {"NAME": "portal.accounts.passwords.Length", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 7
INVITATION_DAYS = env.int("INVITATION_DAYS", 14)
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
# A whole office may share one address, and all sign in at nine; one account allows 5 wrong passwords in 5 minutes.
# Links that don't work count apart: who guesses blocks no colleague who accepts.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "invitation": "20/m/ip",
    "invitation_guess": "20/m/ip",
}
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LoginForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ChoosePasswordForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
}
# Not allauth's: it would keep a second list of addresses beside the accounts.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "portal.accounts.tokens.ResetTokens"  # noqa: S105
# None: guardian must not make an anonymous user of its own; anonymous people have no grants here.
ANONYMOUS_USER_NAME = None

# --- Mail: rows of portal.mail, sent by the worker ------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", "")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 20)
# How long a worker may hold a mail: above the sum of all time-outs of one delivery, or others would take it over.
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", 180)
OUTBOX_DIR = VAR_DIR / "outbox"
DEFAULT_FROM_EMAIL = checked_sender(
    env.str("DEFAULT_FROM_EMAIL", f"Doorlichtingsportaal <doorlichting@{_base.hostname}>")
)

# --- Queue -----------------------------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,  # above the longest task, or it would run twice
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sync-due-grants": {"task": "portal.centres.tasks.sync_due_grants", "schedule": 600.0, "options": {"expires": 600}},
    "look-at-public-source": {
        "task": "portal.centres.tasks.look_at_public_source",
        "schedule": crontab(hour=2, minute=30),  # UTC
        "options": {"expires": 3600},
    },
    "tidy": {
        "task": "portal.home.tasks.tidy",
        "schedule": crontab(hour=4, minute=0),  # UTC
        "options": {"expires": 3600},
    },
    "tidy-index-of-words": {
        "task": "portal.centres.tasks.tidy_index_of_words",
        "schedule": crontab(hour=3, minute=30),  # UTC
        "options": {"expires": 3600},
    },
    "dispatch-due-imports": {
        "task": "portal.centres.tasks.dispatch_due_imports",
        "schedule": 2.0,
        "options": {"expires": 2},
    },
    "dispatch-due-mail": {"task": "portal.mail.tasks.dispatch_due", "schedule": 3.0, "options": {"expires": 3}},
}

# --- Centre records: the public source, looked at every night where a key is set -------------------------

CENTRES_API_URL = env.str(
    "CENTRES_API_URL", "https://onderwijs.api.vlaanderen.be/instellingsgegevens/instelling/v2"
).rstrip("/")
CENTRES_API_KEY = env.str("CENTRES_API_KEY", "")
CENTRES_API_TIMEOUT = env.int("CENTRES_API_TIMEOUT", 20)

# --- The work --------------------------------------------------------------------------------------------

# Calendar days (none of a school holiday) from the last visit day until the report is due; the start page counts so.
REPORT_DUE_DAYS = env.int("REPORT_DUE_DAYS", 14)

# --- Words, days, files ----------------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Europe/Brussels"
# The typeface of everything that is typeset as PDF.
FONTS_DIR = BASE_DIR / "assessments" / "reports" / "fonts"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The demo serves the files where they lie; production makes them once (collectstatic) under names that hold their hash.
WHITENOISE_USE_FINDERS = DEMO
if DEMO:
    STATIC_ROOT.mkdir(exist_ok=True)  # empty; WhiteNoise warns where there is none
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# The largest file that any page takes (20 MB of centre records) with its form; what says to be longer isn't read.
MAX_REQUEST_BYTES = 22_000_000

# --- Safety in the browser -------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "portal.accounts.views.csrf.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A refusal is no fault: its reason stands on the page, and the server log of a real site has its line.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING" if DEMO else "INFO")},
}
