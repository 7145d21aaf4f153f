"""The lookout on watch: there is always one, and each is relieved by the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django.dispatch import Signal

# Provides nothing. Exactly one lookout is connected to it.
coast_scanned = Signal()


class Lookout:
    def __init__(self, number: int) -> None:
        self.number = number

    def report(self, sender: str, **kwargs: Any) -> str:
        return f"Lookout {self.number}: nothing in sight."


class Watch:
    """Keeps the lookout: the connection is weak."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.lookout = Lookout(1)
        coast_scanned.connect(self.lookout.report)

    @contextmanager
    def relieved(self) -> Iterator[None]:
        """Put the next lookout on watch; no other relieves it before the block ends."""
        with self.lock:
            coast_scanned.disconnect(self.lookout.report)
            self.lookout = Lookout(self.lookout.number + 1)
            coast_scanned.connect(self.lookout.report)
            yield


watch = Watch()
