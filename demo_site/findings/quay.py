"""A signal that is not a module's, but an object's."""

from django.dispatch import Signal


class Quay:
    """Has a signal of its own, which lives no longer than the quay."""

    def __init__(self) -> None:
        self.ship_docked = Signal()
