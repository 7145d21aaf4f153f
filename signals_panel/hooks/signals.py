"""Django's signals: what stands in the place of their methods."""

from __future__ import annotations

import contextlib
from typing import Any

from django.dispatch import Signal

from ..texts.signal_names import name_signals_of, note_creation
from .asends import asend, asend_robust
from .delegation import around
from .patching import original, put
from .routes import is_djangos
from .sends import send, send_robust
from .subclasses import watch, watch_all

_init = original(Signal, "__init__")


def install() -> None:
    """Put our send methods, and a constructor that notes where, in the place of Django's.

    Where another package has put a sync method of its own in the place of Django's, that one
    runs as Django's does for async receivers.
    """
    for method in (send, send_robust, asend, asend_robust):
        name, before = method.__name__, original(Signal, method.__name__)
        taken = method in (send, send_robust) and not is_djangos(before)
        put(Signal, name, around(before, name) if taken else method)
    put(Signal, "__init__", _init_and_note)
    name_signals_of("django.db.models.signals")
    watch_all()


def _init_and_note(self: Signal, *args: Any, **kwargs: Any) -> None:
    _init(self, *args, **kwargs)
    with contextlib.suppress(Exception):
        note_creation(self, 1)
        watch(type(self))
