"""Our panel, in responses that name their requests."""

from __future__ import annotations

from signals_panel.panel import SignalsPanel

from .nothing import Naming


class OurPanel(Naming, SignalsPanel):
    """Shows which signals a request sent."""
