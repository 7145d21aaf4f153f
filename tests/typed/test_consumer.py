"""What a project's own tests do with the public names."""

from __future__ import annotations

from typing import Any

from django.dispatch import Signal

from signals_panel import Recording, record
from signals_panel.testing import (
    Received,
    Sent,
    SignalRecording,
    mute_signals,
    record_signals,
)

order_placed = Signal()


def mail_invoice(sender: object, total: int, **kwargs: Any) -> str:
    return f"an invoice of {total}"


def names_of(recording: Recording) -> list[str]:
    document: dict[str, Any] = recording.as_dict()
    return [call["receiver"].rpartition(".")[2] for call in document["calls"]]


def test_a_recording_has_its_types() -> None:
    order_placed.connect(mail_invoice)
    with record() as recording:
        order_placed.send("shop", total=3)
    text: str = str(recording)
    assert names_of(recording) == ["mail_invoice"]
    assert "mail_invoice" in text


def test_a_recording_of_a_test_has_its_types() -> None:
    order_placed.connect(mail_invoice)
    recording: SignalRecording
    with record_signals() as recording:
        order_placed.send("shop", total=3)
    sent: Sent = recording.assert_sent(order_placed, sender="shop", total=3)
    received: list[Received] = recording.received(mail_invoice)
    assert sent.arguments == {"total": 3}
    assert [each.outcome for each in received] == ["returned"]


@mute_signals(order_placed)
def test_a_muted_test_keeps_its_type() -> None:
    order_placed.connect(mail_invoice)
    with mute_signals(order_placed, receiver=mail_invoice), record_signals() as recording:
        order_placed.send("shop", total=3)
    recording.assert_not_received(mail_invoice)
    outline: str = recording.outline()
    assert "mail_invoice" not in outline
