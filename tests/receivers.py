"""Receivers of every behaviour, and what they write down."""

from __future__ import annotations

import asyncio
import functools
from unittest.mock import AsyncMock

from asgiref.sync import markcoroutinefunction
from django.dispatch import Signal

BEHAVIOURS = [
    *("returns", "returns_signal", "raises", "raises_base", "nested", "asynchronous"),
    *("asynchronous_raises", "sleeps", "mocked", "future", "partial", "method"),
    *("callable", "leaves", "joins"),
]
ASYNC = {"asynchronous", "asynchronous_raises", "sleeps", "mocked", "future"}


class Stop(BaseException):
    """What no send catches."""


class Receivers:
    """Receivers of one signal that write down that they ran."""

    def __init__(self):
        self.signal = Signal()
        self.ran = []
        self.awaited = []
        self.value = object()
        self.late = self.returns("late")

    def make(self, behaviour, number):
        return getattr(self, behaviour)(number)

    def returns(self, number):
        def receiver(sender, **kwargs):
            self.ran.append(number)
            return self.value

        return receiver

    def returns_signal(self, number):
        return lambda sender, signal, **kwargs: (signal, sender, kwargs)

    def raises(self, number):
        def receiver(sender, **kwargs):
            self.ran.append(number)
            raise ValueError(number)

        return receiver

    def raises_base(self, number):
        def receiver(sender, **kwargs):
            raise Stop(number)

        return receiver

    def nested(self, number):
        inner = Signal()
        inner.connect(self.returns(number), weak=False)
        return lambda sender, **kwargs: [response for _, response in inner.send(sender)]

    def asynchronous(self, number):
        async def receiver(sender, **kwargs):
            self.awaited.append(number)
            return self.value

        return receiver

    def asynchronous_raises(self, number):
        async def receiver(sender, **kwargs):
            raise KeyError(number)

        return receiver

    def sleeps(self, number):
        async def receiver(sender, **kwargs):
            self.awaited.append(number)
            await asyncio.sleep(0)
            return await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0, 2))

        return receiver

    def mocked(self, number):
        return AsyncMock(return_value=self.value)

    def future(self, number):
        """A function marked as async that returns a future, as adapters do."""

        async def work():
            return self.value

        return markcoroutinefunction(lambda **kwargs: asyncio.ensure_future(work()))

    def partial(self, number):
        return functools.partial(self.returns(number), extra=number)

    def method(self, number):
        return self.bound

    def bound(self, sender, **kwargs):
        self.ran.append("bound")
        return kwargs["signal"] is self.signal

    def callable(self, number):
        return Callable(self.ran)

    def leaves(self, number):
        def receiver(sender, **kwargs):
            self.ran.append(number)
            return self.signal.disconnect(receiver)

        return receiver

    def joins(self, number):
        return lambda sender, **kwargs: self.signal.connect(self.late)


class Callable:
    """A receiver that is an instance."""

    def __init__(self, ran):
        self.ran = ran

    def __call__(self, sender, **kwargs):
        self.ran.append("called")
