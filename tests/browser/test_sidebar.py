"""What the toolbar's sidebar says of the request."""

from __future__ import annotations

import re

import pytest

from .panel import AT_THE_END, open_panel, rows

pytestmark = pytest.mark.browser


def test_the_subtitle_counts_signals_and_receivers_and_their_time(visitor):
    visitor.go("/lab/nested/")
    open_panel(visitor.page)
    subtitle = visitor.page.locator("#djdt-SignalsTracePanel small").inner_text()
    found = re.fullmatch(r"(\d+) signals?, (\d+) receivers? in [\d.]+\xa0ms", subtitle)
    assert found, subtitle
    called = [row.name for row in rows(visitor.page) if row.kind == "call"]
    assert set(called[-3:]) == AT_THE_END, "what came after the response is shown, not counted"
    assert int(found[2]) == len(called) - len(AT_THE_END)
