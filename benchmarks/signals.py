"""The signals whose sends are measured: held by a module, as a project's signals are."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import ModelSignal
from django.dispatch import Signal


class Sender: ...


class OtherSender: ...


def first(sender: Any, **kwargs: Any) -> None: ...


def second(sender: Any, **kwargs: Any) -> None: ...


def third(sender: Any, **kwargs: Any) -> None: ...


nobody_connected = Signal()
for_another_sender = ModelSignal(use_caching=True)
one_receiver = ModelSignal(use_caching=True)
one_receiver_uncached = Signal()
three_receivers = ModelSignal(use_caching=True)

for_another_sender.connect(first, sender=OtherSender)
one_receiver.connect(first, sender=Sender)
one_receiver_uncached.connect(first, sender=Sender)
for receiver in (first, second, third):
    three_receivers.connect(receiver, sender=Sender)

SIGNALS = {
    "nobody connected": nobody_connected,
    "connected for another sender": for_another_sender,
    "one receiver": one_receiver,
    "one receiver, uncached": one_receiver_uncached,
    "three receivers": three_receivers,
}
