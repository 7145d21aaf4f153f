"""A signal that sends where nobody can see it: said to be unseen, never "not sent"."""

from __future__ import annotations

import functools
import types
from concurrent.futures import ThreadPoolExecutor

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


class HandsOn(Signal):
    def publish(self, sender):
        return [
            functools.partial(receiver, sender=sender)()
            for receiver in self._live_receivers(sender)[0]
        ]


class HandsOnWhereItSends(Signal):
    def send(self, sender, **named):
        with ThreadPoolExecutor(1) as pool:
            live = self._live_receivers(sender)[0]
            return [pool.submit(receiver, sender=sender).result() for receiver in live]


@pytest.mark.parametrize("make", [HandsOn, HandsOnWhereItSends])
def test_of_receivers_that_a_method_hands_on_nobody_says_that_they_were_not_sent(make, connect):
    signal, heard = make(), []
    connect(signal, lambda sender, **named: heard.append(sender))
    method = getattr(signal, "publish", signal.send)
    assert fates(signal, connect, lambda: method("shop")) == {"unseen"}
    assert heard == ["shop"]


class Lists(Signal):
    def described(self, sender):
        return [repr(receiver) for receiver in self._live_receivers(sender)[0]]


class Asks(Signal):
    def publish(self, sender):
        return [self._one(receiver, sender) for receiver in self._live_receivers(sender)[0]]

    def _one(self, receiver, sender):
        return receiver(sender=sender)


@pytest.mark.parametrize("make", [Lists, Asks])
def test_a_method_that_hands_receivers_to_nobody_unknown_hides_no_send(make, connect):
    assert fates(make(), connect) == {"not_sent"}


class Until(Signal):
    def send_until(self, sender):
        for receiver in self._live_receivers(sender)[0]:
            if receiver(sender=sender):
                return receiver
        return None


def test_the_fate_of_a_receiver_that_a_method_left_out_names_the_method(signal, connect):
    signal = Until()
    connect(signal, lambda sender, **named: True)
    connect(signal, hears)
    with record() as recording:
        signal.send_until("shop")
    (fate,) = (
        each["fate"]
        for each in recording.as_dict()["connections"]
        if each["receiver"] == f"{__name__}.hears"
    )
    assert fate["reason"] == "filtered"
    assert fate["text"] == "sent, but not called by send_until() of its signal"
