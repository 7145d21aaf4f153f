"""The process that reaches one limit, and says what it saw."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from .. import project
from .growth import peak


def prepare(variant: str) -> Callable[..., dict[str, Any]]:
    """Return what reaches a limit and answers what was seen; it can be asked once."""
    logging.disable()  # what is contained is logged too
    warnings.simplefilter("ignore")  # ASGI may warn of each chunk

    def answer(
        program: str, visits: str, size: int, store: str, options: Mapping[str, Any]
    ) -> dict[str, Any]:
        configure(variant, store, options)
        from .visits import VISITS

        seen = VISITS[visits](program, size)
        told = {**asdict(seen), "megabytes": peak()}
        return {**told, "shown": shown(seen.request_id)} if variant == project.NAMING else told

    return answer


def configure(variant: str, store: str, options: Mapping[str, Any]) -> None:
    """Set up a project with this store, whose tables are there."""
    others = {
        "ROOT_URLCONF": "benchmarks.limits.pages",
        "DEBUG_TOOLBAR_CONFIG": {"TOOLBAR_STORE_CLASS": f"debug_toolbar.store.{store}Store"},
        "CACHES": {"default": {"BACKEND": "benchmarks.limits.stores.Cache"}},
        "SIGNALS_PANEL": options,
    }
    project.configure(variant, others)
    from django.core.management import call_command

    if store == "Database":  # the toolbar has a migration for no other
        call_command("migrate", "debug_toolbar", verbosity=0)


def shown(request_id: str) -> dict[str, Any]:
    """Return what the panel shows of a request."""
    from .showing import shown

    return shown(request_id)
