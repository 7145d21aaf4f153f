"""Programs whose recordings have all that a timeline must get right."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from asgiref.sync import async_to_sync
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db.models.signals import post_save
from django.dispatch import Signal

from signals_panel import record
from signals_panel.log.stored import decode, encode
from signals_panel.log.tables import Tables, marks_of, tables_of
from tests.app.models import Shelf
from tests.differential.kinds import SIGNALS
from tests.differential.world import World, running

from . import held
from .shaking import overlapping, shaken

STEPS = 400
"""How many steps a program may take, and how often it may send."""
DEEPEST = 6
"""How many receivers may run inside one another: each of an async send may take a thread."""
LOOKS = 3
"""How often a recording is looked at while it runs."""
NAPS = (0, 0.0005, 0.002)
"""Seconds."""


def _toolbars() -> Signal:
    signal = Signal()
    held.toolbars.own = signal
    return signal


SIGNAL_KINDS = {
    **SIGNALS,
    "first": lambda: held.first,
    "second": lambda: held.second,
    "saved": lambda: post_save,
    "toolbars": _toolbars,
}


class Recorded(World):
    """A program that is recorded, and what was looked at of its recordings.

    Attributes:
        recordings: the whole, then those inside it.
        looks: its tables as they were while it ran.
        first: its first part as it is stored, once the program has cut it; with the marks.
    """

    signal_kinds = SIGNAL_KINDS

    def __init__(self, program: dict[str, Any]) -> None:
        super().__init__(program, record)
        self.fuel = self.left = STEPS
        self.senders += ["debug_toolbar.panels.other", Shelf]
        self.recordings: list[Any] = []
        self.looks: list[Tables] = []
        self.napping = asyncio.Event()
        self.first: tuple[Tables, dict[str, int]] | None = None
        self._connected: list[Any] = []
        with record() as recording:
            self.recordings.append(recording)
            self.attempt([["connect", *each] for each in program["connections"]])
            self.attempt(program["main"])
        for signal, options in self._connected:
            signal.disconnect(**options)

    def all_parts(self) -> dict[str, list[Tables]]:
        """Return the parts of each recording that there was to see, by what it is."""
        whole, *inner = self.recordings
        found = {"whole": [tables_of(whole)], "stored": [_stored(tables_of(whole))]}
        found["shaken"] = [shaken(found["whole"][0])]
        found["overlapping"] = [overlapping(found["whole"][0])]
        found |= {f"inner {place}": [tables_of(each)] for place, each in enumerate(inner[:LOOKS])}
        found |= {f"running {place}": [each] for place, each in enumerate(self.looks)}
        if self.first is not None:
            tables, marks = self.first
            found["two parts"] = [tables, _stored(tables_of(whole, since=marks))]
        return found

    # what programs do

    def do(self, step: Any) -> None:
        self.left -= 1
        if self.left > 0:
            super().do(step)

    async def ado(self, step: Any) -> None:
        kind, *args = step
        if kind == "nap":
            self.napping.set()
            await asyncio.sleep(*args)
        elif kind == "timeout":
            with contextlib.suppress(asyncio.TimeoutError):
                await self.sending_for(*args)
        elif kind == "gather":  # all of it: what is left of a loop that ends may wait for ever
            await asyncio.gather(*map(self.ado_all, *args), return_exceptions=True)
        else:
            await super().ado(step)

    def has_fuel(self) -> bool:
        return super().has_fuel() and self.depth < DEEPEST

    @property
    def depth(self) -> int:
        """How many receivers run around what happens now."""
        depth, call = 0, running.get()
        while call is not None:
            depth, call = depth + 1, self.calls[call]["inside"]
        return depth

    async def sending_for(self, signal: int, sender: int, method: str, seconds: float) -> Any:
        """Send, but for so long only."""
        return await asyncio.wait_for(self.sending(signal, sender, method), seconds)

    def do_timeout(self, *args: Any) -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            async_to_sync(self.sending_for)(*args)

    async def cancelling(self, signal: int, sender: int, method: str) -> None:
        """Send, and cancel it once an async receiver naps."""
        self.napping = asyncio.Event()
        sending = asyncio.ensure_future(self.sending(signal, sender, method))
        await self.napping.wait()
        sending.cancel()
        await asyncio.wait([sending])

    def do_cancel(self, *args: Any) -> None:
        async_to_sync(self.cancelling)(*args)

    def do_nap(self, seconds: float) -> None:
        time.sleep(seconds)

    def do_connect(self, signal: int, receiver: int, sender: int, weak: bool, uid: Any) -> None:
        super().do_connect(signal, receiver, sender, weak, uid)
        named = {"receiver": self.receivers[receiver], "sender": self.senders[sender]}
        self._connected.append((self.signals[signal], {**named, "dispatch_uid": uid}))

    def do_repeat(self, steps: list[Any], times: int) -> None:
        for _ in range(times):
            self.attempt(steps)

    def do_mail(self) -> int:
        return EmailMessage("subject", "body", to=["a@b.example"], connection=EmailBackend()).send()

    def do_record(self, steps: list[Any]) -> None:
        with record() as inner:
            self.recordings.append(inner)
            self.attempt(steps)

    def do_look(self) -> None:
        """Look at the recording while it runs."""
        if len(self.looks) < LOOKS:
            self.looks.append(tables_of(self.recordings[0]))

    def do_cut(self) -> None:
        """Store what there is, as when the response leaves."""
        if self.first is None:
            marks = marks_of(self.recordings[0])
            self.first = _stored(tables_of(self.recordings[0], until=marks)), marks


def _stored(tables: Tables) -> Tables:
    return decode(encode(tables))
