"""The pilot station connects its receivers without the decorator."""

from typing import Any

from django.dispatch import Signal

# Provides: ship, its name.
pilot_called = Signal()


def send_boat(sender: str, ship: str, **kwargs: Any) -> str:
    return f"The pilot boat is on its way to the {ship}."


pilot_called.connect(send_boat)
