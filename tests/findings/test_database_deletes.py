"""S204 and W007: what the database deletes or changes by itself sends no signals (Django 6.1)."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection, models
from django.db.models import deletion
from django.db.models.signals import post_delete, post_save, pre_delete
from django.test.utils import isolate_apps

from signals_panel import record
from signals_panel.checks import connections as connection_checks

from .reading import parts_of

pytestmark = [
    pytest.mark.skipif(not hasattr(deletion, "DB_CASCADE"), reason="Django 6.1 has it"),
    pytest.mark.django_db(transaction=True),
]
HERE = "tests.findings.test_database_deletes"


def hears(sender, **kwargs):
    pass


@pytest.fixture
def fleet():
    """Return models whose rows the database deletes or changes with those of others."""
    with isolate_apps("tests.app") as registry:

        class Fleet(models.Model):
            class Meta:
                app_label = "app"

        class Ship(models.Model):
            fleet = models.ForeignKey(Fleet, on_delete=models.DB_CASCADE)

            class Meta:
                app_label = "app"

        class Crate(models.Model):
            ship = models.ForeignKey(Ship, on_delete=models.DB_CASCADE)

            class Meta:
                app_label = "app"

        class Log(models.Model):
            fleet = models.ForeignKey(Fleet, null=True, on_delete=models.DB_SET_NULL)

            class Meta:
                app_label = "app"

        with tables_of(Fleet, Ship, Crate, Log) as made:
            yield (*made, registry)


@pytest.fixture
def craft():
    """Return a model, its child, and models that point to either; the database cascades."""
    with isolate_apps("tests.app"):

        class Craft(models.Model):
            class Meta:
                app_label = "app"

        class Boat(Craft):
            craft = models.OneToOneField(
                Craft, on_delete=models.DB_CASCADE, parent_link=True, primary_key=True
            )

            class Meta:
                app_label = "app"

        class Dinghy(Boat):
            boat = models.OneToOneField(
                Boat, on_delete=models.DB_CASCADE, parent_link=True, primary_key=True
            )

            class Meta:
                app_label = "app"

        class Oar(models.Model):
            craft = models.ForeignKey(Craft, on_delete=models.DB_CASCADE)

            class Meta:
                app_label = "app"

        class Sail(models.Model):
            boat = models.ForeignKey(Boat, on_delete=models.DB_CASCADE)

            class Meta:
                app_label = "app"

        class Buoy(models.Model):
            craft = models.ForeignKey(Craft, on_delete=models.DB_CASCADE, db_constraint=False)

            class Meta:
                app_label = "app"

        with tables_of(Craft, Boat, Dinghy, Oar, Sail, Buoy) as made:
            yield made


@contextmanager
def tables_of(*made):
    """Make tables for models, and give these."""
    with connection.schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    yield made
    with connection.schema_editor() as editor:
        for model in reversed(made):
            editor.delete_model(model)


def told(recording):
    return [
        (each["operation"], each["model"].rpartition(".")[2], each["rows"], each["cause"])
        for each in recording.as_dict()["bypasses"]
    ]


def deleted_by_database(recording):
    return {model for operation, model, *_ in told(recording) if operation == "DB_CASCADE"}


@pytest.mark.parametrize("way", ["instance", "queryset", "raw"])
def test_what_the_database_cascades_to_is_a_bypass_however_deep(fleet, connect, way):
    Fleet, Ship, Crate, Log, _ = fleet
    connect(pre_delete, hears, sender=Ship)
    connect(post_delete, hears, sender=Crate)
    connect(post_save, hears, sender=Log)
    one = Fleet.objects.create()
    Crate.objects.create(ship=Ship.objects.create(fleet=one))
    with record() as recording:
        if way == "instance":
            one.delete()
        elif way == "queryset":
            Fleet.objects.all().delete()
        else:
            Fleet.objects.all()._raw_delete("default")
    assert Crate.objects.count() == 0
    assert sorted(told(recording)) == [
        ("DB_CASCADE", "Crate", None, "db_on_delete"),
        ("DB_CASCADE", "Ship", None, "db_on_delete"),
        ("DB_SET_NULL", "Log", None, "db_on_delete"),
    ]
    [card] = recording.as_dict()["findings"]
    assert len(parts_of(card)) == 2
    said = {each["message"] for each in (card, *parts_of(card))}
    ship, base = f"{Ship.__module__}.{Ship.__qualname__}", f"{Fleet.__module__}."
    assert (
        f"Deleting {base}{Fleet.__qualname__} has the database delete the rows of {ship} that "
        f"point to it, if there are any (Ship.fleet is DB_CASCADE): {HERE}.hears was not called."
    ) in said
    assert card["where"]["file"] == __file__


def test_what_the_database_deletes_beyond_the_option_is_counted(fleet, connect, settings):
    settings.SIGNALS_PANEL = {"MAX_ROWS": 1}
    Fleet, Ship, Crate, *_ = fleet
    connect(post_delete, hears, sender=Ship)
    connect(post_delete, hears, sender=Crate)
    with record() as recording:
        Fleet.objects.create().delete()
    assert (len(told(recording)), recording.as_dict()["dropped"]["bypasses"]) == (1, 1)


def test_where_nobody_missed_it_or_nothing_was_deleted_it_is_none(fleet, connect):
    Fleet, Ship, *_ = fleet
    one = Fleet.objects.create()
    with record() as recording:
        one.delete()
    assert told(recording) == []
    connect(pre_delete, hears, sender=Ship)
    with record() as recording:
        Fleet.objects.all().delete()
        Ship.objects.all().delete()
    assert told(recording) == []


@pytest.fixture
def hear_all(craft, connect):
    """Connect a receiver to what deletes the rows of each of these models."""
    for model in craft:
        connect(pre_delete, hears, sender=model)


@pytest.mark.parametrize("keeps", [True, False])
def test_what_points_to_a_parent_is_deleted_only_with_the_parents_rows(craft, hear_all, keeps):
    _, Boat, _, Oar, Sail, _ = craft
    boat = Boat.objects.create()
    Oar.objects.create(craft=boat)
    Sail.objects.create(boat=boat)
    with record() as recording:
        boat.delete(keep_parents=keeps)
    assert (Oar.objects.count(), Sail.objects.count()) == (keeps, 0)
    of_boat = {"Dinghy", "Sail"}
    assert deleted_by_database(recording) == (of_boat if keeps else {"Oar", *of_boat})


def test_nor_are_a_parents_where_only_the_childs_table_is_asked(craft, hear_all):
    _, Boat, _, Oar, _, _ = craft
    Oar.objects.create(craft=Boat.objects.create())
    with record() as recording:
        Boat.objects.all()._raw_delete("default")
    assert Oar.objects.count() == 1
    assert "Oar" not in deleted_by_database(recording)


def test_a_child_that_went_with_its_parent_is_a_bypass_unless_django_deleted_it(craft, hear_all):
    Craft, Boat, Dinghy, *_ = craft
    boats = [Boat.objects.create() for _ in range(3)]
    boats.append(Dinghy.objects.create())
    for each in (boats[0], boats[-1]):
        with record() as recording:
            each.delete()
        assert not {"Boat", type(each).__name__} & deleted_by_database(recording)
    with record() as recording:
        Craft.objects.filter(pk=boats[1].pk).delete()
    assert Boat.objects.count() == 1
    assert {"Boat", "Dinghy"} <= deleted_by_database(recording)


def test_where_the_database_has_no_constraint_it_does_nothing(craft, hear_all):
    Craft, _, _, _, _, Buoy = craft
    one = Craft.objects.create()
    Buoy.objects.create(craft=one)
    with record() as recording:
        one.delete()
    assert Buoy.objects.count() == 1
    assert "Buoy" not in deleted_by_database(recording)
    Buoy.objects.all().delete()


def test_what_a_collector_cascades_to_itself_is_none_what_it_leaves_is(fleet, connect):
    Fleet, Ship, _, Log, _ = fleet
    connect(pre_delete, hears, sender=Ship)
    connect(post_save, hears, sender=Log)
    one = Fleet.objects.create()
    Ship.objects.create(fleet=one)
    Log.objects.create(fleet=one)
    with record() as recording:
        collector = deletion.Collector("default", force_collection=True)
        collector.collect([one])
        collector.delete()
    assert Log.objects.get().fleet_id is None
    assert told(recording) == [("DB_SET_NULL", "Log", None, "db_on_delete")]


def test_the_check_names_the_receivers_that_will_not_hear_of_it(fleet, connect, monkeypatch):
    _, Ship, _, Log, registry = fleet
    monkeypatch.setattr(connection_checks, "apps", registry)
    connect(pre_delete, hears, sender=Ship)
    connect(post_save, hears, sender=Log)
    connect(post_delete, hears)
    alive = connection_checks._named(connection_checks.registry_now()["connections"])
    found = list(connection_checks._unheard_by_database(alive))
    assert [each.id for each in found] == ["signals_panel.W007"] * 2
    assert found[0].msg.startswith(f"{HERE}.hears will not hear of it where deleting ")
    assert found[0].msg.endswith(": fleet is DB_CASCADE, which sends no pre_delete.")
    assert found[1].msg.endswith(": fleet is DB_SET_NULL, which sends no post_save.")
    assert [each.obj for each in found] == [f"{__file__}:{hears.__code__.co_firstlineno}"] * 2


def test_the_check_knows_what_the_database_sets_to_a_default(connect, monkeypatch):
    with isolate_apps("tests.app") as registry:

        class Dock(models.Model):
            class Meta:
                app_label = "app"

        class Barge(models.Model):
            dock = models.ForeignKey(Dock, db_default=1, on_delete=models.DB_SET_DEFAULT)

            class Meta:
                app_label = "app"

        monkeypatch.setattr(connection_checks, "apps", registry)
        connect(post_save, hears, sender=Barge)
        alive = connection_checks._named(connection_checks.registry_now()["connections"])
        [found] = connection_checks._unheard_by_database(alive)
    assert found.msg.endswith(": dock is DB_SET_DEFAULT, which sends no post_save.")
