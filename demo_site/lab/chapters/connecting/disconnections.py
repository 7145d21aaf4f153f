"""The ways to disconnect a receiver, and what disconnect() returns."""

from django.http import HttpRequest

from demo_site.lab import watch
from demo_site.lab.harbour import Ferry, Ship, Trawler, ship_hailed
from demo_site.lab.stories import Told, stories_of

story = stories_of("Disconnecting")


def answer(sender: Ship, **kwargs: object) -> str:
    return f"Ahoy, {sender.name}."


@story(
    "By receiver",
    look="The first send has a call, the second has none. The registry marks the connection as "
    "removed.",
    outline="""
        ship_hailed Ship
          > answer
        ship_hailed Ship
    """,
    code=(answer,),
)
def disconnect_by_receiver(request: HttpRequest) -> Told:
    """disconnect() returns True if it found a connection, and False if there was none."""
    ship = Ship("Alba")
    ship_hailed.connect(answer, sender=ship)
    try:
        ship_hailed.send(ship)
    finally:
        first = ship_hailed.disconnect(answer, sender=ship)
    ship_hailed.send(ship)
    return [("disconnect()", first), ("Once more", ship_hailed.disconnect(answer, sender=ship))]


@story(
    "By sender",
    look="Both are called, then the trawler's receiver alone. The registry says how often each "
    "connection was called before it was removed.",
    outline="""
        ship_hailed Ferry
          > answer
        ship_hailed Trawler
          > answer
        ship_hailed Ferry
        ship_hailed Trawler
          > answer
    """,
    code=(answer,),
)
def disconnect_by_sender(request: HttpRequest) -> Told:
    """A receiver that is connected for two senders is disconnected for one of them."""
    ships = [Ferry("Alba"), Trawler("Brigg")]
    for ship in ships:
        ship_hailed.connect(answer, sender=ship)
    try:
        before = [len(ship_hailed.send(ship)) for ship in ships]
        for_all = ship_hailed.disconnect(answer)
        for_ferry = ship_hailed.disconnect(answer, sender=ships[0])
        after = [len(ship_hailed.send(ship)) for ship in ships]
    finally:
        for ship in ships:
            ship_hailed.disconnect(answer, sender=ship)
    return [
        ("Receivers of ferry and trawler", before),
        ("disconnect() without a sender", for_all),
        ("disconnect() for the ferry", for_ferry),
        ("Receivers then", after),
    ]


@story(
    "By dispatch_uid",
    look="One call, and none. The registry shows the dispatch_uid of what was removed.",
    outline="""
        ship_hailed Ship
          > answer
        ship_hailed Ship
    """,
    code=(answer,),
)
def disconnect_by_uid(request: HttpRequest) -> Told:
    """What was connected with a dispatch_uid is found by that, and no longer by its receiver."""
    ship = Ship("Alba")
    ship_hailed.connect(answer, sender=ship, dispatch_uid="greeting")
    try:
        ship_hailed.send(ship)
        by_receiver = ship_hailed.disconnect(answer, sender=ship)
    finally:
        by_uid = ship_hailed.disconnect(sender=ship, dispatch_uid="greeting")
    ship_hailed.send(ship)
    return [("disconnect() by receiver", by_receiver), ("By dispatch_uid", by_uid)]


@story(
    "The watch is relieved",
    look="Open the registry: it counts one connection made and one removed, and marks both.",
    outline="""
        coast_scanned coast
          > report
    """,
    code=(watch,),
)
def relieve_the_watch(request: HttpRequest) -> Told:
    """While the request runs, a receiver is disconnected and another one takes its place."""
    with watch.watch.relieved():
        [(_, response)] = watch.coast_scanned.send("coast")
    return [("The lookout", response)]
