"""Settings of the demo site. Four environment variables change them:

- ``DATABASE_URL``: another database than ``demo_site/db.sqlite3``;
- ``REDIS_URL``: a Redis server as the cache;
- ``TOOLBAR_STORE``: the dotted path of the toolbar's store class;
- ``DEMO_FILES``: the directory of the database, the covers and the outbox.
"""

import os
from pathlib import Path

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

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{FILES_DIR / 'db.sqlite3'}")}
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
FILE_MAILER = "django.core.mail.backends.filebased.EmailBackend"
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": FILE_MAILER, "OPTIONS": {"file_path": OUTBOX_DIR}}}
else:
    EMAIL_BACKEND = FILE_MAILER
    EMAIL_FILE_PATH = OUTBOX_DIR

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = FILES_DIR / "media"
