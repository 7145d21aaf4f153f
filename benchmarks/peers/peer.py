"""What is measured beside us, as plain Django, which the others add to."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from .. import project

RECEIVERS = {"after_init", "before_save", "after_save", "resend"}
"""The names of the functions that the measured pages have connected."""


class Kept(NamedTuple):
    """What is left of a request: how many bytes, and how many sends and calls they tell of."""

    bytes: int = 0
    sends: int = 0
    calls: int = 0


class Peer:
    """Plain Django.

    Attributes:
        name: What it is called in the table.
        distribution: What must be installed for it, or an empty string.
        shows: What it shows of signals, in words.
        mark: What a page has in it that has its toolbar.
        is_slow: Whether it takes seconds, so that one request of a kind is timed, and no rounds.
        handler: What serves requests, once Django is set up.
    """

    name = "plain Django"
    distribution = ""
    shows = "nothing"
    mark = b""
    is_slow = False
    handler: Callable[..., Any]

    def settings(self) -> dict[str, Any]:
        return project.toolbar(project.PLAIN)

    def begin(self) -> None:
        """Do what it needs once Django is set up, and before the first request."""

    def settle(self) -> None:
        """Wait for what it does after a response, so that the next request has the processor."""

    def kept_of(self, serve: Callable[[], Any]) -> Kept:
        """Serve a request, and tell what was kept of it."""
        serve()
        return Kept()

    def title(self) -> str:
        """Return its name, with the version that is installed.

        Raises:
            PackageNotFoundError: It is not.
        """
        return f"{self.name} {version(self.distribution)}" if self.distribution else self.name

    def is_installed(self) -> bool:
        try:
            return bool(self.title())
        except PackageNotFoundError:
            return False


class Control(Peer):
    """Plain Django once more: what it differs by is noise."""

    name = "plain Django again"
    shows = "how far noise reaches"
