"""How the toolbar's stores are broken while a request runs, and mended after it."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection

OTHERS = 30
"""More requests than the store keeps."""
is_down = False
mending: list[Callable[[], Any]] = []
"""What mends what is broken."""


class Cache(LocMemCache):
    """A cache in memory, asked for over a connection that is refused while it is down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.closed = free.getsockname()

    def get(self, *args: Any, **kwargs: Any) -> Any:
        self.reach()
        return super().get(*args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self.reach()
        super().set(*args, **kwargs)

    def reach(self) -> None:
        if is_down:
            socket.create_connection(self.closed).close()


def evict() -> None:
    """Serve others until the store has forgotten the request that runs."""
    from .visits import visit

    def serve() -> None:
        for number in range(OTHERS):
            visit(f"/dispatches/{number}/")

    thread = Thread(target=serve)
    thread.start()
    thread.join()


def take_down() -> None:
    global is_down
    is_down = True
    mending.append(bring_up)


def bring_up() -> None:
    global is_down
    is_down = False


def lock() -> None:
    """Let another connection keep the database to itself."""
    other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    mending.append(other.close)


def fill() -> None:
    """Let the database have no page more than it has."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    mending.append(make_room)


def make_room() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")


def mend() -> None:
    """Undo whatever was broken."""
    while mending:
        mending.pop()()
