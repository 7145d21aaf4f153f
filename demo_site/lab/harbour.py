"""A harbour: its ships, the signals given there, and receivers connected with the decorator."""

import asyncio
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal, receiver


@dataclass(eq=False)
class Ship:
    """A sender: what is connected for one ship is not called for another."""

    name: str


class Ferry(Ship):
    """A ship that has a berth of its own."""


class CarFerry(Ferry):
    """A ferry that needs another berth."""


class Trawler(Ship):
    """A ship that comes and goes."""


# Provides: bearing, in degrees.
ship_sighted = Signal()

# Provides: flag, the letter it stands for.
flag_hoisted = Signal()

# Provides: colour.
lamp_lit = Signal()

# Provides nothing: the sender is the kind of ship.
anchor_dropped = Signal()

# Provides: metres, how far one sees. Two of its receivers are coroutines.
fog_reported = Signal()

# Provide nothing. Pages connect receivers to them, each page for a ship of its own.
ship_hailed = Signal()
light_needed = Signal()


@receiver(ship_sighted)
def ring_bell(sender: str, bearing: int, **kwargs: Any) -> str:
    return f"The bell rings for a ship at {bearing} degrees."


@receiver([flag_hoisted, lamp_lit])
def note_in_log(sender: str, signal: Signal, **kwargs: Any) -> str:
    return f"Flag {kwargs['flag']}." if signal is flag_hoisted else f"Lamp: {kwargs['colour']}."


@receiver(anchor_dropped, sender=Ferry)
def reserve_berth(sender: type[Ship], **kwargs: Any) -> str:
    return "Berth 1 is reserved."


@receiver(fog_reported)
async def sound_foghorn(sender: str, metres: int, **kwargs: Any) -> str:
    await asyncio.sleep(0.003)
    return "The foghorn sounds."


@receiver(fog_reported)
async def warn_ferries(sender: str, metres: int, **kwargs: Any) -> str:
    await asyncio.sleep(0.002)
    return f"The ferries know that one sees {metres} m."


@receiver(fog_reported)
def light_beacon(sender: str, **kwargs: Any) -> str:
    return "The beacon is lit."
