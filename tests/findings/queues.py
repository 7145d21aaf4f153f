"""A task, and a queue of tasks in a table; to be imported where Django has tasks."""

from __future__ import annotations

from django.tasks import task
from django.tasks.backends.dummy import DummyBackend

from tests.app.models import Shelf


class DatabaseBackend(DummyBackend):
    """Puts tasks into a table, as packages do that have workers look there."""

    def _store_result(self, result):
        Shelf.objects.create(name=result.task.name)
        super()._store_result(result)


@task
def pack_parcel():
    return "packed"
