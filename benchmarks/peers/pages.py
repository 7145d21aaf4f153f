"""The pages that the peers are measured on, and the addresses of those that have pages."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from .. import views
from ..models import Item

LISTED = 10_000
NESTED = 500
deep = Signal()


def resend(sender: Any, depth: int, **kwargs: Any) -> None:
    """Send again, inside the send that this receives, until it is deep enough."""
    if depth < NESTED:
        deep.send(sender, depth=depth + 1)


deep.connect(resend)


def listing_page(request: HttpRequest) -> HttpResponse:
    assert len(list(Item.objects.all())) == LISTED
    return HttpResponse(views.PAGE)


def nested_page(request: HttpRequest) -> HttpResponse:
    deep.send(Item, depth=1)
    return HttpResponse(views.PAGE)


def fill() -> None:
    """Insert what the list has with plain SQL, which builds no instance."""
    columns = ", ".join(field.column for field in Item._meta.local_concrete_fields[1:])
    row = ("an item", "A-1", 1, 3)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Item._meta.db_table} ({columns}) VALUES (%s, %s, %s, %s)", [row] * LISTED
        )


urlpatterns = [
    *views.urlpatterns,
    path("list/", listing_page),
    path("nested/", nested_page),
]
for app, address in (("silk", "silk/"), ("orbit", "orbit/")):
    if apps.is_installed(app):
        urlpatterns.append(path(address, include(f"{app}.urls", namespace=app)))
