"""S305 recursion: a dispatch inside the same dispatch."""

from __future__ import annotations

import inspect
import sys

import pytest
from django.db.models.signals import m2m_changed, post_save, pre_save

from signals_panel import record
from tests.app.models import Branch, Post, Tag
from tests.findings.reading import codes, found, message
from tests.signals import ordered

HERE = "tests.findings.test_recursion"
TAG = "tests.app.models.Tag"

pytestmark = pytest.mark.django_db(databases=["default", "other"])


def shorten(sender, instance, **kwargs):
    if instance.name:
        instance.name = instance.name[1:]
        instance.save()


LINE = inspect.getsourcelines(shorten)[1] + 3


def test_a_receiver_that_saves_what_is_being_saved_is_recursion(connect):
    connect(post_save, shorten, sender=Tag)
    with record() as recording:
        tag = Tag.objects.create(name="abc")
    [finding] = found(recording, "S305")
    assert finding["message"] == (
        f"{HERE}.shorten sent post_save of {TAG} again while it was being sent for "
        f"app.Tag(pk={tag.pk}): 4 deep."
    )
    assert (finding["name"], finding["severity"]) == ("recursion", "warning")
    assert finding["where"] == {"file": __file__, "line": LINE}
    document = recording.as_dict()
    [outermost] = [each for each in document["dispatches"] if each["id"] == finding["dispatch"]]
    assert outermost["parent_call"] is None
    calls = {each["id"]: each for each in document["calls"]}
    assert calls[finding["call"]]["dispatch"] == outermost["id"]


def test_it_is_told_of_once_for_all_rows_with_the_deepest(connect):
    connect(post_save, shorten, sender=Tag)
    with record() as recording:
        for name in ("a", "abcd", "ab"):
            Tag.objects.create(name=name)
    assert message(recording, "S305").endswith(": 5 deep (3 times).")


def test_recursion_through_another_dispatch_names_the_receiver_that_closes_it(connect):
    tags = []

    def asks(sender, instance, **kwargs):
        tags.append(instance)
        ordered.send(Tag)

    def saves(sender, **kwargs):
        if len(tags) < 2:
            tags[0].save()

    connect(post_save, asks, sender=Tag)
    connect(ordered, saves)
    with record() as recording:
        Tag.objects.create()
    assert f"{saves.__qualname__} sent post_save of {TAG} again" in message(recording, "S305")
    assert message(recording, "S305").endswith(": 2 deep.")


@pytest.mark.contains_errors
def test_recursion_without_end_is_told_of(connect):
    def forever(sender, instance, **kwargs):
        ordered.send(Tag, instance=instance)

    connect(ordered, forever)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(600)
    try:
        with record() as recording, pytest.raises(RecursionError):
            ordered.send(Tag, instance=Tag(pk=1))
    finally:
        sys.setrecursionlimit(limit)
    depth = int(message(recording, "S305").partition("): ")[2].removesuffix(" deep."))
    assert depth > 50


def test_saving_another_row_of_the_model_is_no_recursion(connect):
    def saves_parent(sender, instance, **kwargs):
        if instance.parent:
            instance.parent.save()

    connect(post_save, saves_parent, sender=Branch)
    root = Branch.objects.create()
    branch = Branch.objects.create(parent=root)
    with record() as recording:
        Branch.objects.create(parent=branch)
    assert recording.as_dict()["totals"]["calls"] == 3
    assert "S305" not in codes(recording)


def test_making_another_row_before_one_has_a_key_is_no_recursion(connect):
    def plants(sender, instance, **kwargs):
        if instance.name and not instance.parent:
            instance.parent = Branch.objects.create()

    connect(pre_save, plants, sender=Branch)
    with record() as recording:
        Branch.objects.create(name="leaf")
    assert recording.as_dict()["totals"]["calls"] == 2
    assert "S305" not in codes(recording)


def test_other_signals_about_the_same_row_are_no_recursion(connect):
    connect(post_save, lambda sender, instance, **kwargs: asks(sender, instance), sender=Tag)
    connect(ordered, lambda sender, **kwargs: None)

    def asks(sender, instance):
        ordered.send(sender, instance=instance, using="default")

    with record() as recording:
        Tag.objects.create()
    assert recording.as_dict()["totals"]["calls"] == 2
    assert "S305" not in codes(recording)


def test_updating_the_row_instead_is_no_recursion(connect):
    def updates(sender, instance, **kwargs):
        Tag.objects.filter(pk=instance.pk).update(name="b")

    connect(post_save, updates, sender=Tag)
    with record() as recording:
        Tag.objects.create(name="a")
    assert "S305" not in codes(recording)


def test_saving_twice_one_after_the_other_is_no_recursion(connect):
    connect(post_save, lambda sender, **kwargs: ordered.send(sender, instance=post), sender=Tag)
    connect(ordered, lambda sender, **kwargs: None)
    post = Post.objects.create()
    with record() as recording:
        tag = Tag.objects.create(name="a")
        tag.save()
    assert "S305" not in codes(recording)


def test_a_copy_in_another_database_is_no_recursion(connect):
    def copies(sender, instance, using, **kwargs):
        if using == "default":
            instance.save(using="other")

    connect(post_save, copies, sender=Tag)
    with record() as recording:
        Tag.objects.create(name="a")
    assert recording.as_dict()["totals"]["calls"] == 2
    assert "S305" not in codes(recording)


def test_another_action_on_the_same_relation_is_no_recursion(connect):
    def clears(sender, instance, action, **kwargs):
        if action == "pre_add":
            instance.tags.clear()

    connect(m2m_changed, clears, sender=Post.tags.through)
    post, tag = Post.objects.create(), Tag.objects.create()
    with record() as recording:
        post.tags.add(tag)
    assert recording.as_dict()["totals"]["calls"] == 4
    assert "S305" not in codes(recording)


def test_a_signal_without_an_instance_is_not_told_of(connect):
    def echo(sender, left, **kwargs):
        if left:
            ordered.send(sender, left=left - 1)

    connect(ordered, echo)
    with record() as recording:
        ordered.send(Tag, left=3)
    assert "S305" not in codes(recording)
