"""Every setting of Duikou, typed, in one place; each is a DUIKOU_* environment variable with a safe default."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError

from duikou.base.keys import kept
from duikou.base.quiet import read_quiet

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
HOME = CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()

env = Env()
with env.prefixed("DUIKOU_"):
    DEBUG = env.bool("DEBUG", False)
    DEMO = env.bool("DEMO", False)
    DATA = env.path("DATA", HOME / "data" / "demo" if DEMO else HOME / "data").resolve()
    DATABASE = env.str("DATABASE", "")
    ERASURES = env.path("ERASURES", DATA / "erasures.txt").resolve()
    SECRET = env.str("SECRET", "")
    HOSTS = env.list("HOSTS", ["*"] if DEMO or DEBUG else ["localhost", "127.0.0.1", "[::1]"])
    ADDRESS = env.str("ADDRESS", "").rstrip("/")
    ZONE_NAME = env.str("TIME_ZONE", "Asia/Shanghai")
    OFFERED = env.list("LANGUAGES", ["zh-hans", "en"])
    HTTPS = env.bool("HTTPS", False)
    OWN_AUTHORITY = env.bool("OWN_AUTHORITY", False)
    THREADS = env.int("THREADS", 16)
    BOOKER = env.str("BOOKER", "")
    try:
        QUIET_HOURS = read_quiet(env.str("QUIET_HOURS", "21:30-07:30"))
    except ValueError as error:
        raise EnvError(f"DUIKOU_QUIET_HOURS: {error}") from None
    REMINDER_HOURS = env.int("REMINDER_HOURS", 24)
    APPOINTMENT_DAYS = env.int("APPOINTMENT_DAYS", 14)
    SOLVER_SECONDS = env.float("SOLVER_SECONDS", 10)
    SMS_URL = env.str("SMS_URL", "")
    MAIL_URL = env.str("MAIL_URL", "")
    MAIL_FROM = env.str("MAIL_FROM", "duikou@localhost")
    MEETING_BASE = env.str("MEETING_BASE", "https://meet.jit.si/").rstrip("/") + "/"
    WEBHOOK_NETWORKS: list[str] = env.list("WEBHOOK_NETWORKS", [])
    PROXIES = env.int("PROXIES", 0)
    UPLOAD_LIMIT = env.int("UPLOAD_LIMIT_MB", 50) * 1024 * 1024


KEYS_FOLDER = DATA / "keys"
SECRET_KEY = SECRET or kept(KEYS_FOLDER / "secret", lambda: secrets.token_urlsafe(48).encode()).decode().strip()
ALLOWED_HOSTS = HOSTS
CSRF_TRUSTED_ORIGINS = [ADDRESS] if ADDRESS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "csp",
    *(["duikou.demo"] if DEMO else []),
    "duikou.config",
    "duikou.portal",
    "duikou.fairs",
    "duikou.desk",
    "duikou.activities",
    "duikou.aid",
    "duikou.plans",
    "duikou.booking",
    "duikou.directory",
    "duikou.journal",
    "duikou.index",
    "duikou.base",
    "allauth",  # after our rooms, whose pages take the place of its own
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "duikou.config.content_policy.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "duikou.config.api_middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "duikou.directory.middleware.SessionsEnd",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "duikou.directory.middleware.SetUpFirst",
    *(["duikou.demo.middleware.DemoMiddleware"] if DEMO else []),
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "duikou.config.urls"
WSGI_APPLICATION = "duikou.config.wsgi.application"
AUTH_USER_MODEL = "directory.Account"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "directory:start"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "duikou.directory.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "duikou.directory.passwords.ContextWords"},
]

# Signing in: passwords and sessions are Django's, second factors allauth's. Its own accounts, addresses and limits,
# which would count addresses of the network, stay unused.
SECOND_FACTORS = not DEMO  # whoever works for the city must have one
ACCOUNT_ADAPTER = "duikou.directory.second_factors.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "duikou.directory.forms.sign_in.SignIn",
    "reauthenticate": "duikou.directory.forms.sign_in.PasswordAgain",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    **dict.fromkeys(("login", "signup", "change_password", "manage_email", "reset_password", "confirm_email"), None),
    "login_failed": "10/15m/key",  # codes, once the password was right
    "reauthenticate": "10/15m/user",
}
MFA_ADAPTER = "duikou.directory.second_factors.FactorAdapter"
MFA_FORMS = {
    "authenticate": "duikou.directory.forms.sign_in.Code",
    "reauthenticate": "duikou.directory.forms.sign_in.CodeAgain",
    "activate_totp": "duikou.directory.forms.sign_in.FirstCode",
    "add_webauthn": "duikou.directory.forms.sign_in.NewPasskey",
    "authenticate_webauthn": "duikou.directory.forms.sign_in.Passkey",
    "reauthenticate_webauthn": "duikou.directory.forms.sign_in.PasskeyAgain",
    "login_webauthn": "duikou.directory.forms.sign_in.PasskeyAlone",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"

AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "duikou.directory.lockout.account_hash"
AXES_CLIENT_IP_CALLABLE = "duikou.directory.lockout.client_hash"
AXES_LOCKOUT_CALLABLE = "duikou.directory.lockout.locked_out"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
MIGRATION_MODULES = {"axes": None}  # its tables hold addresses of the network: they are not even made

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "duikou.base.context.shell",
            ],
            "builtins": ["duikou.base.templatetags.parts"],
        },
    }
]

FORM_RENDERER = "duikou.base.rendering.Forms"


def sqlite_database(path: Path) -> dict[str, object]:
    """Django's settings of a durable SQLite file: WAL, IMMEDIATE, synchronous=FULL."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-20000; PRAGMA mmap_size=33554432; "
            "PRAGMA journal_size_limit=67108864; "
            "PRAGMA secure_delete=ON;",  # what was erased is overwritten in the file
        },
    }


