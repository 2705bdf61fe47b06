"""Django settings. Everything an operator may change is in `env.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from concord.config.env import Environment
from concord.foundation.observing import logging_config

ENV = Environment()
SOURCE = Path(__file__).resolve().parent.parent


def database(url: str) -> dict[str, Any]:
    """Django's settings for a `postgresql://` URL, sockets included.

    `postgresql:///concord?host=/a/socket/folder&user=app_runtime` works too.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    options = {
        key: value
        for key, value in query.items()
        if key not in {"host", "port", "user", "password"}
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or query.get("password", "")),
        "HOST": unquote(parts.hostname or "") or query.get("host", ""),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # The middleware owns the transaction: see concord.access.middleware.
        "ATOMIC_REQUESTS": False,
        "OPTIONS": options,
    }


def email(url: str) -> dict[str, Any]:
    """Django's e-mail settings for an `smtp://` or `smtps://` URL."""
    parts = urlsplit(url)
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }


SECRET_KEY = ENV.concord_secret_key.get_secret_value()
SECRET_KEY_FALLBACKS = (
    [ENV.concord_secret_key_before.get_secret_value()]
    if ENV.concord_secret_key_before
    else []
)
CONCORD_ACTOR_KEY = ENV.concord_actor_key.get_secret_value()
CONCORD_AUDIT_KEYS = [
    key.get_secret_value()
    for key in (ENV.concord_audit_key, ENV.concord_audit_key_before)
    if key is not None
]
CONCORD_TRIAL = ENV.concord_trial
CONCORD_HOME = ENV.concord_home
CONCORD_BACKUP_DATABASE_URL = ENV.concord_backup_database_url
CONCORD_BACKUP_RECIPIENT = ENV.concord_backup_recipient
CONCORD_LEDGER = ENV.concord_ledger or CONCORD_HOME / "ledger.jsonl"
CONCORD_BASE_URL = ENV.concord_base_url
CONCORD_LOG_ADDRESSES = ENV.concord_log_addresses
# Seconds: many times what an answer's own time differs by, little for whoever waits.
CONCORD_NOT_THERE_STEP = 0.05
# How long a public page that is the same for everybody is shown again.
CONCORD_SHOWN_AGAIN_SECONDS = 2.0
CONCORD_IDLE_SECONDS = ENV.concord_idle_minutes * 60
CONCORD_UPLOAD_BYTES = ENV.concord_upload_mb * 1024 * 1024
DEBUG = ENV.concord_debug
ALLOWED_HOSTS = [h.strip() for h in ENV.concord_allowed_hosts.split(",") if h.strip()]
HTTPS = CONCORD_BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "concord.examples",
    "concord.desk",
    "concord.website",
    "concord.reports",
    "concord.evidence",
    "concord.returns",
    "concord.plan",
    "concord.marac",
    "concord.frontdoor",
    "concord.risk",
    "concord.cases",
    "concord.people",
    "concord.directory",
    "concord.access",
    "concord.partnership",
    "concord.foundation.post",
    "concord.foundation.observing",
    "concord.foundation.jobs",
    "concord.foundation.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "concord.foundation.observing.middleware.RequestLog",
    "concord.access.even_time.EvenTime",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "concord.website.shown_again.ShownAgain",
    # Pads each page by a random amount, so that its size tells nothing of a secret.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # From here on one transaction holds the request, and the actor is known.
    "concord.access.middleware.OneTransaction",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "concord.access.middleware.IdleTimeOut",
    "concord.access.middleware.ActorContext",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "concord.access.middleware.SecondStep",
    "concord.desk.middleware.OnlyOurMethods",
    "concord.desk.middleware.SignInFirst",
]

ROOT_URLCONF = "concord.config.urls"
WSGI_APPLICATION = "concord.config.wsgi.application"
DATABASES = {"default": database(ENV.database_url or "postgresql:///concord")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "concord.foundation.ui.shell.context",
                "concord.website.views.frame.in_frame",
            ],
        },
    },
]
FORM_RENDERER = "concord.foundation.ui.forms.Renderer"
UI_SHELL = "concord.desk.shell.shell"
UI_BEFORE_EXPORT = "concord.access.again.before_export"

# Sign-in ------------------------------------------------------------------------
AUTH_USER_MODEL = "partnership.Account"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "concord.access.sign_in.AccountAdapter"
MFA_ADAPTER = "concord.access.sign_in.SecondStepAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has already proved the address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # Lock-out: five wrong passwords for one address close it for 15 minutes.
    "login_failed": "20/m/ip,5/15m/key",
    "reset_password": "10/m/ip,3/15m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
# Behind a proxy that speaks TLS, tries are counted by the visitor's address that the
# proxy gives, not by the proxy's own: else one stranger would lock everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to whatever address is typed
ACCOUNT_FORMS = {
    "login": "concord.desk.forms.sign_in.SignIn",
    "reauthenticate": "concord.desk.forms.sign_in.CheckAgain",
    "reset_password": "concord.desk.forms.sign_in.ForgottenPassword",
    "reset_password_from_key": "concord.desk.forms.sign_in.NewPassword",
    "change_password": "concord.desk.forms.sign_in.ChangePassword",
    "set_password": "concord.desk.forms.sign_in.SetPassword",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Concord"
MFA_TOTP_TOLERANCE = 1  # one code early or late: clocks and thumbs are slow
MFA_RECOVERY_CODE_COUNT = 8
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation has already proved the address
MFA_FORMS = {
    "authenticate": "concord.desk.forms.sign_in.SecondStep",
    "reauthenticate": "concord.desk.forms.sign_in.CheckAgainByCode",
    "activate_totp": "concord.desk.forms.sign_in.SetUpSecondStep",
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600  # a working day; the idle time-out is shorter
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # ends with the browser, as the session does
CSRF_TRUSTED_ORIGINS = [CONCORD_BASE_URL]
CSRF_FAILURE_VIEW = "concord.desk.errors.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CACHES = {
    # Rate limits have to hold across processes and machines, and what SQL could write
    # there must not be run: see the module.
    "default": {"BACKEND": "concord.access.counting.CountsInDatabase"},
}

# Transport and page security -------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # larger uploads are spooled to disk

# Language, time, files ----------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
DATE_FORMAT = "j F Y"
STATIC_URL = "/static/"
STATIC_ROOT = CONCORD_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# E-mail and jobs -------------------------------------------------------------------
DEFAULT_FROM_EMAIL = ENV.concord_email_from
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if ENV.concord_email_url and not CONCORD_TRIAL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(email(ENV.concord_email_url.get_secret_value()))
elif DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    EMAIL_BACKEND = "concord.foundation.post.no_server.NoServer"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = logging_config(ENV.concord_log_level, pretty=ENV.concord_log_pretty)
TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS: list[str] = []
