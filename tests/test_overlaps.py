"""Connections that make one receiver run twice: as findings and system checks look for them."""

from __future__ import annotations

from signals_panel.overlaps import overlaps
from signals_panel.registry import registry_now
from tests.app.models import Post, Tag


def receives(sender, **kwargs):
    pass


class Sender:
    """What looks like any other of its kind."""


def pairs():
    """Return the senders of the connections that overlap, two and two."""
    found = overlaps(registry_now()["connections"])
    return [tuple(each["sender"] for each in pair) for pair in found if _is_ours(*pair)]


def _is_ours(*pair):
    return all(each["receiver"] == f"{__name__}.receives" for each in pair)


def test_a_connection_for_every_sender_overlaps_with_each_for_one(signal, connect):
    for sender in (Tag, None, Post):
        connect(signal, receives, sender=sender)
    assert pairs() == [
        (None, "tests.app.models.Tag"),
        (None, "tests.app.models.Post"),
    ]


def test_connections_for_two_senders_do_not_overlap(signal, connect):
    connect(signal, receives, sender=Tag)
    connect(signal, receives, sender=Post)
    assert pairs() == []


def test_senders_that_look_alike_do_not_overlap(signal, connect):
    senders = Sender(), Sender()
    for sender in senders:
        connect(signal, receives, sender=sender)
    assert pairs() == []


def test_two_uids_for_one_sender_overlap(signal, connect):
    connect(signal, receives, sender=Tag, dispatch_uid="one")
    connect(signal, receives, sender=Tag, dispatch_uid="two")
    assert pairs() == [("tests.app.models.Tag", "tests.app.models.Tag")]
