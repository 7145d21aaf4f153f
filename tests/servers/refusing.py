"""A store of the toolbar's that refuses what was recorded, as one may that is full."""

from __future__ import annotations

from typing import Any

from debug_toolbar.store import MemoryStore


class Store(MemoryStore):
    """Refuses the recordings of the demo's page to log in."""

    @classmethod
    def save_panel(cls, request_id: str, panel_id: str, data: Any = None) -> None:
        if data and "/login/" in str(data.get("request")):
            message = "too large"
            raise ValueError(message)
        super().save_panel(request_id, panel_id, data)
