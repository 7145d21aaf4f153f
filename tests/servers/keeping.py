"""The toolbar's DatabaseStore without its cleaning, which removes what others store meanwhile.

For each new request it lists the requests to keep, then deletes all others. Where databases let
several write at once, PostgreSQL for one, that includes each request that was stored in between,
though the store is not nearly full: a page's panels are lost, or those stored up to then.
"""

from __future__ import annotations

from django.apps import AppConfig


class Keeping(AppConfig):
    """Lets the store keep everything: in a test there are fewer requests than it may hold."""

    name = "tests.servers.keeping"

    def ready(self) -> None:
        from debug_toolbar.store import DatabaseStore  # needs all apps to be there

        DatabaseStore._cleanup_old_entries = classmethod(lambda cls: None)
