"""It costs: slow receivers, and receivers that query."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_migrate, post_save
from django.dispatch import Signal

from signals_panel import record
from signals_panel.conf import Options
from tests.app.models import Post, Shelf, Tag

from .reading import codes, found, found_had_calls_taken, message

pytestmark = pytest.mark.django_db


COUNT_FAR = """
    WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 99999) SELECT max(x) FROM c
"""


@pytest.fixture
def slowness(settings):
    """Have 5 ms be slow, so that the tests are not."""
    settings.SIGNALS_PANEL = {"SLOW_RECEIVER_MS": 5}


def sleeps(sender, **kwargs):
    time.sleep(0.006)


def sleeps_long(sender, **kwargs):
    time.sleep(0.21)


def test_a_slow_receiver_is_found(signal, connect, slowness):
    connect(signal, sleeps)
    with record() as recording:
        signal.send(None)
    [finding] = found(recording, "S401")
    [call] = recording.as_dict()["calls"]
    took = f"{call['self_ns'] / 1e6:.0f} ms"
    assert finding["message"].startswith("tests.findings.test_costs.sleeps (")
    assert finding["message"].endswith(f") took {took} of its own.")
    assert (finding["name"], finding["severity"]) == ("slow-receiver", "warning")
    assert finding["where"] == {"file": __file__, "line": sleeps.__code__.co_firstlineno}
    assert (finding["dispatch"], finding["call"]) == (call["dispatch"], call["id"])


def test_a_slow_receiver_is_found_once_with_its_slowest_call(signal, connect, slowness):
    connect(signal, lambda sender, **kwargs: None)
    with record() as recording:
        for sender in ("short", "long", "none"):
            signal.send(sender)
    [finding] = found_had_calls_taken(recording, "S401", 6, 15, 0)
    assert finding["message"].endswith(" of its own; 2 of its 3 calls took 5 ms or more.")
    assert finding["call"] == recording.as_dict()["calls"][1]["id"]


def test_a_receiver_slow_by_its_queries_says_so(signal, connect, settings):
    settings.SIGNALS_PANEL = {"SLOW_RECEIVER_MS": 0.0}

    def counts_far(sender, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute(COUNT_FAR)

    connect(signal, counts_far)
    with record() as recording:
        signal.send(None)
    said = message(recording, "S401")
    assert " of its own, " in said
    assert said.endswith(" ms in 1 query.")


def test_a_receiver_is_not_slow_by_what_it_sends(signal, connect, settings):
    settings.SIGNALS_PANEL = {"SLOW_RECEIVER_MS": 200}
    inner = Signal()
    connect(inner, sleeps_long)
    connect(signal, lambda sender, **kwargs: inner.send(None))
    with record() as recording:
        signal.send(None)
    said = message(recording, "S401")
    assert said.startswith("tests.findings.test_costs.sleeps_long (")


def test_a_receiver_is_fast_below_the_threshold(signal, connect, settings):
    settings.SIGNALS_PANEL = {}
    assert Options().SLOW_RECEIVER_MS == 100
    connect(signal, lambda sender, **kwargs: None)
    with record() as recording:
        signal.send(None)
    assert found_had_calls_taken(recording, "S401", 99.9) == []
    assert found_had_calls_taken(recording, "S401", 100) != []


def test_a_slow_receiver_of_djangos_is_not_the_users(settings):
    settings.SIGNALS_PANEL = {"SLOW_RECEIVER_MS": 0.0}
    from django.core.signals import request_finished

    with record() as recording:
        request_finished.send(None)
    assert any(each["receiver"].startswith("django.") for each in recording.as_dict()["calls"])
    assert not any(each["message"].startswith("django.") for each in found(recording, "S401"))


def test_a_receiver_that_is_not_reached_is_not_slow(signal, connect, settings):
    settings.SIGNALS_PANEL = {"SLOW_RECEIVER_MS": 200}
    connect(signal, lambda sender, **kwargs: 1 / 0)
    connect(signal, sleeps_long)
    with record() as recording, pytest.raises(ZeroDivisionError):
        signal.send(None)
    assert found(recording, "S401") == []


def counts(times):
    """Return a receiver that runs so many queries."""

    def counts_tags(sender, **kwargs):
        for _ in range(times):
            Tag.objects.count()

    return counts_tags


def test_a_call_with_many_queries_is_found(connect):
    connect(post_save, counts(5), sender=Tag)
    with record() as recording:
        Tag.objects.create(name="a")
    [finding] = found(recording, "S402")
    assert finding["message"] == (
        "tests.findings.test_costs.counts.<locals>.counts_tags (post_save) ran 5 queries, "
        'all of them SELECT COUNT(*) AS "__count" FROM "app_tag", in one call.'
    )
    assert (finding["name"], finding["severity"]) == ("queries-in-receiver", "warning")
    [call] = recording.as_dict()["calls"]
    assert (finding["dispatch"], finding["call"]) == (call["dispatch"], call["id"])


def test_a_receiver_with_many_queries_is_found_once_with_its_worst_call(signal, connect):
    def counts_some(sender, **kwargs):
        counts(int(sender))(sender)

    connect(signal, counts_some)
    with record() as recording:
        for sender in ("5", "9", "1"):
            signal.send(sender)
    [finding] = found(recording, "S402")
    assert "ran 9 queries" in finding["message"]
    assert finding["message"].endswith(" in one call; 2 of its 3 calls ran 5 or more.")
    assert finding["call"] == recording.as_dict()["calls"][1]["id"]


def test_different_queries_of_one_call_are_counted_and_none_is_quoted(signal, connect):
    def looks(sender, **kwargs):
        for model in (Tag, Post, Shelf, User):
            model.objects.count()
        Tag.objects.exists()

    connect(signal, looks)
    with record() as recording:
        signal.send(None)
    said = message(recording, "S402")
    assert said.endswith(" ran 5 queries in one call.")


def test_the_query_that_a_call_mostly_runs_is_quoted_and_counted(signal, connect):
    def looks(sender, **kwargs):
        for model in (Tag, Post, Tag, Tag, Tag):
            model.objects.count()

    connect(signal, looks)
    with record() as recording:
        signal.send(None)
    assert message(recording, "S402").endswith(
        ' ran 5 queries, 4 of them SELECT COUNT(*) AS "__count" FROM "app_tag", in one call.'
    )


@pytest.mark.parametrize(
    ("sql", "hint"),
    [
        (
            "SELECT 1",
            "Fetch what it needs in fewer queries, with select_related() or one for all rows.",
        ),
        (
            "UPDATE app_tag SET name = 'b'",
            "Write the rows in fewer queries, with bulk_create(), bulk_update() or one update().",
        ),
    ],
)
def test_what_to_do_about_many_queries_depends_on_whether_they_write(sql, hint, signal, connect):
    connect(signal, lambda sender, **kwargs: [connection.cursor().execute(sql) for _ in "12345"])
    with record() as recording:
        signal.send(None)
    [finding] = found(recording, "S402")
    assert finding["hint"] == hint


def test_a_call_with_few_queries_is_not_found(connect):
    connect(post_save, counts(4), sender=Tag)
    with record() as recording:
        Tag.objects.create(name="a")
    assert found(recording, "S402") == []


def test_the_queries_of_what_a_receiver_sends_are_not_its_own(signal, connect):
    inner = Signal()
    connect(inner, counts(3))
    connect(signal, lambda sender, **kwargs: (inner.send(None), counts(3)(sender)))
    with record() as recording:
        signal.send(None)
    assert found(recording, "S402") == []


@pytest.mark.django_db(transaction=True)
def test_savepoints_are_no_queries(signal, connect):
    def saves(sender, **kwargs):
        for _ in range(3):
            with transaction.atomic(), transaction.atomic():
                Tag.objects.count()

    connect(signal, saves)
    with record() as recording:
        for _ in range(3):
            signal.send(None)
    assert recording.as_dict()["calls"][0]["queries"] > 5
    assert found(recording, "S402") == []
    said = message(recording, "S403")
    assert "the same query 9 times in 3 calls: SELECT COUNT(*)" in said


def test_what_migrating_costs_is_no_finding(connect):
    connect(post_migrate, counts(9))
    with record() as recording:
        call_command("migrate", verbosity=0)
    calls = [each for each in recording.as_dict()["calls"] if each["queries"] == 9]
    assert len(calls) > 2
    assert codes(recording) == set()


def test_a_query_repeated_across_calls_is_found(connect):
    connect(post_save, counts(1), sender=Tag)
    with record() as recording:
        for name in "abcde":
            Tag.objects.create(name=name)
    [finding] = found(recording, "S403")
    assert finding["message"] == (
        "tests.findings.test_costs.counts.<locals>.counts_tags (post_save) ran the same query "
        '5 times in 5 calls: SELECT COUNT(*) AS "__count" FROM "app_tag".'
    )
    assert (finding["name"], finding["severity"]) == ("repeated-query", "warning")
    first, *_ = recording.as_dict()["calls"]
    assert (finding["dispatch"], finding["call"]) == (first["dispatch"], first["id"])
    assert found(recording, "S402") == []


def test_a_long_query_is_shortened(signal, connect):
    connect(signal, lambda sender, **kwargs: list(Post.objects.filter(title="a")))
    with record() as recording:
        for _ in range(5):
            signal.send(None)
    said = message(recording, "S403")
    assert said.endswith(': SELECT … FROM "app_post" WHERE "app_post"."title" = %s.')


def test_several_repeated_queries_of_one_receiver_are_one_finding(signal, connect):
    def looks(sender, **kwargs):
        Tag.objects.count()
        Post.objects.count()

    connect(signal, looks)
    with record() as recording:
        for _ in range(5):
            signal.send(None)
    said = message(recording, "S403")
    assert "the same query 5 times in 5 calls (and 1 more query like it): SELECT COUNT(*)" in said


def test_a_query_that_one_call_repeats_is_not_repeated_across_calls(signal, connect):
    connect(signal, lambda sender, **kwargs: counts(int(sender))(sender))
    with record() as recording:
        for sender in ("6", "1"):
            signal.send(sender)
    assert len(found(recording, "S402")) == 1
    assert found(recording, "S403") == []


def test_queries_of_different_receivers_are_not_repeated(signal, connect):
    for _ in range(3):
        connect(signal, lambda sender, **kwargs: Tag.objects.count())
        connect(signal, lambda sender, **kwargs: Tag.objects.count())
    with record() as recording:
        for _ in range(4):
            signal.send(None)
    receivers = {(each["receiver"], each["line"]) for each in recording.as_dict()["calls"]}
    assert len(receivers) == 2
    assert len(found(recording, "S403")) == 2


AFTER = " for all of them after."
HINTS = {
    "SELECT 1": "Fetch it once before, with select_related() or prefetch_related() where it "
    "belongs to the rows, or do the work once" + AFTER,
    "/* of a\nproxy */ -- or not\n INSERT INTO app_tag (name) VALUES ('a')": (
        "Collect the rows, and write them once after, with bulk_create()."
    ),
    "UPDATE app_tag SET name = 'b'": (
        "Write them once for all after, with one update() or bulk_update()."
    ),
    "delete from app_tag": "Delete them once for all after, with one delete() of a queryset.",
    "WITH a(name) AS (SELECT 'a') INSERT INTO app_tag (name) SELECT name FROM a": (
        "Collect the rows, and write them once after, with bulk_create()."
    ),
    "WITH a AS (SELECT 1) SELECT * FROM a": "Fetch it once before, with select_related() or "
    "prefetch_related() where it belongs to the rows, or do the work once" + AFTER,
    "PRAGMA foreign_keys": "Do the work once" + AFTER,
}


@pytest.mark.parametrize(("sql", "hint"), HINTS.items(), ids=HINTS)
def test_what_to_do_about_a_repeated_query_depends_on_what_it_does(sql, hint, signal, connect):
    connect(signal, lambda sender, **kwargs: connection.cursor().execute(sql))
    with record() as recording:
        for _ in range(5):
            signal.send(None)
    [finding] = found(recording, "S403")
    assert finding["hint"] == hint


def test_a_query_repeated_seldom_is_not_found(connect):
    connect(post_save, counts(1), sender=Tag)
    with record() as recording:
        for name in "abcd":
            Tag.objects.create(name=name)
    assert found(recording, "S403") == []


def test_thresholds_are_options(connect, settings):
    settings.SIGNALS_PANEL = {"QUERIES_PER_CALL": 2, "REPEATED_QUERIES": 2}
    connect(post_save, counts(2), sender=Tag)
    with record() as recording:
        Tag.objects.create(name="a")
        Tag.objects.create(name="b")
    assert codes(recording) == {"S402", "S403"}
