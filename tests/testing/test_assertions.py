"""The mixin for tests of unittest."""

from __future__ import annotations

import types
import unittest
from unittest.mock import patch

import pytest
from django.dispatch import Signal

from signals_panel.testing import SignalAssertions, record_signals

from ..signals import ordered, packed


class Case(SignalAssertions, unittest.TestCase):
    """A case to assert with."""


@pytest.fixture
def case():
    return Case()


def test_a_block_that_sends_passes_and_gives_what_it_recorded(case):
    with case.assertSignalSent(packed, sender="a", times=1, total=3) as recording:
        packed.send("a", total=3)
    assert [each.sender for each in recording.sent()] == ["a"]


def test_a_block_that_does_not_fails(case):
    packed.send("before")
    with pytest.raises(AssertionError, match="packed was not sent"):  # noqa: SIM117
        with case.assertSignalSent(packed):
            ordered.send("a")


def test_a_block_that_sends_what_is_not_to_be_sent_fails(case):
    with case.assertSignalNotSent(packed, sender="b"):
        packed.send("a")
    with pytest.raises(AssertionError, match="packed was sent once"):  # noqa: SIM117
        with case.assertSignalNotSent(packed):
            packed.send("a")


def test_blocks_that_fail_leave_nothing_connected_and_the_next_counts_its_own_sends(case, capsys):
    before = list(packed.receivers)
    with pytest.raises(KeyError), case.assertSignalSent(packed):
        raise KeyError
    with pytest.raises(AssertionError), case.assertSignalSent(packed):
        assert packed.receivers == before
    with pytest.raises(AssertionError), case.assertSignalNotSent(packed):
        packed.send("a")
    assert (packed.receivers, packed.has_listeners()) == (before, bool(before))
    with case.assertSignalSent(packed, times=1):
        packed.send("a")
    assert capsys.readouterr() == ("", "")


def hears(sender, **kwargs):
    pass


FAILING = {
    "not sent": lambda recording: recording.assert_sent(ordered),
    "sent": lambda recording: recording.assert_not_sent(packed),
    "not received": lambda recording: recording.assert_received(print),
    "received": lambda recording: recording.assert_not_received(hears),
    "no signal": lambda recording: recording.assert_sent("packed"),
    "no receiver": lambda recording: recording.received("hears"),
    "no number of times": lambda recording: recording.assert_sent(packed, times=0),
    "no codes": lambda recording: recording.assert_no_findings(ignore="S101"),
    "findings": lambda recording: recording.assert_no_findings(),
    "over": lambda recording: (recording.let_go(), recording.sent(packed)),
}


@pytest.mark.parametrize("fails", FAILING.values(), ids=FAILING)
def test_of_a_failure_pytest_shows_lines_of_the_test_alone(fails, connect):
    connect(packed, hears)
    connect(packed, lambda sender, **kwargs: 1 / 0)
    with record_signals() as recording:
        packed.send_robust("a")
    with pytest.raises((AssertionError, TypeError, ValueError, RuntimeError)) as caught:
        fails(recording)
    assert [str(each.path) for each in caught.traceback.filter(caught)] == [__file__] * 2


def test_of_a_block_that_fails_pytest_shows_its_own_line_alone(case):
    with pytest.raises(AssertionError) as caught, case.assertSignalSent(packed):
        pass
    assert [str(each.path) for each in caught.traceback.filter(caught)] == [__file__]


def test_a_send_in_a_block_is_not_enough_if_it_is_another(case):
    for wanted in ({"sender": "b"}, {"total": 4}, {"other": 3}, {"times": 2}):
        with pytest.raises(AssertionError), case.assertSignalSent(packed, **wanted):
            packed.send("a", total=3)


def test_nothing_is_put_in_the_place_of_a_signal_and_all_modules_sends_count(connect):
    """As where ``patch.object()`` puts another signal into one module that imported it."""
    shop, stock = types.SimpleNamespace(packed=packed), types.SimpleNamespace(packed=packed)
    heard = []

    def hears(sender, **kwargs):
        heard.append(sender)

    def act():
        shop.packed.send("shop", total=1)
        shop.packed.send("shop", total=2)
        stock.packed.send("stock", total=3)

    connect(packed, hears)
    with patch.object(shop, "packed", Signal()):
        act()
    assert heard == ["stock"]  # by hand the shop's receivers are mute
    heard.clear()
    with record_signals() as recording:
        act()
        assert shop.packed is stock.packed is packed
    assert heard == ["shop", "shop", "stock"]
    assert [each.arguments["total"] for each in recording.sent(packed)] == [1, 2, 3]
    recording.assert_sent(packed, sender="shop", total=1)
    recording.assert_received(hears, times=3)


@pytest.mark.parametrize("method", ["assertSignalSent", "assertSignalNotSent"])
def test_what_the_block_raises_is_raised(case, method):
    with pytest.raises(KeyError, match="own"), getattr(case, method)(packed):
        raise KeyError("own")
    with case.assertSignalNotSent(packed):
        pass


def test_what_cannot_be_asked_for_is_refused_before_the_block(case):
    with pytest.raises(TypeError, match=r"assertSignalSent\(\) takes the signal itself"):
        case.assertSignalSent("packed")
    with pytest.raises(ValueError, match=r"times=0 is assertSignalNotSent\(\)"):
        case.assertSignalSent(packed, times=0)


def test_unittest_points_at_the_line_of_the_test():
    class Tests(Case):
        def test_one(self):
            with self.assertSignalSent(packed):
                pass

    result = unittest.TestResult()
    Tests("test_one").run(result)
    [(_, text)] = result.failures
    assert "signals_panel" not in text.replace(__file__, "").replace("signals.packed", "")
    assert "with self.assertSignalSent(packed):" in text
