"""Receivers that cost too much."""

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from demo_site.findings.management.commands import delete_gigs
from demo_site.findings.models import Gig, Vessel
from demo_site.findings.receivers.costs import (
    call_fleet,
    have_fleet_warned,
    radio_queue,
    tell_officers,
    tell_these_officers,
    warn_all,
    warn_each,
    warn_fleet,
)
from demo_site.findings.signals import (
    cargo_landed,
    cargo_unloaded,
    gale_expected,
    gale_forecast,
    storm_expected,
    storm_forecast,
)
from demo_site.lab.stories import Told, stories_of
from demo_site.processes import printed_by

story = stories_of("Findings: it costs")
FLEET = ("Alba", "Brea", "Clyde", "Doon", "Esk", "Forth")
CRATES = ("Lamps", "Oil", "Rope", "Flags", "Paint", "Tea")


@story(
    "A slow receiver",
    look="The bar of this receiver is nearly the whole request, and S401 tells its time. Leave "
    "the work to a task that transaction.on_commit() enqueues.",
    outline="""
        gale_forecast Fastnet
          > warn_fleet
    """,
    findings=("S401",),
    code=(call_fleet, warn_fleet),
    twin="slow-work-queued",
)
def slow_receiver(request: HttpRequest) -> Told:
    """A receiver calls the fleet by radio, and whoever asked for the page waits for the answer."""
    [(receiver, answer)] = gale_forecast.send(sender="Fastnet", place="Fastnet")
    return [(receiver.__name__, answer)]


@story(
    "Slow work that is queued",
    look="Nothing is found: the receiver only queued the work, and took no time.",
    outline="""
        gale_expected Fastnet
          > have_fleet_warned
    """,
    code=(have_fleet_warned,),
    twin="slow-receiver",
)
def slow_work_queued(request: HttpRequest) -> Told:
    """A receiver puts the call to the fleet into a queue, for somebody who has the time."""
    [(receiver, answer)] = gale_expected.send(sender="Fastnet", place="Fastnet")
    return [(receiver.__name__, answer), ("In the queue", radio_queue.popleft())]


@story(
    "Many queries in a receiver",
    look="S402 tells how many queries one call ran, and which of them it ran again and again. "
    "One query can do it for all rows.",
    outline="""
        storm_forecast coast [in transaction]
          > warn_each
    """,
    findings=("S402",),
    code=(warn_each,),
    twin="one-query-in-receiver",
)
def queries_in_receiver(request: HttpRequest) -> Told:
    """One send, one call, and a query for each of six ships."""
    with transaction.atomic():
        fleet = fleet_of(FLEET)
        storm_forecast.send(sender="coast", fleet=fleet)
        return [("Warned", warned_in(fleet))]


@story(
    "One query in a receiver",
    look="Nothing is found: the receiver updates all rows by one query.",
    outline="""
        storm_expected coast [in transaction]
          > warn_all
    """,
    code=(warn_all,),
    twin="queries-in-receiver",
)
def one_query_in_receiver(request: HttpRequest) -> Told:
    """One send, one call, and one query for all six ships."""
    with transaction.atomic():
        fleet = fleet_of(FLEET)
        storm_expected.send(sender="coast", fleet=fleet)
        return [("Warned", warned_in(fleet))]


def fleet_of(names: tuple[str, ...]) -> list[int]:
    """Save ships, past their signals; return their primary keys."""
    return [each.pk for each in Vessel.objects.bulk_create(Vessel(name=name) for name in names)]


def warned_in(fleet: list[int]) -> int:
    """Return how many ships were warned, and remove them all."""
    ships = Vessel.objects.filter(pk__in=fleet)
    warned = ships.filter(warned=True).count()
    ships.delete()
    return warned


@story(
    "The same query again and again",
    look="Each call ran one query, always the same: S403 counts them, over all calls. Fetch it "
    "once before, or do the work once for all of them after.",
    outline="cargo_landed crane\n  > tell_officers\n" * len(CRATES),
    findings=("S403",),
    code=(tell_officers,),
    twin="query-asked-once",
)
def query_repeated(request: HttpRequest) -> Told:
    """For each of six crates the receiver asks the database who is an officer."""
    told = [cargo_landed.send(sender="crane", crate=crate) for crate in CRATES]
    return [(receiver.__name__, said) for [(receiver, said)] in told]


@story(
    "A query that is asked once",
    look="Nothing is found: the receiver runs no query, since the sender tells what it needs.",
    outline="cargo_unloaded crane\n  > tell_these_officers\n" * len(CRATES),
    code=(tell_these_officers,),
    twin="query-repeated",
)
def query_asked_once(request: HttpRequest) -> Told:
    """The sender asks once who is an officer, and tells the receiver with each crate."""
    officers = list(User.objects.filter(is_staff=True).values_list("username", flat=True))
    told = [cargo_unloaded.send(sender="crane", crate=crate, officers=officers) for crate in CRATES]
    return [(receiver.__name__, said) for [(receiver, said)] in told]


@story(
    "A receiver of all deletions",
    look="S404 stands at the end of what record() printed. It names the receiver, and the rows "
    "that were fetched only for it: connect it for the senders it needs. The panel has none of "
    "it, since every visitor's deletions would reach such a receiver: it has its own process.",
    outline="",
    code=(delete_gigs.strike_off, delete_gigs.Command),
    twin="fast-delete",
)
def delete_heard_by_all(request: HttpRequest) -> Told:
    """Three gigs are deleted, and a receiver that is for dinghies alone hears of each of them."""
    return [("Recorded", printed_by("delete_gigs"))]


@story(
    "A deletion by one query",
    look="Nothing is found, and nothing was sent: nobody listens to the deletion of gigs, so none "
    "was fetched.",
    outline="",
    twin="delete-heard-by-all",
)
def fast_delete(request: HttpRequest) -> Told:
    """Three gigs are deleted by one query, which sends no signals."""
    gigs = Gig.objects.bulk_create(Gig(name=name) for name in FLEET[:3])
    return [("Deleted", Gig.objects.filter(pk__in=[each.pk for each in gigs]).delete()[0])]
