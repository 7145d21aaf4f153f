"""Signals whose class has a ``send`` of its own: what they sent to nobody is kept as well."""

from __future__ import annotations

import pytest
from django.dispatch import Signal


class Plugins(Signal):
    """Gives the receivers of those plugins that are active what it was given."""

    active = True

    def send(self, sender, **named):
        answers = []
        for receiver in self._live_receivers(sender)[0]:
            if self.active:
                response = receiver(signal=self, sender=sender, **named)
                answers.append((receiver, response))
        return answers

    async def asend(self, sender, **named):
        return [
            each(signal=self, sender=sender, **named) for each in self._live_receivers(sender)[0]
        ]

    def send_chained(self, sender, chained, **named):
        for receiver in self._live_receivers(sender)[0]:
            chained = receiver(signal=self, sender=sender, chained=chained, **named)
        return chained


class Adding(Signal):
    """Gives receivers more than it was given, in one way or another."""

    def send(self, sender, **named):
        for receiver in self._live_receivers(sender)[0]:
            receiver(signal=self, sender=sender, more=1, **named)

    def send_robust(self, sender, **named):
        named["more"] = 1
        for receiver in self._live_receivers(sender)[0]:
            receiver(signal=self, sender=sender, **named)

    def send_two(self, sender, **named):
        more = {"more": 1}
        for receiver in self._live_receivers(sender)[0]:
            receiver(signal=self, sender=sender, **named, **more)

    def send_other(self, sender, **named):
        more = dict(named, more=1)
        for receiver in self._live_receivers(sender)[0]:
            receiver(signal=self, sender=sender, **more)


class Helped(Signal):
    """Gives receivers more in a method beside."""

    def send(self, sender, **named):
        for receiver in self._live_receivers(sender)[0]:
            self._call(receiver, sender=sender, **named)

    def _call(self, receiver, sender, **named):
        return receiver(signal=self, sender=sender, more=1, **named)


plugins, adding, helped = Plugins(), Adding(), Helped()


def nothing(sender, **kwargs):
    pass


def test_what_nobody_received_keeps_its_arguments_as_they_were(recording):
    values = [1]
    plugins.send("a", total=3, values=values)
    values.append(2)
    sent = recording.assert_sent(plugins, sender="a", total=3, values=[1], times=1)
    recording.assert_not_sent(plugins, total=4)
    recording.assert_not_sent(plugins, more=1)
    assert sent.caller["function"].startswith("test_what_nobody_received")


def test_what_all_receivers_were_left_out_of_keeps_them_too(recording, connect, monkeypatch):
    connect(plugins, nothing)
    monkeypatch.setattr(Plugins, "active", False)
    plugins.send("a", total=3)
    recording.assert_sent(plugins, total=3, times=1)
    recording.assert_not_received(nothing)


def test_an_async_method_keeps_them_too(recording):
    with pytest.raises(StopIteration):
        plugins.asend("a", total=3).send(None)
    recording.assert_sent(plugins, sender="a", total=3, times=1)


ADDING = [(adding, name) for name in ("send", "send_robust", "send_two", "send_other")]


@pytest.mark.parametrize(("signal", "method"), [*ADDING, (helped, "send")])
def test_where_receivers_would_be_given_more_nothing_is_taken_for_known(recording, signal, method):
    getattr(signal, method)("a", total=3)
    for asserts in (recording.assert_sent, recording.assert_not_sent):
        with pytest.raises(AssertionError, match="not known"):
            asserts(signal, more=1)


def test_a_method_with_parameters_of_its_own_is_not_taken_for_known(recording):
    plugins.send_chained("a", 3, total=3)
    with pytest.raises(AssertionError, match="not known"):
        recording.assert_not_sent(plugins, chained=3)
    with pytest.raises(AssertionError, match="what a method of the signal's own sends to nobody"):
        recording.assert_not_sent(plugins, chained=3)


def test_who_sent_to_a_receiver_is_outside_of_the_method(recording, connect):
    connect(plugins, nothing)
    plugins.send("a", total=3)
    [sent] = recording.sent(plugins)
    assert sent.caller["function"] == "test_who_sent_to_a_receiver_is_outside_of_the_method"
