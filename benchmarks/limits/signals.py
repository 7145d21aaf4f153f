"""The signals that limits are reached with, held by a module as a project's are."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.dispatch import Signal, receiver

sent = Signal()
nested = Signal()
endless = Signal()
asking = Signal()
crowded = Signal()
blocking = Signal()
leaving = Signal()
dying = Signal()

crowd: list[Callable[..., int]] = []
"""The receivers of ``crowded``."""


@receiver(sent)
def doubled(sender: Any, number: int, **kwargs: Any) -> int:
    return 2 * number


@receiver(nested)
def inside(sender: Any, left: int, **kwargs: Any) -> int:
    """Return how many sends there are from here on."""
    if not left:
        return 0
    [(_, deeper)] = nested.send(sender, left=left - 1)
    return 1 + int(deeper)


@receiver(endless)
def on_and_on(sender: Any, reached: list[int], **kwargs: Any) -> None:
    reached[0] += 1
    endless.send(sender, reached=reached)


@receiver(asking)
def asks(sender: Any, times: int, **kwargs: Any) -> int:
    """Return the sum of what so many queries answer."""
    total = 0
    with connection.cursor() as cursor:
        for number in range(times):
            cursor.execute("SELECT %s", [number])
            total += cursor.fetchone()[0]
    return total


@receiver(blocking)
def blocks(sender: Any, seconds: int, **kwargs: Any) -> int:
    time.sleep(seconds)
    return seconds


@receiver(leaving)
def leaves(sender: Any, **kwargs: Any) -> None:
    raise SystemExit(3)


def connect_crowd(size: int) -> None:
    """Connect so many receivers, each of its own."""
    for number in range(size):
        crowd.append(numbered(number))
        crowded.connect(crowd[-1])


def numbered(number: int) -> Callable[..., int]:
    def answers(sender: Any, **kwargs: Any) -> int:
        return number

    return answers
