"""What is sent when a model class is made, and when an instance of it is."""

from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.http import HttpRequest

from demo_site.lab.keepers import cut_cloth, fold_pennant, list_model
from demo_site.lab.models import Pennant, Reading
from demo_site.lab.stories import Told, stories_of

story = stories_of("Models")

SEWING = (cut_cloth, fold_pennant)


@story(
    "A model made at run time",
    look="class_prepared has no arguments but the sender, the class itself. Besides list_model it "
    "has receivers of packages that wait for models of theirs.",
    outline="""
        class_prepared Raft
          > finalize
          > _collect_transitions
          > list_model
    """,
    code=(list_model,),
)
def model_class(request: HttpRequest) -> Told:
    """A model class is made. A registry of its own keeps it out of the project's models."""
    options = type("Meta", (), {"app_label": "lab", "apps": Apps()})
    body: dict[str, Any] = {"__module__": __name__, "Meta": options, "logs": models.IntegerField()}
    raft = type("Raft", (models.Model,), body)
    return [("Class", raft._meta.label), ("Fields", [field.name for field in raft._meta.fields])]


@story(
    "Two instances, neither saved",
    look="Open both rows of pre_init: the values of the first are in args, each with its field's "
    "name, those of the second in kwargs.",
    outline="""
        pre_init Pennant
          > cut_cloth
        post_init Pennant
          > fold_pennant
        pre_init Pennant
          > cut_cloth
        post_init Pennant
          > fold_pennant
    """,
    code=SEWING,
)
def init(request: HttpRequest) -> Told:
    """Making an instance sends pre_init and post_init, whether it is ever saved or not."""
    by_position = Pennant(None, "A", "Diver down")
    by_name = Pennant(letter="B", meaning="Dangerous cargo")
    return [("By position", by_position), ("By name", by_name)]


@story(
    "An instance from the database",
    look="The second pre_init has all columns in args: what is read from the database is given "
    "by position.",
    outline="""
        pre_init Pennant
          > cut_cloth
        post_init Pennant
          > fold_pennant
        pre_save Pennant
        post_save Pennant
        pre_init Pennant
          > cut_cloth
        post_init Pennant
          > fold_pennant
    """,
    code=SEWING,
)
def init_from_database(request: HttpRequest) -> Told:
    """A row is read back: that makes an instance like any other, with the same two signals."""
    made = Pennant.objects.create(letter="Q", meaning="Clean bill of health")
    read = Pennant.objects.get(pk=made.pk)
    Pennant.objects.filter(pk=made.pk).delete()
    return [("Made", made), ("Read", read)]


@story(
    "A thousand instances",
    look="One row for each signal, with its count: nobody receives them, so they are not listed "
    "one by one and cost next to nothing.",
    outline="""
        pre_init Reading
        post_init Reading
    """,
)
def read(request: HttpRequest) -> Told:
    """A list of 1,000 readings sends 2,000 signals that nobody receives."""
    readings = list(Reading.objects.all()[:1000])
    coldest = min(readings, key=lambda reading: reading.celsius, default=None)
    return [("Readings", len(readings)), ("The coldest", coldest)]
