"""The signals and receivers that a program is made of, each kind by its name."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any

from django.dispatch import Signal


class OwnSend(Signal):
    """A plugin signal: its own loop over the live receivers, and one that hands a value on."""

    def send(self, sender, **named):
        return [
            (receiver, receiver(signal=self, sender=sender, **named))
            for receiver in self._live_receivers(sender)[0]
        ]

    def send_chained(self, sender, **named):
        value = 0
        for receiver in self._live_receivers(sender)[0]:
            value = (value, receiver(signal=self, sender=sender, value=value, **named))
        return value


class ByName(Signal):
    """Looks at its receivers as values: sorts them, keeps some, returns them in a dict."""

    def send(self, sender, **named):
        receivers = sorted(
            self._live_receivers(sender)[0],
            key=lambda each: (each.__module__, getattr(each, "__qualname__", "")),
        )
        kept = [each for each in receivers if each.__module__ != "elsewhere"]
        return {each: each(signal=self, sender=sender, **named) for each in kept}


class Yielding(Signal):
    """Runs its receivers as far as its caller wants to know."""

    def send(self, sender, **named):
        return list(self.answers(sender, **named))

    def answers(self, sender, **named):
        for receiver in self._live_receivers(sender)[0]:
            yield receiver, receiver(signal=self, sender=sender, **named)


class Counting:
    """A mixin with a ``send`` of its own that is Django's and a number."""

    sends = 0

    def send(self, sender, **named):
        self.sends += 1
        return super().send(sender, **named)


class Mixed(Counting, Signal):
    pass


class Half(Signal):
    """Reaches every other of its receivers."""

    def _live_receivers(self, sender):
        sync, asynchronous = super()._live_receivers(sender)
        return sync[::2], asynchronous


class Choosing(Signal):
    """Compares receivers by identity and keeps the last on itself."""

    last: Any = None

    def send(self, sender, **named):
        answers = []
        for receiver in self._live_receivers(sender)[0]:
            if receiver is not self.last:
                answers.append((receiver, receiver(signal=self, sender=sender, **named)))
            self.last = receiver
        self.last = None
        return answers


class Unseen(Signal):
    """Asks for its receivers in a way that nobody sees."""

    def send(self, sender, **named):
        return [
            (row[1], row[1](signal=self, sender=sender, **named))
            for row in list(self.receivers)
            if type(row[1]) is FunctionType and not row[-1]
        ]


SIGNALS: dict[str, Callable[[], Signal]] = {
    "plain": Signal,
    "caching": functools.partial(Signal, use_caching=True),
    "own_send": OwnSend,
    "by_name": ByName,
    "yielding": Yielding,
    "mixed": Mixed,
    "half": Half,
    "choosing": Choosing,
    "unseen": Unseen,
}
OWN_METHODS = {"own_send": ["send_chained"], "yielding": ["answers"]}
"""The methods that send beside Django's, by kind of signal."""
OUT_OF_SIGHT = {"unseen"}
"""The kinds whose own ``send`` a recording does not follow to its receivers."""


def make_receiver(kind: str, number: int, run: Callable[..., Any], arun: Callable[..., Any]) -> Any:
    """Return a receiver that leaves its work to *run*, or *arun* where it is async."""

    def receive(sender, **named):
        return run(sender=sender, **named)

    def guarded(*args, **named):
        return receive(*args, **named)

    async def areceive(sender, **named):
        return await arun(sender=sender, **named)

    receive.__qualname__ = areceive.__qualname__ = f"r{number}"
    owner = type(
        f"R{number}",
        (),
        {
            "__call__": lambda self, sender, **named: run(sender=sender, **named),
            "receive": lambda self, sender, **named: run(sender=sender, **named),
        },
    )
    owner.receive.__qualname__ = f"R{number}.receive"
    made = {
        "function": lambda: receive,
        "async": lambda: areceive,
        "partial": lambda: functools.partial(receive, extra=number),
        "wrapped": lambda: functools.wraps(receive)(guarded),
        "callable": owner,
        "method": lambda: owner().receive,
        "toolbars": lambda: _of(receive, "debug_toolbar.panels.other"),
        "async toolbars": lambda: _of(areceive, "debug_toolbar.panels.other"),
        "packages": lambda: _of(receive, "django.contrib.other"),
    }
    return made[kind]()


def _of(receiver: Any, module: str) -> Any:
    receiver.__module__ = module
    return receiver


RECEIVERS = ["function", "async", "partial", "wrapped", "callable", "method"]
