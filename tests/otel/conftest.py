"""Receivers instrumented with a tracer whose spans stay in memory."""

from __future__ import annotations

import pytest

from signals_panel.otel import SignalsInstrumentor
from tests.traced import Traced


@pytest.fixture
def traced():
    """Return a tracer, nothing instrumented yet; whatever the test instruments is undone."""
    yield Traced()
    SignalsInstrumentor().uninstrument()