def postgresql_database(address: str) -> dict[str, object]:
    """Django's settings of the PostgreSQL at `address` (postgresql://user:password@host:port/name)."""
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(address)
    return {
        "ENGINE": "duikou.base.postgresql",
        "NAME": parts.pop("dbname", "duikou"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            **parts,
            "pool": {"min_size": 1, "max_size": max(16, THREADS), "timeout": 5, "reconnect_timeout": 5},
        },
    }


DATABASES = {"default": postgresql_database(DATABASE) if DATABASE else sqlite_database(DATA / "duikou.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ALL_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGES = [one for one in ALL_LANGUAGES if one[0] in OFFERED] or ALL_LANGUAGES
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS: list[Path] = []
TIME_ZONE = ZONE_NAME
USE_TZ = True
FORMAT_MODULE_PATH = ["duikou.base.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_TEMP_DIR = None

SESSION_ENGINE = "duikou.directory.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # since the last request, or about (directory/middleware.py)
SESSION_LONGEST = timedelta(days=7)
# A browser takes a cookie with this prefix only over HTTPS, from this very host, for all of its pages (RFC 6265bis).
COOKIE_PREFIX = "__Host-" if HTTPS else ""
PATH_COOKIE_PREFIX = "__Secure-" if HTTPS else ""  # for those that belong to some of its pages
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}duikou_session"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}duikou_csrf"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}duikou_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
MESSAGE_STORAGE = "duikou.base.notices.Notices"
CSRF_FAILURE_VIEW = "duikou.base.views.problems.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False  # the proxy that speaks HTTPS does so
# A certificate of this machine's own is not promised for a year.
SECURE_HSTS_SECONDS = 31536000 if HTTPS and not OWN_AUTHORITY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_SECONDS > 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],  # no text becomes a script by way of innerHTML and its like
        "trusted-types": [NONE],
        **({"upgrade-insecure-requests": True} if HTTPS else {}),
    }
}

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend" if DEMO else "duikou.directory.mail.CityMail"
DEFAULT_FROM_EMAIL = MAIL_FROM

CACHES = {
    "default": {  # what all processes count together: failed sign-ins, codes that were used
        "BACKEND": "duikou.directory.shared_cache.SharedCache",
        "LOCATION": "directory_counted",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "duikou.base.logs.Line",
            "format": "{asctime} {levelname} {name}: {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%SZ",
            "style": "{",
        }
    },
    "filters": {
        "no_secrets": {"()": "duikou.base.logs.NoSecrets"},
        "one_line": {"()": "duikou.base.logs.OneLine"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_secrets", "one_line"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Refused requests are not logged: their addresses hold personal links, and whoever likes could fill the disk. Axes
    # would say who did not get in.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "axes": {"level": "ERROR"},
    },
}

CITY_FALLBACK_NAME = _("Duikou")
