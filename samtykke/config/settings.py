"""Django's settings, written only in terms of `env`."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from samtykke.config import env as environment
from samtykke.config.logs import LOGGING as LOGGING

env = environment.read(os.environ)
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = env.secret_key
SECRET_KEY_FALLBACKS = list(env.secret_key_fallbacks)
DEBUG = env.debug
ALLOWED_HOSTS = sorted({env.host, "127.0.0.1", "localhost", "[::1]"})
BASE_URL = env.base_url.rstrip("/")
DATA_DIR = env.data_dir
EMBEDDED = env.embedded
DEMO, DEMO_PASSWORD, DEMO_API_KEY = env.demo, env.demo_password, env.demo_api_key
TRUSTED_PROXIES = env.trusted_proxies
INBOX_URL = env.inbox_url
LARGEST_DOCUMENT = env.largest_document_mb * 1024 * 1024
SCAN_COMMAND, SCAN_ADDRESS = env.scan_command, env.scan_address

# --- Apps -------------------------------------------------------------------------------------------------------------

OWN = [
    "core",
    "audit",
    "mail",
    "accounts",
    "purposes",
    "contacts",
    "fields",
    "consents",
    "sales",
    "activities",
    "documents",
    "selections",
    "intake",
    "webforms",
    "governance",
    "demo",
    "preferences",
    "web",
]
INSTALLED_APPS = [
    "samtykke.config",
    *(f"samtykke.{name}" for name in OWN if find_spec(f"samtykke.{name}.apps")),
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "samtykke.config.urls"
WSGI_APPLICATION = "samtykke.config.wsgi.application"

MIDDLEWARE = [
    "samtykke.config.proxies.TrustedProxies",
    "samtykke.config.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "samtykke.audit.middleware.write_afterwards",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "samtykke.core.uploads.Largest",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "samtykke.accounts.middleware.second_factor",
    "samtykke.web.middleware.reader",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samtykke.web.middleware.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "samtykke.web.context.frame",
            ]
        },
    }
]

# --- Database ---------------------------------------------------------------------------------------------------------


def _database(url: str) -> dict[str, Any]:
    parts = environment.database(url)
    options: dict[str, Any] = {n.removeprefix("option:"): v for n, v in parts.items() if n.startswith("option:")}
    if env.serving:  # as many connections as threads that may need one
        options["pool"] = {"min_size": 1, "max_size": 10, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name.upper(): parts[name] for name in ("name", "user", "password", "host", "port")},
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": "test_samtykke"},
    }


DATABASES = {"default": _database(env.connection_url)}
# Which role works and which migrates; the same where an operator gives one address only (`samtykke doctor` says so).
DATABASE_URL, OWNER_DATABASE_URL = env.database_url, env.owner_database_url or env.database_url
APP_ROLE = environment.database(DATABASE_URL)["user"]
OWNER_ROLE = environment.database(OWNER_DATABASE_URL)["user"]

# --- Sign-in ----------------------------------------------------------------------------------------------------------

if find_spec("samtykke.accounts") and find_spec("samtykke.accounts.models"):
    AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = (
    [{"NAME": "samtykke.accounts.passwords.PasswordRules"}] if find_spec("samtykke.accounts.passwords") else []
)
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "web:start", "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # they count in each process alone; samtykke/accounts/limits.py counts in the database
ACCOUNT_ADAPTER = "samtykke.accounts.adapter.SignIn"
ACCOUNT_FORMS = {"login": "samtykke.accounts.forms.SignInForm"}
MFA_ADAPTER = "samtykke.accounts.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = env.oidc_issuer, env.oidc_client_id, env.oidc_client_secret
OIDC_NAME, OIDC_HOSTS, OIDC_SECOND_FACTOR = env.oidc_name, env.oidc_hosts, env.oidc_second_factor
SESSION_ENGINE = "samtykke.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE, CSRF_COOKIE_SAMESITE = "Lax", "Lax"
SESSION_COOKIE_HTTPONLY, CSRF_COOKIE_HTTPONLY = True, True

# --- The web baseline (REQ-99) ----------------------------------------------------------------------------------------

_HOST_PREFIX = "__Host-" if env.is_https else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST_PREFIX}session", f"{_HOST_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{_HOST_PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = env.is_https
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if env.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # other hosts of the operator's domain are not ours to decide
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # tokens in addresses never leave (REQ-91); forms still prove their origin
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "samtykke.web.views.errors.csrf_failed"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]  # the proxy redirects to TLS, not we
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # larger uploads wait on disk, sealed, not in memory
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "samtykke.core.uploads.SealedUploads",
]

# --- Languages and time -----------------------------------------------------------------------------------------------

USE_TZ, TIME_ZONE = True, "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("nb", _("Norwegian Bokmål")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]

# --- Static files -----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"] if (PACKAGE / "static").is_dir() else []
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = not env.serving
WHITENOISE_AUTOREFRESH = False
_STATIC = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if env.serving
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": _STATIC},
}

# --- Mail and jobs ----------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nothing leaves before the mail app decides how
EMAIL_TIMEOUT = 10
EMAIL_URL = env.email_url

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "samtykke.config.schedule.put_on"
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 4,
    "update_heartbeat_interval": 5.0,
    "stalled_worker_timeout": 20.0,
    "delete_jobs": "successful",
    "shutdown_graceful_timeout": 8.0,
}
