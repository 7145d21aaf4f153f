"""How pages are asked for: once, often, while another one blocks, by clients that leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from threading import Thread
from time import perf_counter
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler

from . import pages, stores
from .growth import figures, growth
from .nothing import HEADER
from .pages import END

SMALL = "/dispatches/20/"
serve = WSGIHandler()


@dataclass
class Visit:
    """A request, and what came of it.

    Attributes:
        got: what the user's program, and whoever asked, got: status and body, or what raised.
        seconds: until it was closed.
        request_id: by which the toolbar knows it; empty where it named none.
    """

    got: str
    seconds: float
    request_id: str = ""


@dataclass
class Seen:
    """What was seen of all visits of a limit.

    Attributes:
        got: the different things that these got, each once, in order.
        seconds: how long all took.
        request_id: of the last one that has one.
        grown: what there is more of at the end than there was halfway, where many were asked for.
        remark: what else there is to say.
    """

    got: list[str]
    seconds: float
    request_id: str
    grown: dict[str, float] = field(default_factory=dict)
    remark: str = ""


def visit(path: str, chunks: int | None = None) -> Visit:
    """Ask for a page as a WSGI server does; leave after so many *chunks* of its body."""
    environ: dict[str, Any] = {"REMOTE_ADDR": "127.0.0.1", "PATH_INFO": path}
    setup_testing_defaults(environ)
    started = perf_counter()
    try:
        response = serve(environ, lambda status, headers: None)
        body = b"".join(islice(response, chunks)).decode()
        response.close()
    except BaseException as error:
        return Visit(f"raised {error!r}", perf_counter() - started)
    got = f"{response.status_code} {body.partition(END)[0]}"
    return Visit(got, perf_counter() - started, response.headers.get(HEADER, ""))


def visit_asgi(path: str, messages: int) -> Visit:
    """Ask for a page as an ASGI server does; leave after so many *messages* of the response."""
    from tests.exchanges import Exchange

    async def run() -> Exchange:
        exchange = Exchange(path, leaves_after=messages)
        exchange.scope["client"] = ("127.0.0.1", 80)
        serving = asyncio.ensure_future(leave_at_once(exchange) if not messages else exchange.run())
        with suppress(asyncio.CancelledError):
            await serving
        return exchange

    started = perf_counter()
    exchange = asyncio.run(run())
    sent = [(each.get("status"), each.get("body", b"").decode()) for each in exchange.messages]
    request_id = exchange.headers.get(HEADER, "") if exchange.messages else ""
    return Visit(str(sent), perf_counter() - started, request_id)


async def leave_at_once(exchange: Any) -> None:
    """Serve a client that has left by the time the view waits."""
    exchange.left = asyncio.Event()
    pages.on_waiting = exchange.left.set
    await ASGIHandler()(exchange.scope, exchange.receive, exchange.send)


def in_thread(ask: Callable[[], Visit]) -> Visit:
    """Ask in a thread of its own, as Django's development server does."""
    answers: list[Visit] = []
    thread = Thread(target=lambda: answers.append(ask()))
    thread.start()
    thread.join()
    return answers[0]


def once(program: str, size: int) -> Seen:
    """Ask for one page of this size, after one that warms up."""
    visit(SMALL)
    asked = visit(f"/{program}/{size}/")
    stores.mend()
    return Seen([asked.got], asked.seconds, asked.request_id)


def repeated(ask: Callable[[int], Visit], size: int) -> Seen:
    """Ask so often; what grows, grows in the second half too."""
    started, halfway, got = perf_counter(), {}, {}
    request_id = ""
    for number in range(size):
        if number == size // 2:
            halfway = figures()
        asked = ask(number)
        got[asked.got] = None
        request_id = asked.request_id or request_id
    seconds = perf_counter() - started
    return Seen(list(got), seconds, request_id, growth(halfway, figures()))


def often(program: str, size: int) -> Seen:
    return repeated(lambda number: in_thread(lambda: visit(f"/{program}/{number}/")), size)


def left(program: str, size: int) -> Seen:
    return repeated(lambda number: visit(f"/{program}/{number}/", chunks=2), size)


def left_asgi(program: str, size: int) -> Seen:
    return repeated(lambda number: visit_asgi(f"/{program}/{number}/", messages=3), size)


def left_early(program: str, size: int) -> Seen:
    return repeated(lambda number: visit_asgi(f"/{program}/{number}/", messages=0), size)


def meanwhile(program: str, size: int) -> Seen:
    """Ask for a page that blocks, and for others as long as it does."""
    visit(SMALL)
    answers: list[Visit] = []
    thread = Thread(target=lambda: answers.append(visit(f"/{program}/{size}/")))
    thread.start()
    others = []
    while thread.is_alive():
        others.append(visit(SMALL))
        thread.join(0.1)
    [asked] = answers
    longest = max(each.seconds for each in others)
    got = list(dict.fromkeys([asked.got, *(each.got for each in others)]))
    remark = f"{len(others)} others meanwhile, the longest {1000 * longest:.0f} ms"
    return Seen(got, asked.seconds, asked.request_id, remark=remark)


VISITS = {each.__name__: each for each in (once, often, left, left_asgi, left_early, meanwhile)}
