"""Connections: those of the signals sent, and all that changed meanwhile."""

from __future__ import annotations

import inspect

import pytest
from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

from signals_panel import record
from tests.app.models import Tag
from tests.signals import ordered


def nothing(sender, **kwargs):
    pass


async def nothing_async(sender, **kwargs):
    pass


def connections(recording):
    """Return the connections that changed, and those of signals that were sent; no fates.

    Signals of other tests live on with the receivers of their modules: those are left out.
    """
    return [
        {key: each[key] for key in each if key != "fate"}
        for each in recording.as_dict()["connections"]
        if (each["change"] or each["fate"]["reason"] != "not_sent")
        and each["file"] in (None, __file__)
    ]


def test_connections_of_a_signal_that_was_sent_are_listed(signal, connect):
    line = inspect.currentframe().f_lineno + 1
    signal.connect(nothing, sender=Tag, dispatch_uid="tags")
    signal.connect(nothing_async, weak=False)
    with record() as recording:
        signal.send(Tag)
    first, second = connections(recording)
    assert first == {
        "signal": recording.as_dict()["dispatches"][0]["signal"],
        "receiver": "tests.fates.test_connections.nothing",
        "file": __file__,
        "line": nothing.__code__.co_firstlineno,
        "sender": "tests.app.models.Tag",
        "weak": True,
        "dispatch_uid": "tags",
        "is_async": False,
        "connected_at": {"file": __file__, "line": line},
        "connected_for": None,
        "change": None,
    }
    assert (second["is_async"], second["weak"], second["dispatch_uid"]) == (True, False, None)
    assert (second["sender"], second["connected_at"]["line"]) == (None, line + 1)


def test_the_projects_connections_are_listed_though_their_signal_was_not_sent(signal):
    signal.connect(nothing)
    with record() as recording:
        ordered.send(None)
    found = recording.as_dict()["connections"]
    assert f"{__name__}.nothing" in [each["receiver"] for each in found]
    own = [each for each in found if each["file"] == __file__]
    assert {each["fate"]["reason"] for each in own} == {"not_sent"}


def test_connections_of_django_are_not_listed_where_their_signal_was_not_sent(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send(None)
    found = {each["receiver"] for each in recording.as_dict()["connections"]}
    assert not any(name.startswith(("django.", "debug_toolbar.")) for name in found)


def test_a_connection_made_meanwhile_is_made(signal):
    with record() as recording:
        signal.connect(nothing)
        signal.send(None)
    assert [
        (each["receiver"].rpartition(".")[2], each["change"]) for each in connections(recording)
    ] == [("nothing", "made")]


def test_a_connection_made_on_a_signal_that_was_not_sent_is_listed(signal):
    with record() as recording:
        signal.connect(nothing)
    assert [each["change"] for each in connections(recording)] == ["made"]


def test_a_connection_removed_meanwhile_is_removed(signal):
    signal.connect(nothing)
    with record() as recording:
        signal.disconnect(nothing)
        signal.send(None)
    assert [each["change"] for each in connections(recording)] == ["removed"]


@pytest.mark.parametrize("receives", [nothing, nothing_async])
@pytest.mark.parametrize("weak", [True, False])
def test_a_connection_that_is_gone_is_told_of_as_it_was(signal, receives, weak):
    signal.connect(receives, sender=Tag, weak=weak, dispatch_uid="tags")
    with record() as there:
        signal.send(Tag)
    with record() as removed:
        signal.disconnect(receives, sender=Tag, dispatch_uid="tags")
        signal.send(Tag)
    [was], [gone] = connections(there), connections(removed)
    assert was["is_async"] is (receives is nothing_async)
    assert gone == {**was, "change": "removed"}


@pytest.mark.parametrize("gone", "abcd")
def test_of_several_connections_the_one_that_is_removed_is_told_of(gone, signal, connect):
    for uid in "abcd":
        connect(signal, lambda sender, **kwargs: None, dispatch_uid=uid)
    with record() as recording:
        signal.disconnect(dispatch_uid=gone)
        signal.send(None)
    changes = {each["dispatch_uid"]: each["change"] for each in connections(recording)}
    assert changes == {uid: "removed" if uid == gone else None for uid in "abcd"}


def test_connecting_again_what_is_connected_changes_nothing(signal):
    signal.connect(nothing)
    with record() as recording:
        signal.connect(nothing)
        signal.send(None)
    assert [each["change"] for each in connections(recording)] == [None]


def test_disconnecting_what_is_not_connected_changes_nothing(signal):
    with record() as recording:
        assert not signal.disconnect(nothing)
    assert connections(recording) == []


def test_a_receiver_that_dies_is_died(signal, settings, collected):
    settings.DEBUG = False  # else Django keeps it alive
    with record() as recording:

        def local(sender, **kwargs):
            pass

        signal.connect(local)
        del local
        signal.send(None)
    assert [each["change"] for each in connections(recording)] == ["made", "died"]
    assert all("local" in each["receiver"] for each in connections(recording))


def test_a_method_of_an_instance_that_dies_is_died(signal):
    class Holder:
        def receive(self, sender, **kwargs):
            pass

    holder = Holder()
    signal.connect(holder.receive)
    with record() as recording:
        signal.send(None)
        del holder
        assert signal.send(None) == []
    assert "died" in [each["change"] for each in connections(recording)]


def test_the_decorator_is_where_a_receiver_is_connected(signal):
    line = inspect.currentframe().f_lineno + 2

    @receiver(signal)
    def decorated(sender, **kwargs):
        pass

    with record() as recording:
        signal.send(None)
    [connection] = connections(recording)
    assert connection["connected_at"]["file"] == __file__
    assert line <= connection["connected_at"]["line"] <= line + 2


def test_a_model_named_by_its_label_is_the_sender(connect):
    connect(post_save, nothing, sender="auth.User", dispatch_uid="by label")
    with record() as recording:
        post_save.send(User, instance=User())
    [mine] = [each for each in connections(recording) if each["dispatch_uid"] == "by label"]
    assert mine["sender"] == "django.contrib.auth.models.User"
    assert mine["connected_at"]["file"].endswith("conftest.py")


def test_a_model_signal_is_connected_where_it_is_told_to(connect):
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        post_save.connect(nothing, sender=Tag)
        post_save.disconnect(nothing, sender=Tag)
    made = [each["connected_at"] for each in connections(recording)]
    assert made == [{"file": __file__, "line": line}] * 2


@pytest.mark.parametrize("uid", [5, ("a", 1), object, None])
def test_a_uid_that_is_no_text_is_described(uid, signal, connect):
    connect(signal, nothing, dispatch_uid=uid)
    with record() as recording:
        signal.send(None)
    [connection] = connections(recording)
    assert type(connection["dispatch_uid"]) in (str, type(None))


def test_connections_made_before_the_hooks_saw_them_are_listed(connect):
    """As those of an app listed before ours are."""
    signal = Signal()
    Signal.connect.__wrapped__(signal, nothing, sender=Tag)
    with record() as recording:
        signal.send(Tag)
    [connection] = connections(recording)
    assert connection["receiver"] == "tests.fates.test_connections.nothing"
    assert connection["sender"] == "tests.app.models.Tag"
    assert connection["connected_at"] is None
