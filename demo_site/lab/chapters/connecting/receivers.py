"""What can be a receiver: whatever can be called with a sender and keyword arguments."""

from functools import partial

from django.http import HttpRequest

from demo_site.lab.harbour import (
    Ship,
    fog_reported,
    light_beacon,
    ship_hailed,
    sound_foghorn,
    warn_ferries,
)
from demo_site.lab.stories import Told, stories_of

story = stories_of("Receivers of every kind")


class Tug:
    def __init__(self, name: str) -> None:
        self.name = name

    def take_line(self, sender: Ship, **kwargs: object) -> str:
        return f"The {self.name} has a line to the {sender.name}."


@story(
    "Methods",
    look="Two calls of one method, of two objects. Both connections are weak: they last as long "
    "as the tugs, not as long as the methods, which Python makes anew each time.",
    outline="""
        ship_hailed Ship
          > take_line
          > take_line
    """,
    code=(Tug,),
)
def connect_methods(request: HttpRequest) -> Told:
    """Each of two tugs connects its own method: to Django these are two receivers."""
    ship = Ship("Alba")
    tugs = [Tug("Samson"), Tug("Goliath")]
    try:
        for tug in tugs:
            ship_hailed.connect(tug.take_line, sender=ship)
        return [("A tug", response) for _, response in ship_hailed.send(ship)]
    finally:
        for tug in tugs:
            ship_hailed.disconnect(tug.take_line, sender=ship)


def blow_horn(sender: Ship, blasts: int, **kwargs: object) -> str:
    return f"The {sender.name} hears: {'tuut ' * blasts}"


@story(
    "Partials",
    look="Both are named after the function inside. A partial that nobody keeps dies at once, "
    "hence the names for them.",
    outline="""
        ship_hailed Ship
          > partial(blow_horn)
          > partial(blow_horn)
    """,
    code=(blow_horn,),
)
def connect_partials(request: HttpRequest) -> Told:
    """One function is connected twice, each time with another number of blasts filled in."""
    ship = Ship("Alba")
    once, twice = partial(blow_horn, blasts=1), partial(blow_horn, blasts=2)
    ship_hailed.connect(once, sender=ship)
    ship_hailed.connect(twice, sender=ship)
    try:
        return [("A horn", response) for _, response in ship_hailed.send(ship)]
    finally:
        ship_hailed.disconnect(once, sender=ship)
        ship_hailed.disconnect(twice, sender=ship)


class Tally:
    """Counts how often it is called."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, sender: Ship, **kwargs: object) -> int:
        self.count += 1
        return self.count


@story(
    "Instances that can be called",
    look="The receiver has the name of its class.",
    outline="""
        ship_hailed Ship
          > Tally
        ship_hailed Ship
          > Tally
    """,
    code=(Tally,),
)
def connect_instances(request: HttpRequest) -> Told:
    """A receiver that remembers something is an instance with __call__()."""
    ship, tally = Ship("Alba"), Tally()
    ship_hailed.connect(tally, sender=ship)
    try:
        ship_hailed.send(ship)
        ship_hailed.send(ship)
    finally:
        ship_hailed.disconnect(tally, sender=ship)
    return [("Times hailed", tally.count)]


@story(
    "Coroutines",
    look="The sync receiver runs first, though it is connected last. The two async ones overlap: "
    "the time of the send is less than the sum of theirs.",
    outline="""
        fog_reported lighthouse
          > light_beacon
          > sound_foghorn [async]
          > warn_ferries [async]
    """,
    code=(sound_foghorn, warn_ferries, light_beacon),
)
def connect_coroutines(request: HttpRequest) -> Told:
    """A sync view calls send(): Django waits for the async receivers in an event loop."""
    responses = fog_reported.send("lighthouse", metres=150)
    return [(receiver.__name__, response) for receiver, response in responses]
