"""S304 repeated-dispatch: one line makes the same dispatch again and again."""

from __future__ import annotations

import inspect
import time

import pytest
from django.db.models.signals import m2m_changed, post_init, post_save

from signals_panel import record
from tests.app.models import Branch, Post, Tag
from tests.findings.reading import codes, found, message
from tests.signals import ordered, packed

HERE = "tests.findings.test_repeats"
TAG = "tests.app.models.Tag"

pytestmark = pytest.mark.django_db


def counts(sender, **kwargs):
    Post.objects.count()


def nothing(sender, **kwargs):
    pass


def sleeps(sender, **kwargs):
    time.sleep(0.003)


def publish(count):
    for number in range(count):
        Tag.objects.create(name=str(number))


LINE = inspect.getsourcelines(publish)[1] + 2


def test_a_loop_whose_receivers_query_each_time_is_told_of(connect):
    connect(post_save, counts, sender=Tag)
    with record() as recording:
        publish(12)
    [finding] = found(recording, "S304")
    assert finding["message"].startswith(
        f"post_save of {TAG} was sent 12 times from findings/test_repeats.py:{LINE} (publish): "
        "its receivers ran 12 queries in "
    )
    assert finding["message"].endswith(" ms.")
    assert (finding["name"], finding["severity"]) == ("repeated-dispatch", "warning")
    assert finding["where"] == {"file": __file__, "line": LINE}
    sent = [each for each in recording.as_dict()["dispatches"] if each["caller"]]
    assert finding["dispatch"] == sent[0]["id"]


def test_a_loop_with_nothing_to_show_for_it_is_not_told_of(connect):
    connect(post_save, nothing, sender=Tag)
    with record() as recording:
        publish(50)
    assert "S304" not in codes(recording)


def test_a_short_loop_is_not_told_of(connect):
    connect(post_save, counts, sender=Tag)
    with record() as recording:
        publish(9)
    assert "S304" not in codes(recording)


def test_fewer_queries_than_dispatches_are_not_told_of(connect):
    def counts_some(sender, instance, **kwargs):
        if instance.name < "5":
            Post.objects.count()

    connect(post_save, counts_some, sender=Tag)
    with record() as recording:
        publish(10)
    assert "S304" not in codes(recording)


def test_a_loop_that_takes_long_is_told_of(connect, settings):
    settings.SIGNALS_PANEL = {}
    connect(ordered, sleeps)
    with record() as recording:
        for _ in range(10):
            ordered.send(Tag)
    assert f"tests.signals.ordered of {TAG} was sent 10 times from" in message(recording, "S304")
    assert ": its receivers took " in message(recording, "S304")


def test_the_same_dispatch_from_several_lines_is_not_told_of(connect):
    connect(post_save, counts, sender=Tag)
    with record() as recording:
        publish(5)
        for number in range(5):
            Tag.objects.create(name=str(number))
        Tag.objects.create(name="last")
    assert "S304" not in codes(recording)


def test_one_line_that_sends_for_many_senders_is_not_told_of(connect):
    connect(ordered, counts)
    with record() as recording:
        for number in range(12):
            ordered.send(f"sender {number}")
    assert "S304" not in codes(recording)


def test_sends_nobody_received_are_not_told_of(settings):
    settings.SIGNALS_PANEL = {"REPEATS_MS": 0}
    with record() as recording:
        publish(50)
    assert "S304" not in codes(recording)


def test_init_signals_are_told_of_by_time_alone(connect, settings):
    settings.SIGNALS_PANEL = {"REPEATS_MS": 60_000}
    connect(post_init, counts, sender=Tag)
    with record() as recording:
        for _ in range(12):
            Tag()
    assert "S304" not in codes(recording)
    settings.SIGNALS_PANEL = {"REPEATS_MS": 0}
    with record() as recording:
        for _ in range(12):
            Tag()
    assert f"post_init of {TAG} was sent 12 times" in message(recording, "S304")


def test_a_loop_inside_receivers_is_told_of(connect):
    def plants(sender, **kwargs):
        for _ in range(12):
            packed.send(None)

    connect(ordered, plants)
    connect(packed, counts)
    with record() as recording:
        ordered.send(None)
    assert message(recording, "S304").startswith("tests.signals.packed was sent 12 times from")
    assert "(plants)" in message(recording, "S304")


def test_what_a_loop_makes_receivers_send_is_told_of_once(connect):
    def grows(sender, instance, **kwargs):
        Branch.objects.create(name=instance.name)

    connect(post_save, grows, sender=Tag)
    connect(post_save, counts, sender=Branch)
    with record() as recording:
        publish(12)
    assert f"post_save of {TAG} was sent 12 times" in message(recording, "S304")


def test_a_loop_inside_each_of_a_loops_dispatches_is_told_of_too(connect):
    def grows(sender, instance, **kwargs):
        for _ in range(2):
            Branch.objects.create(name=instance.name)

    connect(post_save, grows, sender=Tag)
    connect(post_save, counts, sender=Branch)
    with record() as recording:
        publish(12)
    outer, inner = found(recording, "S304")
    assert "sent 12 times" in outer["message"]
    assert "sent 24 times" in inner["message"]


def test_a_loop_after_one_that_others_were_inside_of_is_told_of_too(connect):
    def grows(sender, instance, **kwargs):
        Branch.objects.create(name=instance.name)

    connect(post_save, grows, sender=Tag)
    connect(post_save, counts, sender=Branch)
    connect(ordered, counts)
    with record() as recording:
        publish(12)
        for _ in range(12):
            ordered.send(None)
    tags, sends = sorted(each["message"] for each in found(recording, "S304"))
    assert tags.startswith(f"post_save of {TAG} was sent 12 times")
    assert sends.startswith("tests.signals.ordered was sent 12 times")


def test_recursion_is_no_loop(connect):
    def grows(sender, instance, **kwargs):
        Post.objects.count()
        if len(instance.name) < 15:
            Branch.objects.create(name=instance.name + "-")

    connect(post_save, grows, sender=Branch)
    with record() as recording:
        Branch.objects.create(name="")
    assert recording.as_dict()["totals"]["calls"] == 16
    assert "S304" not in codes(recording)


def test_many_to_many_rows_added_one_by_one_are_told_of(connect):
    post, tags = Post.objects.create(), [Tag.objects.create() for _ in range(6)]
    connect(m2m_changed, counts, sender=Post.tags.through)
    with record() as recording:
        for tag in tags:
            post.tags.add(tag)
    assert "m2m_changed of tests.app.models.Post_tags was sent 12 times" in message(
        recording, "S304"
    )


@pytest.mark.parametrize("limit", [0, 1])
def test_what_is_sent_once_is_no_loop_whatever_the_option(limit, connect, settings):
    connect(post_save, counts, sender=Tag)
    settings.SIGNALS_PANEL = {"REPEATS": limit, "REPEATS_MS": 0, "REPEATED_QUERIES": limit}
    with record() as recording:
        publish(1)
    assert {"S304", "S403"}.isdisjoint(codes(recording))
    with record() as recording:
        publish(2)
    assert "was sent 2 times" in message(recording, "S304")


def test_both_thresholds_are_options(connect, settings):
    connect(post_save, counts, sender=Tag)
    connect(ordered, sleeps)
    settings.SIGNALS_PANEL = {"REPEATS": 3, "REPEATS_MS": 10_000}
    with record() as recording:
        publish(3)
        for _ in range(12):
            ordered.send(None)
    assert "was sent 3 times" in message(recording, "S304")
