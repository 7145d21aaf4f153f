"""How long a connection lasts, and how there comes to be only one."""

from django.http import HttpRequest

from demo_site.lab.harbour import Ship, light_needed, ship_hailed
from demo_site.lab.stories import Told, stories_of

story = stories_of("Connecting")


class Lantern:
    """Answers for as long as somebody keeps it."""

    def __init__(self, colour: str) -> None:
        self.colour = colour

    def answer(self, sender: Ship, **kwargs: object) -> str:
        return f"The {self.colour} lantern shines."


@story(
    "Weak and strong",
    look="The second send has one call. The registry says which lantern was connected strongly, "
    "and that the other one died.",
    outline="""
        light_needed Ship
          > answer
          > answer
        light_needed Ship
          > answer
    """,
    code=(Lantern,),
)
def connect_strongly(request: HttpRequest) -> Told:
    """A connection does not keep its receiver: a lantern that nobody keeps goes out."""
    ship, green = Ship("Alba"), Lantern("green")
    light_needed.connect(Lantern("red").answer, sender=ship, weak=False, dispatch_uid="red lantern")
    light_needed.connect(green.answer, sender=ship)
    try:
        both = [response for _, response in light_needed.send(ship)]
        del green
        left = [response for _, response in light_needed.send(ship)]
    finally:
        light_needed.disconnect(sender=ship, dispatch_uid="red lantern")
    return [("At first", " ".join(both)), ("Then", " ".join(left))]


def post_lookout(ship: Ship) -> None:
    """Connect a lookout: a new function for each call, which only a dispatch_uid tells."""

    def report(sender: Ship, **kwargs: object) -> str:
        return "Land ahead."

    ship_hailed.connect(report, sender=ship, weak=False, dispatch_uid="lookout")


@story(
    "Connected twice, called once",
    look="One call. In the registry, the connection has its dispatch_uid.",
    outline="""
        ship_hailed Ship
          > report
    """,
    code=(post_lookout,),
)
def connect_once(request: HttpRequest) -> Told:
    """The lookout is posted twice; the dispatch_uid is taken, so the second time does nothing."""
    ship = Ship("Alba")
    try:
        post_lookout(ship)
        post_lookout(ship)
        return [("The lookout", response) for _, response in ship_hailed.send(ship)]
    finally:
        ship_hailed.disconnect(sender=ship, dispatch_uid="lookout")
