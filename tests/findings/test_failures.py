"""S101 and S102: one exception is one finding, however many sends it ended."""

from __future__ import annotations

import contextlib

import pytest
from django.dispatch import Signal

from signals_panel import record
from signals_panel.findings.case import last_name

from .reading import found, message, parts_of

HERE = "tests.findings.test_failures"


def raises(sender, **kwargs):
    raise ValueError("no stock")


def comes_after(sender, **kwargs):
    pass


def sent(signal, sender=None):
    with record() as recording, contextlib.suppress(ValueError, RecursionError):
        signal.send(sender)
    return recording


@pytest.mark.contains_errors
def test_recursion_that_never_ends_is_one_finding(signal, connect):
    def again(sender, **kwargs):
        signal.send(sender)

    connect(signal, again)
    recording = sent(signal)
    [finding] = recording.as_dict()["findings"]
    assert finding["code"] == "S101"
    assert "raised RecursionError and aborted" in finding["message"]
    assert finding["message"].endswith(" deep in itself.")


def test_recursion_that_raises_at_some_depth_tells_how_deep(signal, connect):
    def counts_down(sender, **kwargs):
        if sender == 0:
            raise ValueError
        signal.send(sender - 1)

    connect(signal, counts_down)
    connect(signal, comes_after)
    said = message(sent(signal, 4), "S101")
    assert said.endswith(", 5 deep in itself; not reached after it: comes_after.")


def test_an_error_that_goes_through_other_receivers_is_one_finding(signal, other, connect):
    def sends_other(sender, **kwargs):
        other.send("inner")

    connect(signal, sends_other)
    connect(signal, comes_after)
    connect(other, raises)
    [finding] = sent(signal).as_dict()["findings"]
    assert finding["message"].startswith(f"{HERE}.raises raised ValueError and aborted ")
    assert finding["message"].endswith(
        ", and so did sends_other around it; not reached after it: comes_after."
    )


def test_another_error_raised_in_its_place_is_a_finding_of_its_own(signal, other, connect):
    def translates(sender, **kwargs):
        try:
            other.send("inner")
        except ValueError:
            raise RecursionError from None

    connect(signal, translates)
    connect(other, raises)
    assert len(found(sent(signal), "S101")) == 2


def test_the_same_error_of_one_receiver_again_and_again_is_one_finding(signal, connect):
    connect(signal, raises)
    with record() as recording:
        for _ in range(3):
            with contextlib.suppress(ValueError):
                signal.send(None)
    assert message(recording, "S101").endswith(" (3 times).")


def test_an_error_that_a_robust_send_caught_further_out_is_one_card(signal, other, connect):
    def sends_other(sender, **kwargs):
        other.send("inner")

    connect(signal, sends_other)
    connect(other, raises)
    with record() as recording:
        signal.send_robust(None)
    [finding] = recording.as_dict()["findings"]
    assert finding["code"] == "S101"
    assert [part["code"] for part in parts_of(finding)] == ["S102"]


@pytest.fixture
def other():
    """Return another signal."""
    return Signal()


@pytest.mark.parametrize(
    ("signal", "said"),
    [
        ("unnamed signal created at /srv/site/shop/views.py:37", "shop/views.py:37"),
        ("unnamed signal created at an unknown place", "an unknown place"),
    ],
)
def test_a_sentence_names_a_signal_without_a_name_by_the_end_of_its_place(signal, said):
    assert last_name(signal) == f"unnamed signal created at {said}"
