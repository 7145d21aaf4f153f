"""What may be asked of the toolbar's store, whichever it is."""

from __future__ import annotations

from typing import Any

from debug_toolbar import store as stores
from debug_toolbar.settings import get_config
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache

PANEL_ID = "SignalsTracePanel"
"""The panel's own: the toolbar's stock panel has the name of the class."""


def takes_any_time(store: Any) -> bool:
    """Tell whether a store may be written to while other requests run: it is in no database.

    Of a store that is not the toolbar's, who knows.
    """
    caching = getattr(stores, "CacheStore", stores.MemoryStore)  # an old toolbar has none
    if not isinstance(store, type) or not issubclass(store, (stores.MemoryStore, caching)):
        return False
    if issubclass(store, stores.MemoryStore):
        return True
    cache = caches[get_config()["CACHE_BACKEND"]]
    return not issubclass(type(cache), BaseDatabaseCache)
