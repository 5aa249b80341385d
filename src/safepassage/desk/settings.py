"""Django's settings, from the environment. Nothing secret stands here."""

from datetime import timedelta
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from safepassage.desk.environment import read_environment

ENVIRONMENT = read_environment()

SECRET_KEY = ENVIRONMENT.secret_key()
KEYRING = ENVIRONMENT.keyring
MAILDIRS = ENVIRONMENT.maildirs
FEEDS_MAY_BE_LOCAL = False  # tests have servers on this machine; nobody else asks it
DEBUG = False
ALLOWED_HOSTS = [ENVIRONMENT.host] if ENVIRONMENT.is_https else ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.origin]
ROOT_URLCONF = "safepassage.desk.urls"
WSGI_APPLICATION = "safepassage.desk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "safepassage.desk.core",
    "safepassage.desk.ledger",
    "safepassage.desk.crises",
    "safepassage.desk.ground",
    "safepassage.desk.queue",
    "safepassage.desk.picture",
    "safepassage.desk.people",
    "safepassage.desk.intake",
    "safepassage.desk.release",
    "safepassage.desk.movement",
    "safepassage.desk.advice",
    "safepassage.desk.console",
    "safepassage.desk.portal",
    "safepassage.desk.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "safepassage.desk.crises.sessions.SessionLimits",
    "safepassage.desk.crises.sessions.SecondFactorRequired",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "safepassage.desk.console.parts.parts",
            ],
        },
    },
]

# --- Database --------------------------------------------------------------------------------------------------------

SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",  # a transaction that reads, then writes, would else fail instead of waiting
    "timeout": 20,
    # secure_delete: what is erased must not stay readable in free pages; temp_store: nor in a file for sorting.
    # cache_size: 32 MB a connection, as the indexes of a large register do not fit the usual 2.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
    " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32768;",
}


def database(url: str) -> dict[str, Any]:
    """Django's settings of a database, from its URL."""
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = SQLITE
    return found


DATABASES = {"default": database(ENVIRONMENT.database)}

# In the database, so that rate limits and used one-time codes hold across all processes.
# Large enough that counters of strangers push no used code out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "desk_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Tasks that outlive a request; `safepassage-desk worker` does them.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Persons' records that an officer opens; above it they open still, and another officer is asked to look at what for.
MOST_OPENED_AN_HOUR = 200

# --- Faults ----------------------------------------------------------------------------------------------------------

# To where the server was begun, with its traceback; but nobody's name: no addresses, no words of exceptions.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"fault": {"()": "safepassage.desk.core.faults.FaultFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "fault"}},
    "root": {"handlers": ["stderr"], "level": "ERROR"},
    "loggers": {"safepassage": {"level": "WARNING"}, "django": {"level": "ERROR"}},  # else of what visitors get wrong
}

# --- Languages and time ----------------------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "safepassage.desk.core.formats"
LANGUAGES = [
    ("en", _("English")),
    ("hi", _("Hindi")),
    ("uk", _("Ukrainian")),
    ("ru", _("Russian")),
    ("ar", _("Arabic")),
]

# --- Files that pages need -------------------------------------------------------------------------------------------

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # they ship in the package: nothing to collect
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- What a browser may do -------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # data: the QR code of an authenticator app
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = ENVIRONMENT.session_hours * 3600
SESSION_IDLE_S = ENVIRONMENT.idle_minutes * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = ENVIRONMENT.is_https
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.is_https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.is_https else None
CSRF_FAILURE_VIEW = "safepassage.desk.portal.views.form_of_another_visit"
ACCOUNT_RATE_LIMITS = {  # besides allauth's own
    "public_form_address": "30/m/ip",
    "public_form_crisis": "300/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxies  # the address that limits go by
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [
    "safepassage.desk.core.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Sign-in ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "crises.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: refuses whoever is locked out
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "safepassage.desk.crises.sign_in.Accounts"
ACCOUNT_FORMS = {"login": "safepassage.desk.crises.sign_in.SignIn"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True

MFA_ADAPTER = "safepassage.desk.crises.sign_in.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # officers have no e-mail address here
MFA_TOTP_ISSUER = "Safe Passage"
MFA_TRUST_ENABLED = True  # at a screen where both factors were given this shift, the password is enough
MFA_TRUST_COOKIE_AGE = timedelta(hours=ENVIRONMENT.session_hours)

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger cannot lock an officer out from elsewhere
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "crises/locked_out.html"
AXES_VERBOSE = False
