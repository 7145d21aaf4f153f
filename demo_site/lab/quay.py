"""Signals of the quay, sent in every way that waits for nobody, and their receivers."""

from typing import Any

from django.dispatch import Signal, receiver


class CustomsError(Exception):
    """The customs officer found what is not on the list."""


class StormSignal(Signal):
    """A signal that cannot be sent without the force of the wind."""

    def send(self, sender: Any, *, force: int, **named: Any) -> list[tuple[Any, Any]]:
        return super().send(sender, force=force, **named)


# Provides: ship, its name.
ship_moored = Signal()

# Provides: tonnes. Each receiver answers with its price.
coal_wanted = Signal()

# Provides: cargo. One of its receivers raises.
cargo_unloaded = Signal()

# Provides: metres. Sent by None, a class, an instance and a string.
tide_measured = Signal()

# Provides: mark, a name. Nobody listens.
buoy_passed = Signal()

# Provides nothing. Its receivers are called in the order they are connected.
crew_mustered = Signal()

# Provides: force, on the Beaufort scale.
storm_announced = StormSignal()


@receiver(ship_moored)
def collect_dues(sender: str, ship: str, **kwargs: Any) -> str:
    return f"The {ship} paid her dues."


@receiver(ship_moored)
def lower_gangway(sender: str, **kwargs: Any) -> None:
    """Return nothing, as most receivers do."""


@receiver(coal_wanted)
def ask_north_quay(sender: str, tonnes: int, **kwargs: Any) -> int:
    return 31 * tonnes


@receiver(coal_wanted)
def ask_south_quay(sender: str, tonnes: int, **kwargs: Any) -> int:
    return 28 * tonnes


@receiver(cargo_unloaded)
def weigh_cargo(sender: str, cargo: str, **kwargs: Any) -> str:
    return f"{cargo}: 12 tonnes."


@receiver(cargo_unloaded)
def inspect_cargo(sender: str, **kwargs: Any) -> str:
    raise CustomsError("There is a parrot in the hold.")


@receiver(cargo_unloaded)
def store_cargo(sender: str, cargo: str, **kwargs: Any) -> str:
    return f"{cargo}: in shed 4."


@receiver(tide_measured)
def mark_tide(sender: Any, metres: float, **kwargs: Any) -> str:
    return f"{sender!r} measured {metres} m."


@receiver(crew_mustered)
def call_captain(sender: str, **kwargs: Any) -> str:
    return "Captain"


@receiver(crew_mustered)
def call_bosun(sender: str, **kwargs: Any) -> str:
    return "Bosun"


@receiver(crew_mustered)
def call_cook(sender: str, **kwargs: Any) -> str:
    return "Cook"


@receiver(storm_announced)
def close_gates(sender: str, force: int, **kwargs: Any) -> str:
    return "The lock gates are closed." if force > 7 else "The lock gates stay open."
