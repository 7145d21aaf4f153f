"""A minimal Django project, configured in code, in variants of the toolbar."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import django
from django.conf import settings

PLAIN, STOCK, CONTROL, OURS = "plain", "toolbar+stock", "A/A control", "toolbar+ours"
KALEIDOSCOPE = "kaleidoscope"
"""A toolbar of its own, with its signals panel alone."""
WITHOUT, NAMING = "toolbar+nothing", "toolbar+ours, naming requests"
"""The toolbar with a panel that does nothing and stores nothing, and with ours; see ``limits``."""

PANELS = {
    PLAIN: [],
    STOCK: ["debug_toolbar.panels.signals.SignalsPanel"],
    CONTROL: ["debug_toolbar.panels.signals.SignalsPanel"],
    OURS: ["signals_panel.panel.SignalsPanel"],
    WITHOUT: ["benchmarks.limits.nothing.NothingPanel"],
    NAMING: ["benchmarks.limits.ours.OurPanel"],
}


def configure(variant: str, others: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Set Django up as this variant, once per process, with an empty table for the items.

    Args:
        others: Settings instead of those of the variant, or beside them.

    Raises:
        ImportError: The variant's panel, or the app it belongs to, cannot be imported.
    """
    settings.configure(**{**common(), **toolbar(variant), **others})
    django.setup()
    create_table()


def common() -> dict[str, Any]:
    """Return the settings that all variants have."""
    return {
        "DEBUG": True,
        "SECRET_KEY": "benchmarks",
        "ALLOWED_HOSTS": ["*"],
        "INTERNAL_IPS": ["127.0.0.1"],
        "ROOT_URLCONF": "benchmarks.views",
        "DATABASES": {"default": database()},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "STATIC_URL": "/static/",
        "TEMPLATES": [
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
    }


def toolbar(variant: str) -> dict[str, Any]:
    """Return the settings in which the variants differ."""
    if variant == KALEIDOSCOPE:
        return {
            "INSTALLED_APPS": ["kaleidoscope", "benchmarks"],
            "MIDDLEWARE": ["kaleidoscope.middleware.KaleidoscopeMiddleware"],
            "KALEIDOSCOPE_PANELS": ["kaleidoscope.panels.signals.SignalsPanel"],
        }
    if not PANELS[variant]:
        return {"INSTALLED_APPS": ["benchmarks"], "MIDDLEWARE": []}
    ours = ["signals_panel"] if variant in {OURS, NAMING} else []
    return {
        "INSTALLED_APPS": [*ours, "django.contrib.staticfiles", "debug_toolbar", "benchmarks"],
        "MIDDLEWARE": ["debug_toolbar.middleware.DebugToolbarMiddleware"],
        "DEBUG_TOOLBAR_PANELS": PANELS[variant],
        "DEBUG_TOOLBAR_CONFIG": {"TOOLBAR_STORE_CLASS": "debug_toolbar.store.MemoryStore"},
    }


def database() -> dict[str, Any]:
    """Return a SQLite file of our own that never waits for the disk."""
    directory = tempfile.mkdtemp(prefix="signals-panel-bench-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{directory}/db.sqlite3",
        "OPTIONS": {"init_command": "PRAGMA synchronous=OFF"},
    }


def create_table() -> None:
    from django.db import connection

    from .models import Item

    with connection.schema_editor() as editor:
        editor.create_model(Item)


def delete_rows() -> None:
    """Empty the table with plain SQL, which sends no signal and is no bypass to record."""
    from django.db import connection

    from .models import Item

    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Item._meta.db_table}")
