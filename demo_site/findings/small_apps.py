"""Apps that are not in INSTALLED_APPS: a page starts one itself, as Django would.

Starting one again changes nothing: Django drops a connection that is there already, of a
local function by its ``dispatch_uid``.
"""

from typing import Any

from django.apps import AppConfig
from django.apps.registry import Apps

from demo_site.findings.signals import (
    ebb_began,
    flood_began,
    mail_arrived,
    midnight_struck,
    noon_struck,
    parcel_arrived,
    port_watch_ended,
    sea_watch_ended,
    ship_left,
    ship_moored,
)


def start(config: type[AppConfig]) -> None:
    """Start an app as Django does when a process begins; ``ready()`` is what comes last."""
    Apps([f"{config.__module__}.{config.__qualname__}"])


class LeavingConfig(AppConfig):
    name = "demo_site.findings"

    def ready(self) -> None:
        def log_leaving(sender: str, **kwargs: Any) -> str:
            return f"The {sender} has left."

        ship_left.connect(log_leaving, dispatch_uid="log leaving")


def log_mooring(sender: str, **kwargs: Any) -> str:
    return f"The {sender} has moored."


class MooringConfig(AppConfig):
    name = "demo_site.findings"

    def ready(self) -> None:
        ship_moored.connect(log_mooring, dispatch_uid="log mooring")


class Bell:
    """Strikes the hours."""

    def strike(self, sender: str, **kwargs: Any) -> str:
        return "Eight bells."


class NoonConfig(AppConfig):
    name = "demo_site.findings"

    def ready(self) -> None:
        noon_struck.connect(Bell().strike)


bell = Bell()


class MidnightConfig(AppConfig):
    name = "demo_site.findings"

    def ready(self) -> None:
        midnight_struck.connect(bell.strike)


class MailBoat:
    """Brings mail and parcels: a sender."""


def sort_mail(sender: type[MailBoat], **kwargs: Any) -> str:
    return "The mail is sorted."


class MailConfig(AppConfig):
    name = "demo_site.findings"

    def ready(self) -> None:
        mail_arrived.connect(sort_mail)
        mail_arrived.connect(sort_mail, sender=MailBoat)


def sort_parcels(sender: type[MailBoat], **kwargs: Any) -> str:
    return "The parcels are sorted."


class ParcelConfig(AppConfig):
    name = "demo_site.findings"

    def ready(self) -> None:
        parcel_arrived.connect(sort_parcels, sender=MailBoat)


def lower_gangway(sender: str, **kwargs: Any) -> str:
    return "The gangway is lowered."


def slacken_ropes(sender: str, **kwargs: Any) -> str:
    return "The ropes are slackened."


class EbbConfig(AppConfig):
    name = "demo_site.findings"

    def ready(self) -> None:
        ebb_began.connect(lower_gangway, dispatch_uid="tide")
        ebb_began.connect(slacken_ropes, dispatch_uid="tide")


class FloodConfig(AppConfig):
    name = "demo_site.findings"

    def ready(self) -> None:
        flood_began.connect(lower_gangway, dispatch_uid="lower gangway")
        flood_began.connect(slacken_ropes, dispatch_uid="slacken ropes")


def ring_bell(sender: type[MailBoat], **kwargs: Any) -> str:
    return "The bell is rung."


class SeaWatchConfig(AppConfig):
    name = "demo_site.findings"

    def ready(self) -> None:
        sea_watch_ended.connect(ring_bell, sender=MailBoat)


class PortWatchConfig(AppConfig):
    name = "demo_site.findings"

    def ready(self) -> None:
        port_watch_ended.connect(ring_bell, sender=MailBoat)
