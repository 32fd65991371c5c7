"""The one settings file. The environment is read here and nowhere else; `.env.example` lists every name."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.base.environment import Environment, made_once

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

env = Environment(BASE_DIR / ".env")

# --- Who runs it, where -------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY") or made_once(VAR_DIR / "secret-key")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", LOOPBACK)
HTTPS = env.bool("HTTPS", not set(ALLOWED_HOSTS) <= set(LOOPBACK))
TRUSTED_PROXY = env.bool("TRUSTED_PROXY", False)

#: Whether publishers and superusers need a second factor: always, but on a machine that only itself can reach.
SECOND_FACTOR = env.bool("SECOND_FACTOR", True) or not set(ALLOWED_HOSTS) <= set(LOOPBACK)

SITE_NAME = env.str("SITE_NAME", "")
#: On English pages; a site that only names itself in Vietnamese bears that name on both.
SITE_NAME_EN = env.str("SITE_NAME_EN", "") or SITE_NAME or "Regional S&T Conferences"
SITE_NAME = SITE_NAME or "Hồ sơ hội nghị KH&CN vùng"
SITE_OWNER = env.str("SITE_OWNER", "")
SITE_CONTACT = env.str("SITE_CONTACT", "")
SITE_OFFICIAL = env.bool("SITE_OFFICIAL", False)
HISTORY_NAMES_EDITORS = env.bool("HISTORY_NAMES_EDITORS", False)
SITE_ADDRESS = env.site("SITE_ADDRESS")

# --- The house ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "portal.files",
    "portal.changes",
    "portal.search",
    "portal.records",
    "portal.editing",
    "provinces",
    "conferences",
    "portal.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "axes",
    "django_filters",
    "csp",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.monitoring.observe",
    "portal.api.gate.guard_api",
    "portal.page_cache.store_public_pages",
    "portal.replicas.read_from_replicas",
    "portal.middleware.harden",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.answer_machines",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "portal.middleware.keep_cacheable",
    "portal.middleware.say_integrity",
    "portal.middleware.language_of_address",
    "portal.middleware.refuse_broken_input",
    "portal.middleware.cookies_on_form_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.second_factor.guard_work_pages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
CSRF_FAILURE_VIEW = "portal.base.errors.csrf_failure"
MESSAGE_STORAGE = "portal.base.messages.RevocableStorage"

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
                "portal.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "portal.templatetags.page",
            ],
        },
    }
]

FORM_RENDERER = "portal.base.form_renderer.FormRenderer"

# --- The database -------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'hoso.sqlite3'}")}
#: What public pages are read from (portal/replicas.py): their names in DATABASES.
REPLICAS = []
for replica in env.databases("REPLICA_URLS"):
    REPLICAS.append(f"replica{len(REPLICAS) + 1}")
    DATABASES[REPLICAS[-1]] = {**replica, "TEST": {"MIRROR": "default"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Language -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
FORMAT_MODULE_PATH = "portal.formats"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- Files --------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.staticfiles.MadeFilesFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "portal.staticfiles.CollectedOrNot",
    },
}
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()

#: Photos and documents that editors send. Nothing serves this folder but the view that asks who may see a file.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", "") or VAR_DIR / "media")
#: The internal address under which nginx serves MEDIA_ROOT; empty: the site sends the files itself.
MEDIA_ACCEL = env.folder("MEDIA_ACCEL")
#: The dumps of the whole record that the site offers (`manage.py publish_dump`).
DUMP_ROOT = Path(env.str("DUMP_ROOT", "") or VAR_DIR / "du-lieu-mo")

# --- Who watches it (portal/monitoring.py) ---------------------------------------------------------------
#: Addresses that may ask for /metrics and what /readyz knows, beside this machine.
METRICS_FROM = env.hosts("METRICS_FROM", [])

# --- Backups (portal/backups.py) ------------------------------------------------------------------------
BACKUP_ROOT = Path(env.str("BACKUP_ROOT", "") or VAR_DIR / "backups")
#: The second place, as restic names it: a folder, sftp:user@host:/folder, s3:https://host/bucket. Empty: none.
BACKUP_REPOSITORY = env.str("BACKUP_REPOSITORY", "")
RESTIC_ENVIRONMENT = {
    "RESTIC_REPOSITORY": BACKUP_REPOSITORY,
    "RESTIC_PASSWORD": env.str("BACKUP_PASSWORD", ""),
    "AWS_ACCESS_KEY_ID": env.str("AWS_ACCESS_KEY_ID", ""),
    "AWS_SECRET_ACCESS_KEY": env.str("AWS_SECRET_ACCESS_KEY", ""),
}

# --- What a browser may do with our pages -------------------------------------------------------------
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
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0  # two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Asks browsers to ship the host as HTTPS-only: for the whole domain, and hard to take back. Its owner decides.
SECURE_HSTS_PRELOAD = HTTPS and env.bool("HSTS_PRELOAD", False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # would have preload everywhere
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
CSRF_TRUSTED_ORIGINS = [
    f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if HTTPS and host not in ("*", *LOOPBACK)
]
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: one working day
SESSION_COOKIE_NAME = "hoso_session"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes: a conference form with 40 appearances is 60 kB
#: Bytes of a form with files, by the pattern of its address; everywhere else, and for strangers, the number above holds.
UPLOAD_LIMITS = {
    "/admin/*/nhap/": 11 * 1_048_576,  # a spreadsheet
    "/admin/conferences/conference/*": 60 * 1_048_576,
    "/admin/conferences/document/*": 20 * 1_048_576,
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # the conference form with all its rows has about 1,500

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# --- Accounts -----------------------------------------------------------------------------------------
INVITED_FOR_MODEL = "provinces.Province"  # what an invitation of portal.accounts may be limited to
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = [
    "username*",
    "email*",
    "password1*",
    "password2*",
]  # asked of nobody; checked all the same
ACCOUNT_EMAIL_VERIFICATION = "none"  # who holds an invitation was given it
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, one working day
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # wrong passwords and codes are counted by axes
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LoginForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "portal.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost, where browsers allow passkeys too
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.CodeForm",
    "reauthenticate": "portal.accounts.forms.CodeAgainForm",
    "activate_totp": "portal.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "portal.accounts.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "portal.accounts.passkey_forms.RenamePasskeyForm",
}
#: Single sign-on (portal/accounts/single_sign_on.py); without a server there is none.
OIDC_SERVER = env.site("OIDC_SERVER", r"(/[\w.~-]+)*")
OIDC_NAME = env.str("OIDC_NAME", "")
OIDC_GROUPS_CLAIM = env.str("OIDC_GROUPS_CLAIM", "groups")
OIDC_GROUPS = env.pairs("OIDC_GROUPS")  # {a group there: a role here}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "so",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID", ""),
                "secret": env.str("OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_SERVER, "oauth_pkce_enabled": True},
            }
        ]
    }
}
SOCIALACCOUNT_ADAPTER = "portal.accounts.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would have to be let out of the site by its policy
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
AXES_FAILURE_LIMIT = "portal.accounts.throttle.limit"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the minutes we say are true
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = "portal.accounts.throttle.counted_by"
AXES_LOCKOUT_CALLABLE = "portal.accounts.throttle.locked_out"
AXES_USERNAME_CALLABLE = "portal.accounts.throttle.who"
AXES_CLIENT_IP_CALLABLE = "portal.accounts.throttle.where"
AXES_DISABLE_ACCESS_LOG = True  # the list of sessions says it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = [
    "username", "ip_address", "login", "code", "credential", "oldpassword", "password1", "password2", "new_password1",
    "new_password2", "name", "email", "csrfmiddlewaretoken",
]  # fmt: skip

# What is used up for a moment: codes of the second factor, and how often one address asked. Shared by all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "pages": {  # of portal/page_cache.py; what is older than the last change of the record is never read again
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache" / "pages",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}
if REDIS_URL := env.str("REDIS_URL", ""):  # several machines share them
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
        "pages": {
            "BACKEND": "portal.base.cache.ForgivingCache",
            "LOCATION": REDIS_URL,
            "TIMEOUT": 24 * 60 * 60,
        },
    }
    for store in CACHES.values():
        store["OPTIONS"] = {"socket_connect_timeout": 1, "socket_timeout": 1}
        store["KEY_PREFIX"] = "hoso"
#: Bytes of public pages that each process keeps at hand; 0: none is stored anywhere.
PAGE_CACHE_BYTES = 0 if DEBUG else env.int("PAGE_CACHE_MB", 8) * 1_048_576
#: Seconds for which a cache in front may show a public page without asking, and as long again while it asks.
SHARED_CACHE_SECONDS = env.int("SHARED_CACHE_SECONDS", 0)

# --- The API ------------------------------------------------------------------------------------------
#: Requests a minute from one network address; what a cache in front answers is not counted.
API_PER_MINUTE = env.int("API_PER_MINUTE", 120)
# Nothing but GET and JSON: nobody signs in there, so no session, no token, no page of DRF's own.
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "portal.api.schema.ListSchema",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "SCHEMA_COERCE_PATH_PK": False,
    "EXCEPTION_HANDLER": "portal.api.views.answer_refused",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hồ sơ hội nghị KH&CN vùng",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- Letters ------------------------------------------------------------------------------------------
# Without EMAIL_URL no letter is sent: invitations are copied, passwords are set anew by an administrator.
SENDS_MAIL = bool(env.str("EMAIL_URL", ""))
vars().update(env.mail("EMAIL_URL", "dummymail://"))
DEFAULT_FROM_EMAIL = (
    env.str("EMAIL_FROM", "") or f"khong-tra-loi@{ALLOWED_HOSTS[0].lstrip('.') if HTTPS else 'localhost'}"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portal.base.log.JSONLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # One line a request; of what was refused Django's own says nothing more.
    "loggers": {"portal.requests": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
