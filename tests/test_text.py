"""A recording as a text tree."""

from __future__ import annotations

import pytest
from django.dispatch import Signal

from signals_panel import record

from .signals import ordered, packed


def nothing(sender, **kwargs):
    pass


def test_printing_gives_the_text_tree(signal, connect):
    def outer_receiver(sender, **kwargs):
        ordered.send("shop")

    def raising_receiver(sender, **kwargs):
        raise ValueError("no stock")

    connect(signal, outer_receiver)
    connect(signal, raising_receiver)
    connect(signal, nothing)
    with record() as recording, pytest.raises(ValueError, match="no stock"):
        signal.send("web")
    lines = str(recording).splitlines()
    assert lines[0].startswith("2 signals, 3 receivers in ")
    assert [len(line) - len(line.lstrip()) for line in lines] == [0, 2, 4, 6, 4, 4, 0]
    assert "from web" in lines[1]
    assert "outer_receiver" in lines[2]
    assert "tests.signals.ordered from shop  no receivers" in lines[3]
    assert lines[4].endswith("raised: ValueError: no stock")
    assert lines[5].endswith("not reached")


def test_findings_stand_at_the_end_with_their_code_and_place(signal, connect):
    def raising_receiver(sender, **kwargs):
        raise ValueError("no stock")

    connect(signal, raising_receiver)
    with record() as recording:
        signal.send_robust("web")
    line = str(recording).splitlines()[-1]
    assert line.startswith("! S102 tests.test_text.")
    assert "raising_receiver raised ValueError" in line
    assert line.endswith(f"({__file__}:{raising_receiver.__code__.co_firstlineno})")


def test_without_findings_nothing_stands_at_the_end(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send("web")
    assert "!" not in str(recording)


def test_counts_are_printed_with_their_nouns(connect):
    signal = Signal()
    connect(signal, nothing)
    with record() as recording:
        signal.send(None)
        for _ in range(4):
            packed.send(None)
    text = str(recording)
    assert text.startswith("5 signals, 1 receiver in ")
    assert "tests.signals.packed ×4" in text
