"""What is sent when rows are saved and deleted."""

from contextlib import suppress

from django.core import serializers
from django.db import transaction
from django.http import HttpRequest

from demo_site.lab.keepers import inspect_chain, put_out, strike_off_list, warn_sailors
from demo_site.lab.models import Buoy, Lamp, Lighthouse, Reading
from demo_site.lab.receivers import check_reading
from demo_site.lab.stories import Told, stories_of

story = stories_of("Models")

MOORING = (inspect_chain, warn_sailors)


@story(
    "Created",
    look="post_save says created=True, raw=False, update_fields=None, and by using in which "
    "database.",
    outline="""
        pre_save Buoy
          > inspect_chain
        post_save Buoy
          > warn_sailors
    """,
    code=MOORING,
)
def save_created(request: HttpRequest) -> Told:
    """A new row: pre_save before the INSERT, post_save after it."""
    buoy = Buoy.objects.create(name="Kish", colour="red")
    Buoy.objects.filter(pk=buoy.pk).delete()  # nobody hears of it: no signals, one query
    return [("Saved", buoy)]


@story(
    "Updated",
    look="The second post_save says created=False, the third one also update_fields, a frozenset "
    "of names.",
    outline="""
        pre_save Buoy
          > inspect_chain
        post_save Buoy
          > warn_sailors
        pre_save Buoy
          > inspect_chain
        post_save Buoy
          > warn_sailors
        pre_save Buoy
          > inspect_chain
        post_save Buoy
          > warn_sailors
    """,
    code=MOORING,
)
def save_updated(request: HttpRequest) -> Told:
    """A buoy is saved, saved again as a whole, and saved once more in one field."""
    buoy = Buoy.objects.create(name="Kish", colour="red")
    buoy.name, buoy.colour = "Kish Bank", "green"
    buoy.save()
    buoy.save(update_fields=["colour"])
    Buoy.objects.filter(pk=buoy.pk).delete()
    return [("Saved", buoy)]


FIXTURE = '[{"model": "lab.buoy", "fields": {"name": "Daunt", "colour": "yellow"}}]'


@story(
    "From a fixture",
    look="Both signals say raw=True. A receiver should then leave other rows alone.",
    outline="""
        pre_save Buoy
          > inspect_chain
        post_save Buoy
          > warn_sailors
    """,
    code=MOORING,
)
def save_raw(request: HttpRequest) -> Told:
    """A fixture is loaded as loaddata does it: each row is saved exactly as it is written."""
    [loaded] = serializers.deserialize("json", FIXTURE)
    loaded.save()
    Buoy.objects.filter(pk=loaded.object.pk).delete()
    return [("Fixture", FIXTURE), ("Saved", loaded.object)]


@story(
    "Deleted, with all that depends on it",
    look="One delete(), three times two signals. All pre_delete come first; and the lighthouse, "
    "which the lamps depend on, is deleted last.",
    outline="""
        pre_save Lighthouse
        post_save Lighthouse
        pre_save Lamp
        post_save Lamp
        pre_delete Lamp [in transaction]
          > put_out
        pre_delete Lamp [in transaction]
          > put_out
        pre_delete Lighthouse [in transaction]
          > put_out
        post_delete Lamp [in transaction]
          > strike_off_list
        post_delete Lamp [in transaction]
          > strike_off_list
        post_delete Lighthouse [in transaction]
          > strike_off_list
    """,
    code=(put_out, strike_off_list),
)
def delete(request: HttpRequest) -> Told:
    """A lighthouse is deleted, and its two lamps with it, because of on_delete=CASCADE."""
    lighthouse = Lighthouse.objects.create(name="Roancarrig")
    for colour in ("White", "Red"):
        Lamp.objects.create(lighthouse=lighthouse, colour=colour)
    _, deleted = lighthouse.delete()
    return deleted.items()


class StormError(Exception):
    """Makes the measuring stop halfway."""


def measure_in_storm() -> None:
    Reading.objects.create(station="Rockall", hour=0, celsius="8.5")
    with transaction.atomic():
        Reading.objects.create(station="Rockall", hour=1, celsius="7.5")
    raise StormError("Everybody below deck!")


@story(
    "Rolled back",
    look="post_save of both readings and its receiver, in a transaction that was rolled back. "
    "Signals do not wait for the commit.",
    outline="""
        pre_save Reading
        post_save Reading [rolled back]
          > check_reading
        pre_save Reading
        post_save Reading [rolled back]
          > check_reading
    """,
    findings=("S503",),
    code=(check_reading, StormError, measure_in_storm),
)
def rollback(request: HttpRequest) -> Told:
    """Two readings are saved, one of them behind a savepoint; then the block raises."""
    before = Reading.objects.count()
    with suppress(StormError), transaction.atomic():
        measure_in_storm()
    return [("Readings before", before), ("Readings after", Reading.objects.count())]
