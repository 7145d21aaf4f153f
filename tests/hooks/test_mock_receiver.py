"""A signal tested as projects do it: a MagicMock receives it, and tells what it was called with."""

from __future__ import annotations

from unittest.mock import MagicMock

from django.dispatch import Signal
from django.test import SimpleTestCase

from signals_panel import record

ship_departed = Signal()
HERE = "tests.hooks.test_mock_receiver"


class TestDeparture(SimpleTestCase):
    """What a project's own test of a custom signal looks like."""

    def setUp(self):
        self.receiver = MagicMock(return_value="Farewell.")
        ship_departed.connect(self.receiver)
        self.addCleanup(ship_departed.disconnect, self.receiver)

    def test_a_mock_is_called_once_with_what_was_sent(self):
        responses = ship_departed.send(sender=TestDeparture, data="test")
        assert responses == [(self.receiver, "Farewell.")]
        self.receiver.assert_called_once_with(
            signal=ship_departed, sender=TestDeparture, data="test"
        )

    def test_a_mock_is_called_the_same_way_while_it_is_recorded(self):
        with record() as recording:
            responses = ship_departed.send(sender=TestDeparture, data="test")
        str(recording)
        recording.as_dict()
        assert responses == [(self.receiver, "Farewell.")]
        self.receiver.assert_called_once_with(
            signal=ship_departed, sender=TestDeparture, data="test"
        )

    def test_a_recording_shows_who_sent_what_to_the_mock_and_what_it_returned(self):
        with record() as recording:
            ship_departed.send(sender=TestDeparture, data="test")
        [dispatch], [received] = (recording.as_dict()[key] for key in ("dispatches", "calls"))
        assert dispatch["signal"] == f"{HERE}.ship_departed"
        assert (dispatch["method"], dispatch["sender"]) == ("send", f"{HERE}.TestDeparture")
        assert dispatch["arguments"] == {"data": "'test'"}
        assert received["dispatch"] == dispatch["id"]
        assert received["receiver"] == "unittest.mock.MagicMock"
        assert (received["outcome"], received["response"]) == ("returned", "'Farewell.'")

    def test_the_text_of_a_recording_names_the_mock_under_the_signal(self):
        with record() as recording:
            ship_departed.send(sender=TestDeparture, data="test")
        head, sent, received, *_ = str(recording).splitlines()
        assert head.startswith("1 signal, 1 receiver")
        assert sent.split()[:3] == [f"{HERE}.ship_departed", "from", f"{HERE}.TestDeparture"]
        assert received.split()[:2] == ["→", "unittest.mock.MagicMock"]

    def test_a_recording_shows_nothing_once_the_mock_is_disconnected(self):
        assert ship_departed.disconnect(self.receiver)
        with record() as recording:
            assert ship_departed.send(sender=TestDeparture, data="test") == []
        self.receiver.assert_not_called()
        document = recording.as_dict()
        assert [each["count"] for each in document["dispatches"]] == [1]
        assert document["calls"] == []
