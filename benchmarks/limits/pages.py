"""The pages whose requests reach a limit, and their addresses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

from debug_toolbar.toolbar import debug_toolbar_urls
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path

from . import signals, stores
from .programs import PROGRAMS

BEGIN, END = "<!doctype html><html><body><p>", "</p>"
REST = "</body></html>"
CHUNKS = 5


def on_waiting() -> None:
    """Be told that a page begins to wait; whoever wants to know takes its place."""


def page(request: HttpRequest, program: str, size: int) -> HttpResponse:
    """Answer what a program got."""
    got = json.dumps(PROGRAMS[program](size))
    return HttpResponse(f"{BEGIN}{got}{END}{REST}")


def streaming(request: HttpRequest, size: int) -> HttpResponseBase:
    """Answer in chunks, with a signal sent for each."""
    is_async = isinstance(request, ASGIRequest)
    return StreamingHttpResponse(achunks(size) if is_async else chunks(size))


def chunks(size: int) -> Iterator[str]:
    yield BEGIN
    for number in range(CHUNKS):
        yield f"{signals.sent.send(f'client {size}', number=number)[0][1]} "
    yield END + REST


async def achunks(size: int) -> AsyncIterator[str]:
    for each in chunks(size):
        yield each


def evicting_late(request: HttpRequest, size: int) -> HttpResponseBase:
    """Answer in chunks; the store forgets the request between two of them."""

    def evicted() -> Iterator[str]:
        yield BEGIN
        stores.evict()
        yield from list(chunks(size))[1:]

    return StreamingHttpResponse(evicted())


async def waiting(request: HttpRequest, size: int) -> HttpResponse:
    """Send a signal, then answer only to a client that has patience."""
    signals.sent.send(f"client {size}", number=size)
    on_waiting()
    await asyncio.sleep(60)
    return HttpResponse(f"{BEGIN}{END}{REST}")


urlpatterns = [
    path("streaming/<int:size>/", streaming),
    path("waiting/<int:size>/", waiting),
    path("evicting_late/<int:size>/", evicting_late),
    path("<slug:program>/<int:size>/", page),
    *debug_toolbar_urls(),
]
