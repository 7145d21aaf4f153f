"""A signal that sends where nobody can see it: said to be unseen, never "not sent"."""

from __future__ import annotations

import types

import pytest
from django.dispatch import Signal

from signals_panel import record


def hears(sender, **named):
    return 1


class OverReceivers(Signal):
    def send(self, sender, **named):
        return [row[1](signal=self, sender=sender, **named) for row in self.receivers]


class Elsewhere(Signal):
    send = staticmethod(lambda sender, **named: [hears(sender)])


namespace: dict = {"Signal": Signal}
exec(
    """
class WithoutSource(Signal):
    def publish(self, sender):
        return [each(sender=sender) for each in self._live_receivers(sender)[0]]
""",
    namespace,
)


class SeesItsLocals(Signal):
    def publish(self, sender):
        return [each(sender=locals().get("sender")) for each in self._live_receivers(None)[0]]


class Passing(Signal):
    def send(self, sender, **named):
        return super().send(sender, loud=True, **named)

    def publish(self, sender):
        return self.send(sender)


class Own(Signal):
    def send(self, sender, **named):
        return [each(sender=sender) for each in self._live_receivers(sender)[0]]


def replaced():
    signal = Signal()
    signal.send = types.MethodType(lambda self, sender: [hears(sender)], signal)
    return signal


def fates(signal, connect, run=lambda: None):
    connect(signal, hears)
    with record() as recording:
        run()
    connections = recording.as_dict()["connections"]
    return {
        each["fate"]["reason"] for each in connections if each["receiver"] == f"{__name__}.hears"
    }


UNSEEN = [OverReceivers, Elsewhere, namespace["WithoutSource"], SeesItsLocals, replaced]


@pytest.mark.parametrize("make", UNSEEN)
def test_of_a_signal_that_sends_unseen_nobody_says_that_it_was_not_sent(make, connect):
    signal = make()
    method = getattr(signal, "publish", signal.send)
    assert fates(signal, connect, lambda: method("shop")) == {"unseen"}


@pytest.mark.parametrize("make", [Signal, Passing, Own])
def test_of_a_signal_whose_sends_are_seen_it_is_said_that_it_was_not_sent(make, connect):
    assert fates(make(), connect) == {"not_sent"}


def test_a_class_whose_send_was_replaced_is_unseen(connect, monkeypatch):
    signal = Own()
    monkeypatch.setattr(Own, "send", lambda self, sender: [hears(sender)])
    assert fates(signal, connect, lambda: signal.send("shop")) == {"unseen"}


def test_the_text_tree_says_that_it_is_not_recorded(connect):
    signal = OverReceivers()
    connect(signal, hears)
    with record() as recording:
        signal.send("shop")
    assert "has a send of its own: not recorded" in str(recording)
