"""Who sends, what is sent, and who receives it in which order."""

from django.http import HttpRequest

from demo_site.lab.harbour import Ship
from demo_site.lab.quay import (
    StormSignal,
    buoy_passed,
    call_bosun,
    call_captain,
    call_cook,
    close_gates,
    crew_mustered,
    mark_tide,
    storm_announced,
    tide_measured,
)
from demo_site.lab.stories import Told, stories_of

story = stories_of("Sending")


@story(
    "Senders",
    look="A class and an instance are named by the class, a string by itself, None not at all.",
    outline="""
        tide_measured
          > mark_tide
        tide_measured Ship
          > mark_tide
        tide_measured Ship
          > mark_tide
        tide_measured tide gauge
          > mark_tide
    """,
    code=(mark_tide,),
)
def senders(request: HttpRequest) -> Told:
    """Anything can send: nobody, a class, an instance or a string, and receivers are told which."""
    told = []
    for sender in (None, Ship, Ship("Alba"), "tide gauge"):
        [(_, response)] = tide_measured.send(sender, metres=3.4)
        told.append((type(sender).__name__, response))
    return told


@story(
    "A signal nobody receives",
    look="Three sends are one row with a count, folded: they cost next to nothing.",
    outline="""
        buoy_passed Ship
    """,
)
def unheard(request: HttpRequest) -> Told:
    """Three buoys are passed and nobody listens: send() returns an empty list each time."""
    marks = ("Shoal", "Wreck", "Fairway")
    return [(mark, buoy_passed.send(Ship, mark=mark)) for mark in marks]


@story(
    "The order of receivers",
    look="From top to bottom, in the order they were connected: here the order in their module.",
    outline="""
        crew_mustered boatswain
          > call_captain
          > call_bosun
          > call_cook
    """,
    code=(call_captain, call_bosun, call_cook),
)
def order(request: HttpRequest) -> Told:
    """Receivers are called in the order they were connected in, and answer in that order."""
    return enumerate((response for _, response in crew_mustered.send("boatswain")), start=1)


@story(
    "A signal of one's own class",
    look="It is recorded like any other. Its row names the line that sends, which is the "
    "subclass's own.",
    outline="""
        storm_announced coastguard
          > close_gates
    """,
    code=(StormSignal, close_gates),
)
def subclass(request: HttpRequest) -> Told:
    """A subclass of Signal says which arguments it wants: without a force there is no sending."""
    [(_, response)] = storm_announced.send("coastguard", force=9)
    return [("The lock gates", response)]
