"""Receivers as spans of OpenTelemetry, live: ``SignalsInstrumentor().instrument()``.

Needs the extra ``opentelemetry``, and neither the toolbar nor a recording. docs/opentelemetry.md
says what a span has. Nothing here is loaded by being installed.
"""

from __future__ import annotations

try:
    import opentelemetry.trace as _api
except ImportError as _missing:
    _message = 'signals_panel.otel needs: pip install "django-signals-panel[opentelemetry]"'
    raise ImportError(_message) from _missing

from .instrumentor import SignalsInstrumentor

__all__ = ["SignalsInstrumentor"]
del _api
