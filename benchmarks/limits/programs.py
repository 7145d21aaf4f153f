"""What a request does to reach a limit; what it returns is what the user's program got."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import transaction

from ..models import Item
from . import signals, stores


def dispatches(size: int) -> int:
    """Return the sum of all responses."""
    return sum(signals.sent.send("shop", number=number)[0][1] for number in range(size))


def nested(size: int) -> int:
    """Return how deep it went; Python's own limit would end it at half of that."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(usual + 3 * size)
    try:
        [(_, depth)] = signals.nested.send("shop", left=size)
    finally:
        sys.setrecursionlimit(usual)
    return int(depth)


def endless(size: int) -> int:
    """Return how deep it went up to Python's limit."""
    reached = [0]
    with suppress(RecursionError):
        signals.endless.send("shop", reached=reached)
    return reached[0]


def queries(size: int) -> int:
    return int(signals.asking.send("shop", times=size)[0][1])


def receivers(size: int) -> int:
    signals.connect_crowd(size)
    return sum(each for _ in range(10) for _, each in signals.crowded.send("shop"))


def blocking(size: int) -> int:
    return int(signals.blocking.send("shop", seconds=size)[0][1])


def shop(size: int) -> Any:
    """Do a little of all that is recorded, each time with texts of its own."""
    names = [f"item {size}-{number}" for number in range(5)]
    told: list[str] = []
    connect_for_a_while(told)
    with transaction.atomic():
        for name in names:
            Item(name=name).save()
        transaction.on_commit(lambda: told.append("committed"))
    Item.objects.bulk_create([Item(name=name) for name in names])
    Item.objects.filter(name__in=names).update(price=size)
    found = list(Item.objects.filter(name__in=names).values_list("name", "price"))
    signals.sent.send_robust(f"sender {size}", number=size)
    signals.sent.send(None, number=size, remark=f"remark {size}")
    responses = signals.sent.send_robust("shop")  # its receiver lacks an argument
    Item.objects.filter(name__in=names).delete()
    return [sorted(found), told, type(responses[0][1]).__name__]


def connect_for_a_while(told: list[str]) -> None:
    """Connect a receiver that dies with this function, and send to it."""

    def hears(sender: Any, **kwargs: Any) -> None:
        told.append("heard")

    signals.dying.connect(hears)
    signals.dying.send("shop")
    signals.dying.disconnect(hears)


def exits(size: int) -> int:
    """Raise what ends a process, unless somebody stops it."""
    signals.leaving.send("shop")
    return 0


def caught(size: int) -> list[str]:
    """Return what was raised, by each way to send."""
    return [raised_by(send) for send in (signals.leaving.send, signals.leaving.send_robust)]


def raised_by(send: Callable[..., Any]) -> str:
    try:
        return repr(send("shop"))
    except SystemExit as error:
        return repr(error)


def breaking(broken: Callable[[], None]) -> Callable[[int], int]:
    """Return what sends signals once the store is broken."""

    def program(size: int) -> int:
        broken()
        return dispatches(2_000)

    return program


PROGRAMS: dict[str, Callable[[int], Any]] = {
    "dispatches": dispatches,
    "nested": nested,
    "endless": endless,
    "queries": queries,
    "receivers": receivers,
    "blocking": blocking,
    "shop": shop,
    "exits": exits,
    "caught": caught,
    "evicting": breaking(stores.evict),
    "down": breaking(stores.take_down),
    "locked": breaking(stores.lock),
    "full": breaking(stores.fill),
}
