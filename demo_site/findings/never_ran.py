"""Receivers that never ran, and why."""

from importlib.util import find_spec, module_from_spec
from types import ModuleType

from django.http import HttpRequest

from demo_site.findings.models import Cutter, Trawler, Vessel
from demo_site.findings.receivers import ice
from demo_site.findings.receivers.never_ran import register_cutter, register_trawler
from demo_site.findings.signals import (
    ebb_began,
    flood_began,
    ice_came,
    midnight_struck,
    noon_struck,
    port_watch_ended,
    sea_watch_ended,
    ship_left,
    ship_moored,
)
from demo_site.findings.small_apps import (
    Bell,
    EbbConfig,
    FloodConfig,
    LeavingConfig,
    MailBoat,
    MidnightConfig,
    MooringConfig,
    NoonConfig,
    PortWatchConfig,
    SeaWatchConfig,
    log_mooring,
    ring_bell,
    start,
)
from demo_site.lab.stories import Told, stories_of

story = stories_of("Findings: it never ran")


def never_run(name: str) -> ModuleType:
    """Return a module that was found and not run: it has a source, and no names."""
    return module_from_spec(find_spec(name))


@story(
    "A receiver that lives by DEBUG",
    look="The receiver ran, and S201 tells that it would not in production: only a cache that "
    "Django has under DEBUG keeps it. Keep a reference to it, or connect it with weak=False.",
    outline="""
        ship_left Alba
          > log_leaving
    """,
    findings=("S201",),
    code=(LeavingConfig, start),
    twin="receiver-lasts",
)
def receiver_by_debug(request: HttpRequest) -> Told:
    """As an app starts, it connects a local function, which nothing refers to afterwards."""
    start(LeavingConfig)
    return [(receiver.__name__, response) for receiver, response in ship_left.send(sender="Alba")]


@story(
    "A receiver that lasts",
    look="Nothing is found: the receiver is its module's, and lives as long as the process.",
    outline="""
        ship_moored Alba
          > log_mooring
    """,
    code=(log_mooring, MooringConfig),
    twin="receiver-by-debug",
)
def receiver_lasts(request: HttpRequest) -> Told:
    """As an app starts, it connects a function of its module."""
    start(MooringConfig)
    return [(receiver.__name__, response) for receiver, response in ship_moored.send("Alba")]


@story(
    "A receiver that died",
    look="Nobody received the signal. S202 names the line that connected a receiver, which died "
    "at once. Keep the object whose method it is, or connect it with weak=False.",
    outline="""
        noon_struck keeper
    """,
    findings=("S202",),
    code=(Bell, NoonConfig, start),
    twin="receiver-kept",
)
def receiver_died(request: HttpRequest) -> Told:
    """An app connects a method of an object that nothing keeps. Object and connection are gone."""
    start(NoonConfig)
    return [("Receivers", len(noon_struck.send(sender="keeper")))]


@story(
    "A receiver that is kept",
    look="Nothing is found: the module keeps the bell, so its method stays connected.",
    outline="""
        midnight_struck keeper
          > strike
    """,
    code=(MidnightConfig,),
    twin="receiver-died",
)
def receiver_kept(request: HttpRequest) -> Told:
    """The module keeps the object whose method is connected."""
    start(MidnightConfig)
    return [("Receivers", len(midnight_struck.send(sender="keeper")))]


@story(
    "A module that nothing imports",
    look="Nobody received the signal. S203 names the file that would have connected a receiver, "
    "and the line. Import it in ready() of its app's AppConfig.",
    outline="""
        fog_came Fastnet
    """,
    findings=("S203",),
    code=(never_run("demo_site.findings.receivers.fog"),),
    twin="module-imported",
)
def module_forgotten(request: HttpRequest) -> Told:
    """A module connects a receiver, but no code imports the module."""
    # Here, not above: "manage.py check" would warn of the receiver of a signal that is loaded.
    from demo_site.findings.fog import fog_came

    return [("Receivers", len(fog_came.send(sender="Fastnet")))]


