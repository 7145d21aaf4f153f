"""What a request is summed up as: what went wrong, else how much was received."""

from __future__ import annotations

import pytest

from signals_panel.page.summary import rounded, summary


@pytest.mark.parametrize(
    ("sends", "calls", "ms", "errors", "findings", "told"),
    [
        (0, 0, 0, 0, 0, "no signals"),
        (1, 0, 0, 0, 0, "1 signal, no receivers"),
        (24, 7, 13.4, 0, 0, "24 signals, 7 receivers in 13 ms"),
        (2, 1, 1.26, 0, 0, "2 signals, 1 receiver in 1.3 ms"),
        (24, 7, 13.4, 1, 0, "24 signals, 1 error"),
        (24, 7, 13.4, 2, 1, "24 signals, 2 errors, 1 finding"),
        (24, 7, 13.4, 0, 3, "24 signals, 3 findings"),
    ],
)
def test_what_went_wrong_is_told_and_else_what_was_received(
    sends, calls, ms, errors, findings, told
):
    totals = {"sends": sends, "calls": calls, "receiver_ns": int(ms * 1e6), "errors": errors}
    assert summary(totals, findings) == told.replace(" ms", "\xa0ms")


@pytest.mark.parametrize(
    ("ns", "told"),
    [
        (0, "0 ms"),
        (4_000, "0.00 ms"),
        (40_000, "0.04 ms"),
        (94_900, "0.09 ms"),
        (100_000, "0.1 ms"),
        (9_940_000, "9.9 ms"),
        (9_950_000, "10 ms"),
        (1_234_500_000, "1234 ms"),
    ],
)
def test_times_are_rounded_to_what_matters(ns, told):
    assert rounded(ns) == told.replace(" ", "\xa0")
