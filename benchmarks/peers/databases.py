"""Those that store what they record in tables of the project's database, within the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .peer import Kept, Peer


class InDatabase(Peer):
    """Bytes are those of the values in all columns, without indexes and what SQLite adds."""

    app = ""

    def begin(self) -> None:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)

    def kept_of(self, serve: Callable[[], Any]) -> Kept:
        size, sends = self.size(), self.sends()
        serve()
        return Kept(self.size() - size, self.sends() - sends)

    def size(self) -> int:
        """Return the bytes of all that its tables hold."""
        from django.apps import apps

        return sum(map(size_of, apps.get_app_config(self.app).get_models()))

    def sends(self) -> int:
        """Return how many sends its tables hold."""
        return 0


def size_of(model: Any) -> int:
    """Return the bytes of the values in a model's table."""
    from django.db import connection

    columns = (f'"{field.column}"' for field in model._meta.local_concrete_fields)
    lengths = (f"TOTAL(LENGTH(CAST({column} AS BLOB)))" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' + '.join(lengths)} FROM {model._meta.db_table}")
        return int(cursor.fetchone()[0])


class Silk(InDatabase):
    name = distribution = "django-silk"
    shows = "the request and its SQL but for INSERTs, each statement with its traceback; no signals"
    app = "silk"

    def settings(self) -> dict[str, Any]:
        return {
            "INSTALLED_APPS": ["silk", "benchmarks"],
            "MIDDLEWARE": ["silk.middleware.SilkyMiddleware"],
        }


class Orbit(InDatabase):
    name = distribution = "django-orbit"
    shows = "the request, its SQL, and which instances were saved; signals only if told to"
    app = "orbit"
    options: dict[str, Any] = {}

    def settings(self) -> dict[str, Any]:
        auth = ["django.contrib.contenttypes", "django.contrib.auth"]
        return {
            "INSTALLED_APPS": [*auth, "orbit", "benchmarks"],
            "MIDDLEWARE": ["orbit.middleware.OrbitMiddleware"],
            "ORBIT_CONFIG": self.options,
        }


class OrbitOfSignals(Orbit):
    """It keeps 1,000 entries unless told otherwise, which is less than one of these requests."""

    name = "django-orbit with all signals"
    shows = (
        "the same, and each `send()` once it is over: signal, sender, arguments, how many are"
        " connected; no time, no nesting, no calls"
    )
    options = {"RECORD_SIGNALS": True, "IGNORE_SIGNALS": [], "STORAGE_LIMIT": 1_000_000}
    is_slow = True

    def sends(self) -> int:
        from orbit.models import OrbitEntry

        return int(OrbitEntry.objects.signals().count())
