"""Settings of the demo site. Six environment variables change them:

- ``DATABASE_URL``: another database than ``demo_site/db.sqlite3``;
- ``REDIS_URL``: a Redis server as the cache;
- ``SMTP_URL``: an SMTP server to send mails to, such as ``smtp://localhost:1025``;
- ``TOOLBAR_STORE``: the dotted path of the toolbar's store class;
- ``DEMO_FILES``: the directory of the database, the covers and the outbox;
- ``EDITOR_URL``: makes links of files and lines, such as ``vscode://file/{file}:{line}``.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import django
from debug_toolbar.settings import CONFIG_DEFAULTS, PANELS_DEFAULTS

BASE_DIR = Path(__file__).resolve().parent
FILES_DIR = Path(os.environ.get("DEMO_FILES", BASE_DIR))

DEBUG = True
SECRET_KEY = "demo-only-never-use-this-key-where-it-matters"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
INTERNAL_IPS = ["127.0.0.1", "::1"]

INSTALLED_APPS = [
    "signals_panel",  # first, to see where the other apps connect their receivers
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "debug_toolbar",
    "django_fsm",
    "simple_history",
    "demo_site.accounts",
    "demo_site.blog",
    "demo_site.shop",
    "demo_site.lab",
    "demo_site.findings",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "debug_toolbar.middleware.DebugToolbarMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

DEBUG_TOOLBAR_PANELS = [*PANELS_DEFAULTS, "signals_panel.panel.SignalsPanel"]
DEBUG_TOOLBAR_CONFIG = {
    "HIDE_IN_STACKTRACES": (*CONFIG_DEFAULTS["HIDE_IN_STACKTRACES"], "signals_panel"),
    "TOOLBAR_STORE_CLASS": os.environ.get("TOOLBAR_STORE", "debug_toolbar.store.MemoryStore"),
}

ROOT_URLCONF = "demo_site.urls"
WSGI_APPLICATION = "demo_site.wsgi.application"
ASGI_APPLICATION = "demo_site.asgi.application"

SIGNALS_PANEL = {"EDITOR_URL": os.environ.get("EDITOR_URL", "")}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR.parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# SQLite waits for its turn only where a transaction asks for the lock when it begins.
SQLITE_URL = f"sqlite:///{FILES_DIR / 'db.sqlite3'}?transaction_mode=IMMEDIATE&timeout=20"
DATABASES = {
    "default": dj_database_url.config(default=SQLITE_URL),
    # For the lab: each connection has a database of its own, in memory, until it is closed.
    "scratch": {"ENGINE": "demo_site.lab.scratch", "NAME": "file::memory:"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if "REDIS_URL" in os.environ:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": os.environ["REDIS_URL"],
        },
    }

PASSWORD_CHECKS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{PASSWORD_CHECKS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{PASSWORD_CHECKS}.MinimumLengthValidator"},
    {"NAME": f"{PASSWORD_CHECKS}.CommonPasswordValidator"},
    {"NAME": f"{PASSWORD_CHECKS}.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# Mails become files, so that whichever process writes one, the outbox page shows it.
OUTBOX_DIR = FILES_DIR / "outbox"
DEFAULT_FROM_EMAIL = "Signal Station <station@example.com>"
smtp = urlsplit(os.environ.get("SMTP_URL", ""))
MAIL_SERVER = f"{smtp.hostname}:{smtp.port}" if smtp.hostname else ""
if smtp.hostname:
    mailer = "django.core.mail.backends.smtp.EmailBackend"
    mailer_options = {"host": smtp.hostname, "port": smtp.port}
else:
    mailer = "django.core.mail.backends.filebased.EmailBackend"
    mailer_options = {"file_path": OUTBOX_DIR}
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": mailer, "OPTIONS": mailer_options}}
else:
    EMAIL_BACKEND = mailer
    EMAIL_FILE_PATH = OUTBOX_DIR
    EMAIL_HOST, EMAIL_PORT = smtp.hostname, smtp.port

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = FILES_DIR / "media"
