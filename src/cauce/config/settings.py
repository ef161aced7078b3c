"""Settings, read from the environment only (prefix `CAUCE_`, plus `DATABASE_URL`).

Nothing secret has a default that works in production: without `CAUCE_SECRET_KEY`
the process refuses to start unless `CAUCE_ENV` is `demo` or `test`.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
PACKAGE_DIR = Path(__file__).resolve().parent.parent

CAUCE_ENV = env.str("CAUCE_ENV", default="demo")  # demo | test | production
IS_PRODUCTION = CAUCE_ENV == "production"
VAR_DIR = Path(env.str("CAUCE_VAR_DIR", default="var")).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("CAUCE_SECRET_KEY", default="")
if not SECRET_KEY:
    if IS_PRODUCTION:
        raise ImproperlyConfigured(
            "CAUCE_SECRET_KEY no está definida; genere una con `cauce keys new-secret`."
        )
    SECRET_KEY = "demo-only-not-a-secret-" + "0" * 40
DEBUG = env.bool("CAUCE_DEBUG", default=False)
ALLOWED_HOSTS = env.list("CAUCE_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CAUCE_TRUSTED_ORIGINS", default=[])
PUBLIC_URL = env.str("CAUCE_PUBLIC_URL", default="http://127.0.0.1:8000")

# Modules can be switched off; core never depends on any of them.
CAUCE_MODULES = env.list("CAUCE_MODULES", default=["exchange", "oralhealth", "authorizations", "riskplans"])
# The root place (its code) of each module's tree: two countries can stand in one installation.
CAUCE_ROOTS = env.dict(
    "CAUCE_ROOTS",
    default={
        "exchange": "SECTOR",
        "oralhealth": "PANAMA",
        "authorizations": "SECTOR",
        "riskplans": "COLOMBIA",
    },
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "bootstrap",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "cauce.core.accounts",
    "cauce.core.organisations",
    "cauce.core.periods",
    "cauce.core.catalogues",
    "cauce.core.demo",
    "cauce.core.imports",
    "cauce.core.audit",
    "cauce.core.documents",
    "cauce.core.jobs",
    "cauce.core.notifications",
    "cauce.indicators",
    "cauce.interop.packages",
    "cauce.web",
    "cauce.api",
    *[f"cauce.domains.{module}" for module in CAUCE_MODULES],
    "cauce.domains.bridges",
]

MIDDLEWARE = [
    "cauce.core.operations.middleware.ObserveMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Before WhiteNoise, so that static files are compressed too where no .gz was made (the demo).
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cauce.core.accounts.middleware.TemporaryPasswordMiddleware",
    "cauce.core.accounts.middleware.ConfirmationFailuresMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cauce.web.middleware.RequestTimeMiddleware",
    "cauce.web.middleware.CountryMiddleware",
    "cauce.web.middleware.SecurityHeadersMiddleware",
    "cauce.web.middleware.RefusalMiddleware",
    "cauce.web.programmes.ProgrammeMiddleware",
    "cauce.core.documents.uploads.UploadLimitMiddleware",
    "cauce.web.idempotency.SentFormMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cauce.config.urls"
WSGI_APPLICATION = "cauce.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cauce.web.context.shell",
                "cauce.core.notifications.context.unread",
            ],
        },
    }
]

# --- Database: a file by default, a server by DATABASE_URL ---------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'cauce.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "cauce.core.sqlite"  # writers take turns (decision 0054)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;"
        ),
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "cauce.core.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Failures per account are axes' to count: its page says for how long and what to do.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Cauce"
# Who finalises, decides or evaluates needs a second factor; the demo leaves it off and says so.
CAUCE_REQUIRE_MFA = env.bool("CAUCE_REQUIRE_MFA", default=IS_PRODUCTION)
# One account for a whole entity (source 000, "contraseña por unidad médica"); off by default (decision M4).
CAUCE_SHARED_ENTITY_ACCOUNTS = env.bool("CAUCE_SHARED_ENTITY_ACCOUNTS", default=False)
CSRF_FAILURE_VIEW = "cauce.web.views.errors.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
AXES_FAILURE_LIMIT = env.int("CAUCE_LOCKOUT_AFTER", default=5)
AXES_COOLOFF_TIME = env.float("CAUCE_LOCKOUT_HOURS", default=0.5)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "cauce.core.accounts.lockout.username_of"
AXES_LOCKOUT_CALLABLE = "cauce.core.accounts.lockout.locked_out"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_AGE = env.int("CAUCE_SESSION_SECONDS", default=8 * 3600)
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_SSL_REDIRECT = env.bool("CAUCE_SSL_REDIRECT", default=IS_PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^salud/"]  # the load balancer asks on the inside, without TLS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("CAUCE_BEHIND_PROXY", default=False) else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Language, country forms --------------------------------------------------------
LANGUAGE_CODE = env.str("CAUCE_LANGUAGE", default="es-mx")
# The country's form of numbers and dates is the installation's, never the browser's: no LocaleMiddleware.
LANGUAGES = [("es-mx", "Español (México)"), ("es-co", "Español (Colombia)"), ("es-pa", "Español (Panamá)")]
FORMAT_MODULE_PATH = ["cauce.web.formats"]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
# Off, because it also rewrites ids ("12,345" in value="{{ pk }}"); numbers for people use `|number`.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = env.str("CAUCE_TIME_ZONE", default="America/Mexico_City")

# --- Files ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "CAUCE_STATICFILES", default="django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cauce.web.lean_css.LeanBootstrapFinder",
]
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_MAX_AGE = 3600
# The manual (Markdown with pictures) that /ayuda/manual/ shows; a bare installation may lack it.
CAUCE_MANUAL_DIR = Path(env.str("CAUCE_MANUAL_DIR", default=str(PACKAGE_DIR.parents[1] / "docs" / "manual")))
MEDIA_ROOT = VAR_DIR / "media"
CAUCE_DOCUMENTS_DIR = Path(env.str("CAUCE_DOCUMENTS_DIR", default=str(VAR_DIR / "documents")))
CAUCE_SNAPSHOT_DIR = Path(env.str("CAUCE_SNAPSHOT_DIR", default=str(VAR_DIR / "snapshot")))
# Counts of people above zero and under this do not leave the institution in downloads, papers and the API.
CAUCE_DISCLOSURE_THRESHOLD = env.int("CAUCE_DISCLOSURE_THRESHOLD", default=5)
CAUCE_KEYS_DIR = Path(env.str("CAUCE_KEYS_DIR", default=str(VAR_DIR / "keys")))
# The seal's private key (base64url); without it, the file seal.key in the keys folder. Public keys of former
# seal keys, and certificates (PEM) of the authorities whose electronic signatures are accepted.
CAUCE_SEAL_KEY = env.str("CAUCE_SEAL_KEY", default="")
CAUCE_SEAL_PUBLIC_KEYS = env.list("CAUCE_SEAL_PUBLIC_KEYS", default=[])
CAUCE_TRUST_DIR = Path(env.str("CAUCE_TRUST_DIR", default=str(CAUCE_KEYS_DIR / "trust")))
# Requests per minute and address on the public verification page.
CAUCE_PUBLIC_PER_MINUTE = env.int("CAUCE_PUBLIC_PER_MINUTE", default=30)
FILE_UPLOAD_TEMP_DIR = env.str("CAUCE_UPLOAD_TEMP_DIR", default=None)
FILE_UPLOAD_HANDLERS = ["cauce.core.documents.uploads.LimitedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 40_000

# --- API -----------------------------------------------------------------------------------
CAUCE_API_RATE = env.str("CAUCE_API_RATE", default="600/m")  # requests per person and process

# --- Mail: SMTP by setting, files in the demo -------------------------------------------
EMAIL_CONFIG = env.email_url("CAUCE_EMAIL_URL", default="filemail://")
vars().update({k: v for k, v in EMAIL_CONFIG.items() if k != "EMAIL_FILE_PATH"})
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
DEFAULT_FROM_EMAIL = env.str("CAUCE_MAIL_FROM", default="cauce@localhost")

# --- Background work ------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": env.str("CAUCE_TASKS_BACKEND", default="django_tasks_db.DatabaseBackend")}}

# A job without a sign of life for this long is taken as dead (reaper).
CAUCE_JOB_STALE_SECONDS = env.int("CAUCE_JOB_STALE_SECONDS", default=180)

# --- Logs ---------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "cauce.core.operations.logs.RequestIdFilter"}},
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
        "json": {"()": "cauce.core.operations.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("CAUCE_LOG_FORMAT", default="json" if IS_PRODUCTION else "plain"),
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("CAUCE_LOG_LEVEL", default="INFO")},
    # pikepdf greets once per process, also each command of the terminal.
    "loggers": {"axes": {"level": "WARNING"}, "pikepdf": {"level": "WARNING"}},
}

# --- Metrics: closed unless a token or addresses are given -----------------------------------------
CAUCE_METRICS_TOKEN = env.str("CAUCE_METRICS_TOKEN", default="")
CAUCE_METRICS_IPS = env.list("CAUCE_METRICS_IPS", default=[])
SILENCED_SYSTEM_CHECKS: list[str] = []
