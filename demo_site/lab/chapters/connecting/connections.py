"""The ways to connect a receiver."""

from secrets import token_hex

from django.http import HttpRequest

from demo_site.lab import almanac, pilots
from demo_site.lab.harbour import (
    CarFerry,
    Ferry,
    Ship,
    Trawler,
    anchor_dropped,
    flag_hoisted,
    lamp_lit,
    note_in_log,
    reserve_berth,
    ring_bell,
    ship_sighted,
)
from demo_site.lab.models import Reading
from demo_site.lab.stories import Told, stories_of

story = stories_of("Connecting")


@story(
    "The decorator",
    look="Open the row of ring_bell: it names the line of the receiver. The registry says that it "
    "is connected for any sender.",
    outline="""
        ship_sighted lighthouse
          > ring_bell
    """,
    code=(ring_bell,),
)
def connect_by_decorator(request: HttpRequest) -> Told:
    """The receiver is connected where it is written, as soon as its module is imported."""
    [(_, response)] = ship_sighted.send("lighthouse", bearing=240)
    return [("The bell", response)]


@story(
    "connect()",
    look="In the registry, send_boat is connected at another line than the one it begins at.",
    outline="""
        pilot_called harbour
          > send_boat
    """,
    code=(pilots,),
)
def connect_by_call(request: HttpRequest) -> Told:
    """The decorator only calls connect(), and any module can do that for a receiver."""
    [(_, response)] = pilots.pilot_called.send("harbour", ship="Alba")
    return [("The pilots", response)]


@story(
    "One receiver, several signals",
    look="The same receiver under two signals. In the registry it is listed under both.",
    outline="""
        flag_hoisted mast
          > note_in_log
        lamp_lit mast
          > note_in_log
    """,
    code=(note_in_log,),
)
def connect_to_several(request: HttpRequest) -> Told:
    """The decorator takes a list of signals; the receiver is told which one was sent."""
    [(_, flag)] = flag_hoisted.send("mast", flag="Q")
    [(_, lamp)] = lamp_lit.send("mast", colour="red")
    return [("By day", flag), ("By night", lamp)]


@story(
    "For one sender",
    look="Three sends, one call. A subclass is another sender: the car ferry has no berth.",
    outline="""
        anchor_dropped Ferry
          > reserve_berth
        anchor_dropped CarFerry
        anchor_dropped Trawler
    """,
    code=(Ship, Ferry, CarFerry, Trawler, reserve_berth),
)
def connect_for_a_sender(request: HttpRequest) -> Told:
    """A ferry, a car ferry and a trawler drop anchor; the receiver is there for ferries."""
    called = [len(anchor_dropped.send(kind)) for kind in (Ferry, CarFerry, Trawler)]
    return [("Receivers called", called)]


@story(
    "A model by its name",
    look="The registry shows the model itself as the sender of strike_out, not its name.",
    outline="""
        pre_save Reading
        post_save Reading
          > check_reading
        pre_delete Reading
        post_delete Reading [in transaction]
          > strike_out
    """,
    code=(almanac,),
)
def connect_for_a_lazy_model(request: HttpRequest) -> Told:
    """Signals of models take "app.Model" as a sender, so that nobody has to import the model."""
    reading = Reading.objects.create(station=f"Buoy {token_hex(4)}", hour=0, celsius="9.5")
    count, _ = reading.delete()
    return [("Readings deleted", count)]
