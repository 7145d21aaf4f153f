"""Pages that are sent piece by piece, with a signal before every piece."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string

from demo_site.lab.signals import hour_measured

HOURS = range(6)
PAUSE = 0.05
"""Seconds between two pieces, so that one can watch them arrive."""

GAP = "[hours]"
"""Stands in the page where the pieces belong."""


def stream(request: HttpRequest) -> StreamingHttpResponse:
    head, tail = page_around_gap(request)
    return StreamingHttpResponse(pieces(head, tail))


def pieces(head: str, tail: str) -> Iterator[str]:
    yield head
    for hour in HOURS:
        time.sleep(PAUSE)
        hour_measured.send(sender="stream", hour=hour)
        yield render_to_string("lab/_hour.html", {"hour": hour})
    yield tail


async def astream(request: HttpRequest) -> StreamingHttpResponse:
    head, tail = await sync_to_async(page_around_gap)(request)
    return StreamingHttpResponse(apieces(head, tail))


async def apieces(head: str, tail: str) -> AsyncIterator[str]:
    yield head
    for hour in HOURS:
        await asyncio.sleep(PAUSE)
        await hour_measured.asend(sender="astream", hour=hour)
        yield render_to_string("lab/_hour.html", {"hour": hour})
    yield tail


def page_around_gap(request: HttpRequest) -> tuple[str, str]:
    """Return what comes before the pieces, and what comes after them."""
    head, _, tail = render_to_string("lab/stream.html", {"gap": GAP}, request).partition(GAP)
    return head, tail
