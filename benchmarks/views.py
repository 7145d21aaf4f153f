"""The page whose requests are measured, its receivers and its URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_init, post_save, pre_save
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.urls import path

from .models import Item

BUILT = 2_000
SAVED = 50
SENT = 20
PAGE = "<!doctype html><html><head><title>Items</title></head><body><h1>Items</h1></body></html>"


def before_save(sender: Any, **kwargs: Any) -> None: ...


def after_save(sender: Any, **kwargs: Any) -> None: ...


def after_init(sender: Any, **kwargs: Any) -> None: ...


SAVING = [(pre_save, before_save), (post_save, after_save)]
CONNECTED = {
    "A": [*SAVING, (post_init, after_init)],
    "B": SAVING,
    "sends": SAVING[1:],
    "nothing": [],
}


@contextmanager
def receivers(kind: str) -> Iterator[None]:
    """Connect what a request of this kind has connected, and disconnect it afterwards."""
    for signal, receiver in CONNECTED[kind]:
        signal.connect(receiver, sender=Item)
    try:
        yield
    finally:
        for signal, receiver in CONNECTED[kind]:
            signal.disconnect(receiver, sender=Item)


def build_and_save() -> None:
    """Build 2,000 items in memory and save 50 of them in one transaction."""
    items = [Item(name="an item", sku="A-1", price=number, stock=3) for number in range(BUILT)]
    with transaction.atomic():
        for item in items[:SAVED]:
            item.save()


def item_page(request: HttpRequest) -> HttpResponse:
    build_and_save()
    return HttpResponse(PAGE)


def sending_page(request: HttpRequest) -> HttpResponse:
    item = Item(name="an item", sku="A-1", price=1, stock=3)
    for _ in range(SENT):
        post_save.send(sender=Item, instance=item, created=False, raw=False, using="default")
    return HttpResponse(PAGE)


connected = Signal()
kept: list[Callable[..., None]] = []
"""The closures that live on."""


def closure() -> Callable[..., None]:
    """Return a receiver of its own."""
    number = len(kept)

    def receive(sender: Any, **kwargs: Any) -> None:
        assert number >= 0

    return receive


def connect_one(is_kept: bool) -> None:
    """Connect one more closure, which lives on or dies."""
    receiver = closure()
    connected.connect(receiver)
    if is_kept:
        kept.append(receiver)


def connecting_page(request: HttpRequest) -> HttpResponse:
    connect_one(is_kept="keep" in request.GET)
    return HttpResponse(PAGE)


urlpatterns = [
    path("", item_page),
    path("sends/", sending_page),
    path("connects/", connecting_page),
]
if apps.is_installed("debug_toolbar"):
    from debug_toolbar.toolbar import debug_toolbar_urls

    urlpatterns += debug_toolbar_urls()