@story(
    "A module that is imported",
    look="Nothing is found: the AppConfig of demo_site.findings imports the module in ready().",
    outline="""
        ice_came Fastnet
          > post_lookout
    """,
    code=(ice,),
    twin="module-forgotten",
)
def module_imported(request: HttpRequest) -> Told:
    """A module connects a receiver, and its app's ready() imports the module."""
    return [("Receivers", len(ice_came.send(sender="Fastnet")))]


@story(
    "Saved past the receivers",
    look="The row without a send is the bulk_create(), and S204 names the receiver that missed "
    "it. Save the rows in a loop, send the signal yourself, or do the receiver's work here.",
    outline="""
        bulk_create Trawler
    """,
    findings=("S204",),
    code=(register_trawler,),
    twin="saved-each",
)
def saved_in_bulk(request: HttpRequest) -> Told:
    """bulk_create() sends no signals, so two trawlers are saved and not registered."""
    trawlers = Trawler.objects.bulk_create([Trawler(name="Alba"), Trawler(name="Brea")])
    saved = Vessel.objects.filter(pk__in=[each.pk for each in trawlers])
    return [("Saved", len(saved)), ("Removed again", saved.delete()[0])]


@story(
    "Saved one by one",
    look="Nothing is found: each save() sent post_save, and its receiver ran.",
    outline="""
        pre_save Cutter
        post_save Cutter
          > register_cutter
        pre_save Cutter
        post_save Cutter
          > register_cutter
    """,
    code=(register_cutter,),
    twin="saved-in-bulk",
)
def saved_each(request: HttpRequest) -> Told:
    """Two cutters are saved one by one, and each is registered."""
    cutters = [Cutter.objects.create(name=name) for name in ("Alba", "Brea")]
    saved = Vessel.objects.filter(pk__in=[each.pk for each in cutters])
    return [("Saved", len(saved)), ("Removed again", saved.delete()[0])]


@story(
    "Two receivers, one dispatch_uid",
    look="The second receiver never ran. S205 names the line that connected it in vain, and the "
    "line whose dispatch_uid was in its way. Give each receiver one of its own, or none.",
    outline="""
        ebb_began Fastnet
          > lower_gangway
    """,
    findings=("S205",),
    code=(EbbConfig, start),
    twin="a-dispatch-uid-each",
)
def one_dispatch_uid(request: HttpRequest) -> Told:
    """An app connects two receivers by one dispatch_uid. Django drops the second, silently."""
    start(EbbConfig)
    return [(receiver.__name__, said) for receiver, said in ebb_began.send(sender="Fastnet")]


@story(
    "A dispatch_uid each",
    look="Nothing is found: both receivers ran.",
    outline="""
        flood_began Fastnet
          > lower_gangway
          > slacken_ropes
    """,
    code=(FloodConfig,),
    twin="one-dispatch-uid",
)
def a_dispatch_uid_each(request: HttpRequest) -> Told:
    """An app connects two receivers, each by a dispatch_uid of its own."""
    start(FloodConfig)
    return [(receiver.__name__, said) for receiver, said in flood_began.send(sender="Fastnet")]


@story(
    "Disconnected in vain",
    look="The receiver ran after all. S206 names the line that disconnected nothing, and the "
    "line that connected what it left. Call disconnect() as connect() was called.",
    outline="""
        sea_watch_ended MailBoat
          > ring_bell
    """,
    findings=("S206",),
    code=(ring_bell, SeaWatchConfig),
    twin="disconnected-rightly",
)
def disconnected_in_vain(request: HttpRequest) -> Told:
    """A receiver is connected for a sender, and disconnected without: that removes nothing."""
    start(SeaWatchConfig)
    removed = sea_watch_ended.disconnect(ring_bell)
    return [("Removed", removed), ("Receivers", len(sea_watch_ended.send(sender=MailBoat)))]


@story(
    "Disconnected rightly",
    look="Nothing is found: the receiver was disconnected, and nobody received the signal.",
    outline="""
        port_watch_ended MailBoat
    """,
    code=(PortWatchConfig,),
    twin="disconnected-in-vain",
)
def disconnected_rightly(request: HttpRequest) -> Told:
    """A receiver is connected for a sender, and disconnected for that one."""
    start(PortWatchConfig)
    removed = port_watch_ended.disconnect(ring_bell, sender=MailBoat)
    return [("Removed", removed), ("Receivers", len(port_watch_ended.send(sender=MailBoat)))]
