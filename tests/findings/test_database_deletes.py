"""S204 and W007: what the database deletes or changes by itself sends no signals (Django 6.1)."""

from __future__ import annotations

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

        made = (Fleet, Ship, Crate, Log)
        with connection.schema_editor() as editor:
            for model in made:
                editor.create_model(model)
        yield (*made, registry)
        with connection.schema_editor() as editor:
            for model in reversed(made):
                editor.delete_model(model)


def told(recording):
    return [
        (each["operation"], each["model"].rpartition(".")[2], each["rows"], each["cause"])
        for each in recording.as_dict()["bypasses"]
    ]


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
