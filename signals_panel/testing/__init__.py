"""Signals in tests: assert what was sent and received, mute what is in the way.

::

    from signals_panel.testing import mute_signals, record_signals

    with record_signals() as recording:
        place_order()
    recording.assert_sent(order_placed, sender=Order, total=3)

docs/testing.md tells all of it. Nothing here needs pytest; with it there is the fixture
``recorded_signals``.
"""

from __future__ import annotations

from .assertions import SignalAssertions
from .muting import mute_signals
from .recording import SignalRecording, record_signals
from .sent import Received, Sent

__all__ = [
    "Received",
    "Sent",
    "SignalAssertions",
    "SignalRecording",
    "mute_signals",
    "record_signals",
]
