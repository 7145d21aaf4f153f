"""Requests that say which visit they are, and responses that say which process answered."""

from __future__ import annotations

import os
from contextlib import contextmanager

from asgiref.sync import iscoroutinefunction
from django.dispatch import Signal
from django.utils.decorators import sync_and_async_middleware

from tests.outline import BOOKENDS, NOISE

VISIT = "X-Visit"
PROCESS = "X-Process"

visit_begun = Signal()
visit_ended = Signal()
QUIET = NOISE | BOOKENDS | {"visit_begun", "visit_ended"}
"""What is in the panel of every visit."""


def note_visit(sender, visit, **kwargs):
    return None


visit_begun.connect(note_visit)
visit_ended.connect(note_visit)


@sync_and_async_middleware
def middleware(get_response):
    """Send the number of a visit, which the request's header has, before the view and after."""

    async def answer_async(request):
        with visiting(request):
            return named(await get_response(request))

    def answer(request):
        with visiting(request):
            return named(get_response(request))

    return answer_async if iscoroutinefunction(get_response) else answer


@contextmanager
def visiting(request):
    visit = request.headers.get(VISIT, "")
    visit_begun.send(sender="visits", visit=visit)
    yield
    visit_ended.send(sender="visits", visit=visit)


def named(response):
    response[PROCESS] = str(os.getpid())
    return response
