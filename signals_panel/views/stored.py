"""The panel of a request that the toolbar's store holds."""

from __future__ import annotations

from typing import Any

from debug_toolbar.toolbar import DebugToolbar
from django.core.exceptions import ValidationError

from ..panel import SignalsPanel


def stored_panel(request_id: str) -> SignalsPanel | None:
    """Return the panel of a stored request; None where the store does not hold it."""
    try:
        toolbar = DebugToolbar.fetch(request_id, SignalsPanel.panel_id)
    except ValidationError:  # the store in the database takes nothing but UUIDs
        return None
    panels: list[Any] = [] if toolbar is None else toolbar.panels
    return panels[0] if panels else None  # in old toolbars none without data
