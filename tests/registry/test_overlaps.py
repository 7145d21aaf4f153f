"""Connections that make one receiver run twice: as findings and system checks look for them."""

from __future__ import annotations

from signals_panel.registry.overlaps import imported_twice, overlaps
from signals_panel.registry.registry import registry_now
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


def imported(module, function, line, identity):
    """Return a connection of what a decorator returned, imported under a module's name."""
    return {
        "token": 1,
        "receiver": f"{module}.guard.<locals>.inner",
        "file": "blog/receivers.py",
        "line": 3,
        "identity": identity,
        "alive": True,
        "sender_identity": None,
        "connected_at": line and {"file": "blog/receivers.py", "line": line},
        "of": function,
    }


def test_what_a_decorator_returns_is_imported_twice_only_where_it_is_of_one_line():
    connections = [
        imported("blog", "index", 10, 1),
        imported("blog", "notify", 20, 2),
        imported("site.blog", "index", 10, 3),
        imported("site.blog", "notify", 20, 4),
    ]
    found = [(one["of"], other["of"]) for one, other in imported_twice(connections)]
    assert found == [("index", "index"), ("notify", "notify")]
