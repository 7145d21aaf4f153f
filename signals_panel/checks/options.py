"""The system checks: what can be known without a request. docs/findings.md lists them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from django.apps import apps
from django.conf import settings
from django.core import checks

from .. import conf
from ..texts.describe import describe
from .connections import FIRST, connection_problems

Message = checks.CheckMessage
Check = Callable[..., list[Message]]

STORE = "debug_toolbar.store."


def register() -> None:
    """Register all checks but that for the app, which the toolbar asks the panel for."""
    for check in (check_options, check_connections, check_store):
        checks.register(check)


def _contained(find: Callable[[], Iterator[Message]]) -> Check:
    """Make a check of what yields its messages; one that crashes says so itself (W000).

    It looks like a check and not like *find*: Django asks for its parameters.
    """

    def check(app_configs: object = None, **kwargs: object) -> list[Message]:
        try:
            return list(find())
        except Exception as error:
            return [
                checks.Warning(
                    f"{find.__name__} failed: {type(error).__name__}: {error}.",
                    hint="This is an error in signals_panel: please report it.",
                    id="signals_panel.W000",
                )
            ]

    return check


@_contained
def check_options() -> Iterator[Message]:
    """Report the keys of ``SIGNALS_PANEL`` that mean nothing (E001), and wrong values (E003)."""
    kind = conf.wrong_type()
    if kind:
        yield checks.Error(
            f"SIGNALS_PANEL is of type {kind}, so it is ignored.",
            hint="Make it a dictionary.",
            id="signals_panel.E001",
        )
    for key in conf.unknown_keys():
        yield checks.Error(
            f"SIGNALS_PANEL has an unknown key: {key!r}.",
            hint=f"Known keys are {', '.join(conf.names())}.",
            id="signals_panel.E001",
        )
    for name, value, allowed in conf.wrong_values():
        yield checks.Error(
            f"SIGNALS_PANEL has a wrong value for {name}, which is ignored: {describe(value)}.",
            hint=f"Allowed is {allowed}. The default is {getattr(conf.Options(), name)!r}.",
            id="signals_panel.E003",
        )


@_contained
def check_installed() -> Iterator[Message]:
    """Report a panel without its app (E002)."""
    if not apps.is_installed("signals_panel"):
        yield checks.Error(
            "DEBUG_TOOLBAR_PANELS has the panel of signals_panel, which is not installed.",
            hint=FIRST,
            id="signals_panel.E002",
        )


@_contained
def check_connections() -> Iterator[Message]:
    """Report what is wrong with how receivers are connected; without DEBUG nobody looked."""
    if settings.DEBUG:
        yield from connection_problems()


@_contained
def check_store() -> Iterator[Message]:
    """Report a store of the toolbar's that does not suit how the site is served."""
    config = getattr(settings, "DEBUG_TOOLBAR_CONFIG", {})
    is_shown = settings.DEBUG or "SHOW_TOOLBAR_CALLBACK" in config
    if not is_shown or not apps.is_installed("debug_toolbar"):
        return
    store = config.get("TOOLBAR_STORE_CLASS", f"{STORE}MemoryStore")
    asgi = getattr(settings, "ASGI_APPLICATION", None)
    if store == f"{STORE}DatabaseStore" and asgi:
        yield checks.Warning(
            "Under ASGI the toolbar's DatabaseStore makes every request fail with "
            f"SynchronousOnlyOperation, and ASGI_APPLICATION is set: {asgi}.",
            hint="Use its MemoryStore or CacheStore, or silence this check if you serve with WSGI.",
            id="signals_panel.W005",
        )
    if store == f"{STORE}MemoryStore" and _workers() > 1:
        yield checks.Warning(
            "The toolbar's MemoryStore is one process's own, and WEB_CONCURRENCY is "
            f"{_workers()}: a panel opens only if the worker that stored it answers.",
            hint="Use its CacheStore or DatabaseStore, or one worker.",
            id="signals_panel.W006",
        )


def _workers() -> int:
    number = os.environ.get("WEB_CONCURRENCY", "")
    return int(number) if number.isdecimal() else 1
