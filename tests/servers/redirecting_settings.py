"""The demo site with a plain SQLite file, a page that redirects, and the cache that is asked for.

``PANELS`` is "stock" for the toolbar without our panel.
"""

import os

from demo_site.settings import *  # noqa: F403
from demo_site.settings import DEBUG_TOOLBAR_PANELS, FILES_DIR

ROOT_URLCONF = "tests.servers.redirecting"
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FILES_DIR / "plain.sqlite3"},
    "scratch": {"ENGINE": "demo_site.lab.scratch", "NAME": "file::memory:"},
}
CACHES = {
    "default": {
        "BACKEND": f"django.core.cache.backends.{os.environ.get('CACHE', 'locmem.LocMemCache')}",
        "LOCATION": "cached",
    }
}
if os.environ.get("PANELS") == "stock":
    DEBUG_TOOLBAR_PANELS = DEBUG_TOOLBAR_PANELS[:-1]
