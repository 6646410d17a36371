"""Settings: the environment is read and typed here and nowhere else. Every name begins with NYTTA_."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.production import faults

BASE = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _secret(name: str) -> str:
    """A secret from NAME or from the file that NAME_FILE points at."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")


def _database(url: str) -> dict[str, object]:
    """postgres://user:password@host:port/name or sqlite:///path; SQLite takes its write lock at once (stack.md section 2)."""
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or dict(parse_qsl(parts.query)).get("host", "")),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            # a page's queries are planned once and not at each reading; compiling one costs more than any of them takes
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, "options": "-c jit=off"},
        }
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] if parts.path.startswith("//") else str(BASE / parts.path.lstrip("/")),
            "CONN_MAX_AGE": 600,
            "TEST": {"NAME": str(BASE / "var" / f"test-{os.getpid()}.sqlite3")},  # a file: tests have several connections
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-8000;",
            },
        }
    raise ImproperlyConfigured("NYTTA_DATABASE_URL begins with postgres:// or sqlite:///")


DEBUG = _flag("NYTTA_DEBUG")
DEMO = _flag("NYTTA_DEMO")
DATABASES = {"default": _database(os.environ.get("NYTTA_DATABASE_URL", "sqlite:///var/nytta.sqlite3"))}
SECRET_KEY = _secret("NYTTA_SECRET_KEY") or ("only-for-demo-and-tests-" + "x" * 40)
SECRET_KEY_FALLBACKS = _secret("NYTTA_SECRET_KEY_FALLBACKS").split()  # former keys, until the next daily seal has signed anew
ALLOWED_HOSTS = os.environ.get("NYTTA_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
BEHIND_TLS = _flag("NYTTA_BEHIND_TLS")  # where people work
SITE_URL = os.environ.get("NYTTA_SITE_URL", "http://127.0.0.1:8000")
if BEHIND_TLS and (wrong := faults(key=SECRET_KEY, debug=DEBUG, demo=DEMO, site=SITE_URL, hosts=ALLOWED_HOSTS)):
    raise ImproperlyConfigured("; ".join(wrong))
LOG_DAYS = {  # how long each log is kept; the page Personuppgifter tells it
    name: int(os.environ.get(f"NYTTA_{name.upper()}_DAYS", str(days)))
    for name, days in {
        "sign_ins": 180, "login_log": 90, "attempts": 2, "invitations": 365, "deliveries": 90, "addresses": 90, "forms": 30, "jobs": 30, "mail": 90,
        "extracts": 7, "contacts": 365,
    }.items()
}  # fmt: skip

INSTALLED_APPS = [
    "nytta.kit",  # first: its templates come before those of allauth
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "nytta.city.organisation",
    "nytta.city.records",
    "nytta.city.access",
    "nytta.delivery.systems",
    "nytta.needs.goals",
    "nytta.needs.intake",
    "nytta.governance.benefits",
    "nytta.governance.applications",
    "nytta.governance.valuation",
    "nytta.governance.preparation",
    "nytta.governance.portfolios",
    "nytta.governance.weighing",
    "nytta.governance.meetings",
    "nytta.governance.rulesets",
    "nytta.followup.projects",
    "nytta.followup.scorecard",
    "nytta.portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *(["nytta.kit.middleware.refuse_plain"] if BEHIND_TLS else []),
    "nytta.kit.middleware.refuse_nul",
    "csp.middleware.CSPMiddleware",
    "nytta.kit.middleware.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "nytta.kit.middleware.Persons",
    "nytta.kit.middleware.SecondStep",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                ("nytta.kit.loader.Loader", ["django.template.loaders.app_directories.Loader"]),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nytta.portal.panels.frame_of_page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "nytta.kit.templatetags.kit"],
        },
    }
]
AUTH_USER_MODEL = "organisation.Person"
AUTHENTICATION_BACKENDS = ["nytta.kit.login.Backend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "nytta.kit.passwords.Validator"}]
BREACH_FILE = os.environ.get("NYTTA_BREACH_FILE", "")  # the city's own copy of leaked passwords' hashes, in order
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:start"
LOGOUT_REDIRECT_URL = "portal:start"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "nytta.city.access.views.log_in.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
# a password is counted by access.commands.begin_try (a whole city hall has one address), a code of the second step here
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "5/5m/key"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, and within the hours above
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ADAPTER = "nytta.kit.login.Factors"
_FORMS = "nytta.city.access.views.log_in"  # the library's forms in the house's own words
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.InForm", "change_password": f"{_FORMS}.NewPasswordForm", "reauthenticate": f"{_FORMS}.AgainForm",
}  # fmt: skip
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm", "activate_totp": f"{_FORMS}.AppForm", "add_webauthn": f"{_FORMS}.NewKeyForm",
    "edit_webauthn": f"{_FORMS}.KeyNameForm",
}  # fmt: skip
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Nytta"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kit_cache"}}

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LOCALE_PATHS = [BASE / "nytta" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
FORMAT_MODULE_PATH = "nytta.kit.formats"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("NYTTA_STATIC_ROOT", BASE / "var" / "static"))
_manifest = _flag("NYTTA_STATIC_MANIFEST")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _manifest
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _manifest
MEDIA_ROOT = Path(os.environ.get("NYTTA_FILES", BASE / "var" / "files"))

FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
MAX_FILE_BYTES = 20_000_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "object-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "nytta.portal.views.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "nytta.kit.sessions"
SESSION_COOKIE_AGE = int(os.environ.get("NYTTA_SESSION_HOURS", "8")) * 3600  # in all
SESSION_IDLE_MINUTES = int(os.environ.get("NYTTA_SESSION_IDLE_MINUTES", "120"))  # without a request
SESSION_JUDGE = "nytta.city.access.queries.accounts.lacking"
SECOND_STEP_URL = "access:second_step"
OPEN_BEFORE_SECOND_STEP = frozenset({
    "access:second_step", "account_logout", "account_reauthenticate", "set_language", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn",
    "mfa_list_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_generate_recovery_codes", "mfa_view_recovery_codes",
    "mfa_download_recovery_codes", "portal:privacy", "portal:accessibility",
})  # fmt: skip
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-sessionid", "__Host-csrftoken") if BEHIND_TLS else ("sessionid", "csrftoken")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
PROXIES = int(os.environ.get("NYTTA_PROXIES", "0"))  # how many of the city's own stand before, each adding to X-Forwarded-For
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^(api|scim)/"]  # programs are told, not led on
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if os.environ.get("NYTTA_MAIL_HOST") else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = os.environ.get("NYTTA_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("NYTTA_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("NYTTA_MAIL_USER", "")
EMAIL_HOST_PASSWORD = _secret("NYTTA_MAIL_PASSWORD")
EMAIL_USE_TLS = _flag("NYTTA_MAIL_TLS")
PROVIDER_SECRETS = {
    n: _secret(n) for n in {k.removesuffix("_FILE") for k in os.environ if k.startswith("NYTTA_IDP_")}
}  # of log-in by others
SAML_CERTIFICATE, SAML_KEY = _secret("NYTTA_SAML_CERT"), _secret("NYTTA_SAML_KEY")  # PEM, the city's own
DEFAULT_FROM_EMAIL = os.environ.get("NYTTA_MAIL_FROM", "nytta@localhost")
WEBHOOK_NETWORKS = os.environ.get("NYTTA_WEBHOOK_NETWORKS", "127.0.0.0/8,::1/128" if DEBUG or DEMO else "")  # besides public ones
WEBHOOK_PLAIN_LOOPBACK = DEBUG or DEMO  # http to this machine, for trials
API_PER_MINUTE = int(os.environ.get("NYTTA_API_PER_MINUTE", "60"))  # calls a minute from one address without a token

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"told": {"()": "nytta.kit.logs.Told"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "told"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["csp.E001", "security.W021"]  # to be on browsers' own list (preload) is for the owner of the whole domain
