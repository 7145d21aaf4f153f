"""Receivers that ran too often, and why."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from demo_site.findings.charts import currents, import_by_short_name, tides
from demo_site.findings.models import Ferry, Liner, Tally
from demo_site.findings.quay import Quay
from demo_site.findings.receivers.too_often import (
    count_ship,
    count_ships,
    shorten_after_saving,
    shorten_before_saving,
)
from demo_site.findings.signals import (
    current_turned,
    mail_arrived,
    parcel_arrived,
    ship_sighted,
    tide_turned,
    watch_ended,
)
from demo_site.findings.small_apps import (
    MailBoat,
    MailConfig,
    ParcelConfig,
    sort_mail,
    sort_parcels,
    start,
)
from demo_site.lab.stories import Told, stories_of

story = stories_of("Findings: it ran too often")
DIRECTIONS = ("north", "east", "south", "west") * 3


@story(
    "Connected twice",
    look="One send ran the receiver twice. S301 names the two lines that connected it, for every "
    "sender and for one: keep one of them.",
    outline="""
        mail_arrived MailBoat
          > sort_mail
          > sort_mail
    """,
    findings=("S301",),
    code=(sort_mail, MailConfig, start),
    twin="connected-once",
)
def connected_twice(request: HttpRequest) -> Told:
    """An app connects one receiver for every sender, and once more for one. Both match."""
    start(MailConfig)
    return [(receiver.__name__, said) for receiver, said in mail_arrived.send(MailBoat)]


@story(
    "Connected once",
    look="Nothing is found: one connection, one call.",
    outline="""
        parcel_arrived MailBoat
          > sort_parcels
    """,
    code=(sort_parcels, ParcelConfig),
    twin="connected-twice",
)
def connected_once(request: HttpRequest) -> Told:
    """An app connects a receiver for the one sender that it is for."""
    start(ParcelConfig)
    return [(receiver.__name__, said) for receiver, said in parcel_arrived.send(MailBoat)]


@story(
    "Imported twice",
    look="One send ran what looks like one receiver twice. S302 names the two modules that were "
    "made of one file: import it by one name, the one its app has in INSTALLED_APPS.",
    outline="""
        tide_turned Fastnet
          > mark_tide
          > mark_tide
    """,
    findings=("S302",),
    code=(tides, import_by_short_name),
    twin="imported-once",
)
def imported_twice(request: HttpRequest) -> Told:
    """One file is imported as demo_site.findings.charts.tides, and once more as tides."""
    import_by_short_name("tides")
    return [(receiver.__module__, said) for receiver, said in tide_turned.send("Fastnet")]


@story(
    "Imported once",
    look="Nothing is found: one module, one function, one call.",
    outline="""
        current_turned Fastnet
          > mark_current
    """,
    code=(currents,),
    twin="imported-twice",
)
def imported_once(request: HttpRequest) -> Told:
    """A file is imported by one name, however often."""
    from demo_site.findings.charts import currents as again

    told = [(receiver.__module__, said) for receiver, said in current_turned.send("Fastnet")]
    return [("One module", again is currents), *told]


@story(
    "Connections that grow",
    look="S303 names the function that connected a receiver and left it: where a signal lives as "
    "long as the process, each request adds one. Connect at module level or in ready().",
    outline="""
        unnamed signal of demo_site/findings/quay.py:10 Alba
          > cast_ropes
    """,
    findings=("S303",),
    code=(Quay,),
    twin="connections-undone",
)
def connections_grow(request: HttpRequest) -> Told:
    """A view connects a receiver each time it is asked, and never disconnects it."""
    quay = request.quay = Quay()  # kept until the request is over

    def cast_ropes(sender: str, **kwargs: Any) -> str:
        return f"The ropes of the {sender} are made fast."

    quay.ship_docked.connect(cast_ropes, weak=False)
    return [(receiver.__name__, said) for receiver, said in quay.ship_docked.send("Alba")]


@story(
    "Connections that are undone",
    look="Nothing is found: what the view connected, it disconnected, whatever happened between.",
    outline="""
        unnamed signal of demo_site/findings/quay.py:10 Alba
          > cast_ropes
    """,
    code=(Quay,),
    twin="connections-grow",
)
def connections_undone(request: HttpRequest) -> Told:
    """A view connects a receiver for a while, and disconnects it in a finally block."""
    quay = Quay()

    def cast_ropes(sender: str, **kwargs: Any) -> str:
        return f"The ropes of the {sender} are made fast."

    quay.ship_docked.connect(cast_ropes, weak=False)
    try:
        return [(receiver.__name__, said) for receiver, said in quay.ship_docked.send("Alba")]
    finally:
        quay.ship_docked.disconnect(cast_ropes)


@story(
    "A query for each send",
    look="S304 names the line in the loop, how often it sent, and what its receiver cost in all. "
    "Do the receiver's work once, after the loop.",
    outline="\n".join(
        (
            "pre_save Tally",
            "post_save Tally",
            "ship_sighted watch",
            *("  ship_sighted watch [in transaction]\n    > count_ship" for _ in DIRECTIONS),
        )
    ),
    findings=("S304",),
    code=(count_ship,),
    twin="sent-after-loop",
)
def sent_in_loop(request: HttpRequest) -> Told:
    """A watch sends a signal for each of twelve ships, and the receiver runs a query each time."""
    with transaction.atomic():
        tally = Tally.objects.create()
        for direction in DIRECTIONS:
            ship_sighted.send(sender="watch", tally=tally, direction=direction)
        tally.refresh_from_db()
        tally.delete()
    return [("Counted", tally)]


@story(
    "One query for all",
    look="Nothing is found: one send, one call, one query.",
    outline="""
        pre_save Tally
        post_save Tally
        watch_ended watch [in transaction]
          > count_ships
    """,
    code=(count_ships,),
    twin="sent-in-loop",
)
def sent_after_loop(request: HttpRequest) -> Told:
    """A watch sends one signal with all twelve ships, when it is over."""
    with transaction.atomic():
        tally = Tally.objects.create()
        watch_ended.send(sender="watch", tally=tally, directions=DIRECTIONS)
        tally.refresh_from_db()
        tally.delete()
    return [("Counted", tally)]


@story(
    "Saved while it is saved",
    look="post_save stands inside post_save of the same ferry, and all receivers ran once more. "
    "S305 names the receiver that saves: set values in pre_save, or use update().",
    outline="""
        pre_save Ferry
        post_save Ferry
          > shorten_after_saving
            pre_save Ferry
            post_save Ferry
              > shorten_after_saving
    """,
    findings=("S305",),
    code=(shorten_after_saving,),
    twin="set-before-saving",
)
def saved_again(request: HttpRequest) -> Told:
    """A receiver of post_save shortens a long name, and saves what has just been saved."""
    ferry = Ferry.objects.create(name="Queen of the Western Isles")
    ferry.delete()
    return [("Saved as", ferry)]


@story(
    "Set before it is saved",
    look="Nothing is found: the value is there before the row is written, once.",
    outline="""
        pre_save Liner
          > shorten_before_saving
        post_save Liner
    """,
    code=(shorten_before_saving,),
    twin="saved-again",
)
def set_before_saving(request: HttpRequest) -> Told:
    """A receiver of pre_save shortens a long name, and the save goes on."""
    liner = Liner.objects.create(name="Queen of the Western Isles")
    liner.delete()
    return [("Saved as", liner)]
