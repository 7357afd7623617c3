"""Every setting of the portal, read from the environment; development needs none.

`PRODUCTION=1` alone means production (set by `make serve`, `deploy/` and `check --deploy`). Then the secrets must be
there, and cookies, redirects and static files are strict. `DATABASE_URL` and `MEDIA_ROOT` count everywhere.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = not PRODUCTION

if PRODUCTION:
    missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL") if not env.str(name, default="")]
    if missing:
        raise ImproperlyConfigured(
            f"Chưa đặt biến môi trường {', '.join(missing)}: máy chủ không khởi động khi thiếu (xem docs/van-hanh.md)."
        )
    if len(env.str("SECRET_KEY")) < 50:
        raise ImproperlyConfigured("SECRET_KEY phải dài ít nhất 50 ký tự ngẫu nhiên.")

# Development's key signs nothing that matters: production refuses to start without its own.
SECRET_KEY = env.str("SECRET_KEY", default="development-only-" + "x" * 50)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Networks whose X-Forwarded-Proto and X-Forwarded-For are believed, beside loopback.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

INSTALLED_APPS = [
    "kttt.admin_site.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_tasks",
    "kttt.apps.BackgroundTasksConfig",
    "django_ckeditor_5",
    "import_export",
    "simple_history",
    "csp",
    "kttt",
    "kttt.monitoring",
    "kttt.units",
    "kttt.pages",
    "kttt.mailing",
    "kttt.subscriptions",
    "kttt.questions",
    "kttt.visits",
    "kttt.searching",
    "kttt.moved",
    "kttt.polls",
    "kttt.library",
    "cooperatives",
    "news",
    "documents",
    "kttt.citations",
    "kttt.home",
    "kttt.self_check",
    "kttt.demo",
    "kttt.old_portal",
]

MIDDLEWARE = [
    "kttt.monitoring.requests.KnownRequestMiddleware",
    "kttt.proxies.TrustedProxyMiddleware",
    "kttt.personal_pages.PersonalPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kttt.compression.CompressPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "kttt.outages.LastingSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Tells kttt.revisions who writes.
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kttt.remembered.OneStateMiddleware",
    "kttt.moved.middleware.MovedAddressMiddleware",
]

ROOT_URLCONF = "kttt.urls"
WSGI_APPLICATION = "kttt.wsgi.application"

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
            ],
            "builtins": ["kttt.templatetags.vietnamese"],
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing, readers never wait for them.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # 8 MB in each thread, as connections stay open.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000;",
    }
    # Opening the file costs as much as three queries; a file that was taken away must soon be missed.
    DATABASES["default"]["CONN_MAX_AGE"] = 2
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that does not answer holds a thread no longer than this.
    DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 5
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# Seconds without any request after which staff are signed out, as on the old portal.
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Language, dates, numbers.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["kttt.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Files.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "kttt.static_bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))()
# Where backups lie ("" = none are made), and the passphrase that encrypts them.
BACKUP_DIR = env.str("BACKUP_DIR", default="")
BACKUP_KEY = env.str("BACKUP_KEY", default="")
STORAGES = {
    "default": {"BACKEND": "kttt.whole_files.WholeFileStorage"},
    # Files that only a view may hand out, after asking published() or a permission: never below MEDIA_URL.
    "private": {
        "BACKEND": "kttt.whole_files.WholeFileStorage",
        "OPTIONS": {"location": f"{MEDIA_ROOT}/private", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# In development static files come straight from where they are written, without collectstatic.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps go to developers' tools alone; packing the editor's takes a minute.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "map",
]  # fmt: skip
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Background work: done by `manage.py run_worker`, which the server starts beside itself.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# E-mail, sent by the worker; without EMAIL_URL none is written. In development it is printed.
EMAIL_URL = env.str("EMAIL_URL", default="" if PRODUCTION else "consolemail://")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="cong-thong-tin@localhost")

# What a browser may do with our pages. Public pages have no inline script or style at all.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {
    name: [] for name in ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics", "midi", "serial")
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    # The redirect to https is TrustedProxyMiddleware's, which lets the machine itself ask without TLS.
    SILENCED_SYSTEM_CHECKS = ["security.W008"]

# django-import-export asks for these permissions; kttt.checks insists on them.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_USE_TRANSACTIONS = True

CKEDITOR_5_CONFIGS = {
    "default": {
        "licenseKey": "GPL",
        "language": "vi",
        "toolbar": [
            "heading",
            "|",
            "bold",
            "italic",
            "link",
            "bulletedList",
            "numberedList",
            "blockQuote",
            "|",
            "insertImage",
            "insertTable",
            "|",
            "undo",
            "redo",
            "removeFormat",
        ],
        "heading": {
            "options": [
                {"model": "paragraph", "title": "Đoạn văn", "class": "ck-heading_paragraph"},
                {"model": "heading2", "view": "h2", "title": "Đề mục lớn", "class": "ck-heading_heading2"},
                {"model": "heading3", "view": "h3", "title": "Đề mục nhỏ", "class": "ck-heading_heading3"},
                {"model": "heading4", "view": "h4", "title": "Đề mục con", "class": "ck-heading_heading4"},
            ]
        },
        "image": {"toolbar": ["imageTextAlternative", "toggleImageCaption", "imageStyle:block", "imageStyle:side"]},
        # Attributes, not styles: those are cleaned away. Else "a)" and a list that goes on at 4 are lost when saved.
        "list": {"properties": {"styles": {"useAttribute": True}, "startIndex": True, "reversed": False}},
        "table": {"contentToolbar": ["tableColumn", "tableRow", "mergeTableCells"]},
    }
}
CK_EDITOR_5_UPLOAD_FILE_VIEW_NAME = "admin:upload_picture"

# The log: lines to read in development, JSON in production; and where errors and figures may be had.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "kttt.monitoring.logs.JsonLines"},
    },
    "filters": {"outages": {"()": "kttt.outages.OutagesInBrief"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json" if PRODUCTION else "line"},
        "count": {"()": "kttt.monitoring.logs.CountErrors"},
    },
    "loggers": {
        # Django's own handlers would print each of its lines a second time.
        "django": {"handlers": [], "propagate": True},
        "django.request": {"filters": ["outages"]},
        # Robots ask for addresses by number all day.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["console", "count"], "level": "INFO" if PRODUCTION else "WARNING"},
}
# "" = errors are reported nowhere else than in the log; /metrics is not there.
SENTRY_DSN = env.str("SENTRY_DSN", default="")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
