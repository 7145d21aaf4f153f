"""Receivers that cost much, and receivers that do the same for less."""

import time
from collections import deque
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.dispatch import receiver

from demo_site.findings.models import Vessel
from demo_site.findings.signals import (
    cargo_landed,
    cargo_unloaded,
    gale_expected,
    gale_forecast,
    storm_expected,
    storm_forecast,
)
from signals_panel.conf import options

radio_queue: deque[str] = deque()


def call_fleet(place: str) -> str:
    """Take a little longer than the panel calls slow."""
    time.sleep(1.2 * options().SLOW_RECEIVER_MS / 1000)
    return f"The fleet at {place} has answered."


@receiver(gale_forecast)
def warn_fleet(sender: str, place: str, **kwargs: Any) -> str:
    return call_fleet(place)


@receiver(gale_expected)
def have_fleet_warned(sender: str, place: str, **kwargs: Any) -> str:
    transaction.on_commit(partial(radio_queue.append, place))
    return "The radio room will call the fleet."


@receiver(storm_forecast)
def warn_each(sender: str, fleet: Iterable[int], **kwargs: Any) -> None:
    for number in fleet:
        Vessel.objects.filter(pk=number).update(warned=True)


@receiver(storm_expected)
def warn_all(sender: str, fleet: Iterable[int], **kwargs: Any) -> None:
    Vessel.objects.filter(pk__in=fleet).update(warned=True)


@receiver(cargo_landed)
def tell_officers(sender: str, crate: str, **kwargs: Any) -> str:
    officers = User.objects.filter(is_staff=True).values_list("username", flat=True)
    return f"{crate}: told to {', '.join(officers)}."


@receiver(cargo_unloaded)
def tell_these_officers(sender: str, crate: str, officers: Iterable[str], **kwargs: Any) -> str:
    return f"{crate}: told to {', '.join(officers)}."
