"""Modules that Django imports itself, but only when it first needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

LOADED_LATER = (
    *("MIDDLEWARE", "TEMPLATES", "AUTHENTICATION_BACKENDS", "DATABASE_ROUTERS", "CACHES"),
    *("STORAGES", "WSGI_APPLICATION", "ASGI_APPLICATION"),
)
"""Settings that name code which Django imports when it is first needed."""


def loaded_later() -> Callable[[str], bool]:
    """Return what tells of a module's dotted name whether it may still be imported."""
    named = list(_names_in([getattr(settings, name, None) for name in LOADED_LATER]))
    return lambda module: (
        ".templatetags." in module or any(f"{name}.".startswith(f"{module}.") for name in named)
    )


def _names_in(value: Any) -> Iterator[str]:
    """Yield the texts in a setting, however deep they are."""
    kind = type(value)  # a lazy value is not asked
    if issubclass(kind, str):
        yield str.__str__(value)
    elif issubclass(kind, dict):
        yield from _names_in(list(dict.values(value)))
    elif issubclass(kind, (list, tuple)):
        for each in (list if issubclass(kind, list) else tuple).__iter__(value):
            yield from _names_in(each)
