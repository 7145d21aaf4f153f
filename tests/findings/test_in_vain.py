"""S205 connect-dropped and S206 disconnect-in-vain: calls that did nothing, where it mattered."""

from __future__ import annotations

import functools
import inspect
from contextlib import suppress

import pytest
from django.db.models.signals import post_save
from django.dispatch import Signal

from signals_panel import record
from tests.app.models import Tag
from tests.findings.reading import codes, found, message
from tests.signals import ordered

HERE = "tests.findings.test_in_vain"
FILE = "findings/test_in_vain.py"
TAG = "tests.app.models.Tag"
IN_VAIN = {"S205", "S206"}


def pack(sender, **kwargs):
    pass


def charge(sender, **kwargs):
    pass


def raises(sender, **kwargs):
    raise ValueError("on purpose")


def made(number):
    def receives(sender, **kwargs):
        return number

    return receives


class Shelf:
    def fill(self, sender, **kwargs):
        pass


def line():
    """Return the line that calls this."""
    return inspect.currentframe().f_back.f_lineno


@pytest.fixture(autouse=True)
def _as_before():
    before = list(ordered.receivers)
    yield
    ordered.receivers[:] = before
    ordered.sender_receivers_cache.clear()


def connect(receiver, **options):
    ordered.connect(receiver, weak=False, **options)


CONNECTED = f"{FILE}:{inspect.getsourcelines(connect)[1] + 1}"


def recorded(sender=None):
    with record() as recording:
        ordered.send(sender)
    return recording


def test_a_connect_that_another_receivers_uid_kept_from_connecting_names_both_places():
    connect(pack, sender=Tag, dispatch_uid="order")
    ordered.connect(charge, sender=Tag, dispatch_uid="order")
    at = line() - 1
    recording = recorded(Tag)
    [finding] = found(recording, "S205")
    assert finding["message"] == (
        f"A dispatch of ordered did not reach {HERE}.charge: connect() at {FILE}:{at} did "
        f"nothing, as {HERE}.pack, connected at {CONNECTED}, has its dispatch_uid 'order'."
    )
    assert (finding["name"], finding["severity"]) == ("connect-dropped", "warning")
    assert finding["hint"] == "Give each receiver a dispatch_uid of its own, or none."
    assert finding["where"] == {"file": __file__, "line": at}
    assert finding["dispatch"] == recording.as_dict()["dispatches"][0]["id"]


def test_a_disconnect_without_the_uid_and_the_sender_names_both_places():
    connect(pack, sender=Tag, dispatch_uid="order")
    assert not ordered.disconnect(pack)
    at = line() - 1
    recording = recorded(Tag)
    [finding] = found(recording, "S206")
    assert finding["message"] == (
        f"A dispatch of ordered still ran {HERE}.pack: disconnect() at {FILE}:{at} removed "
        f"nothing, as the receiver was connected at {CONNECTED} with the sender {TAG} "
        "and with the dispatch_uid 'order'."
    )
    assert (finding["name"], finding["severity"]) == ("disconnect-in-vain", "warning")
    assert finding["hint"] == (
        f"Call disconnect() as connect() was called: with the sender {TAG} and with the "
        "dispatch_uid 'order'."
    )
    assert finding["where"] == {"file": __file__, "line": at}
    assert finding["call"] == recording.as_dict()["calls"][0]["id"]


@pytest.mark.parametrize("uid", ["order", 7, b"order", ("order", 1), 2.5])
def test_a_uid_may_be_of_any_kind(uid):
    connect(pack, dispatch_uid=uid)
    ordered.connect(charge, dispatch_uid=uid)
    ordered.disconnect(pack)
    recording = recorded()
    assert codes(recording) & IN_VAIN == IN_VAIN


@pytest.mark.parametrize(
    ("made_with", "removed_with"),
    [
        ({"dispatch_uid": "a"}, {}),
        ({"dispatch_uid": "a"}, {"dispatch_uid": "b"}),
        ({"dispatch_uid": 7}, {"dispatch_uid": 8}),
        ({"sender": Tag}, {}),
        ({}, {"sender": Tag}),
        ({}, {"dispatch_uid": "a"}),
        ({"sender": Tag, "dispatch_uid": "a"}, {"dispatch_uid": "a"}),
        ({"sender": Tag, "dispatch_uid": 7}, {"dispatch_uid": 7}),
        ({"sender": Tag, "dispatch_uid": "a"}, {"sender": Tag}),
        ({"dispatch_uid": "a"}, {"sender": Tag, "dispatch_uid": "a"}),
    ],
)
def test_each_way_to_disconnect_otherwise_than_it_was_connected_is_told(made_with, removed_with):
    connect(pack, **made_with)
    assert not ordered.disconnect(pack, **removed_with)
    recording = recorded(Tag)
    assert f"ran {HERE}.pack: disconnect() at" in message(recording, "S206")


@pytest.mark.parametrize(
    ("made_with", "removed_with", "said"),
    [
        ({"dispatch_uid": "a"}, {}, "without a sender and with the dispatch_uid 'a'"),
        ({"sender": Tag}, {}, f"with the sender {TAG} and without a dispatch_uid"),
        ({}, {"sender": Tag}, "without a sender and without a dispatch_uid"),
    ],
)
def test_disconnect_is_to_be_given_what_connect_was_given(made_with, removed_with, said):
    connect(pack, **made_with)
    assert not ordered.disconnect(pack, **removed_with)
    [finding] = found(recorded(Tag), "S206")
    assert finding["message"].endswith(f" {said}.")
    assert finding["hint"] == f"Call disconnect() as connect() was called: {said}."


def test_a_disconnect_by_the_uid_alone_is_told():
    connect(pack, sender=Tag, dispatch_uid="a")
    assert not ordered.disconnect(dispatch_uid="a")
    recording = recorded(Tag)
    assert f"ran {HERE}.pack: disconnect() at" in message(recording, "S206")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (functools.partial(pack, shelf=1), functools.partial(pack, shelf=2)),
        (Shelf().fill, Shelf().fill),
        (made(1), made(2)),
        (pack, Shelf().fill),
    ],
    ids=["partials", "methods", "closures", "kinds"],
)
def test_receivers_of_any_kind_can_have_one_uid(one, other):
    connect(one, dispatch_uid="a")
    ordered.connect(other, dispatch_uid="a", weak=False)
    recording = recorded()
    assert len(found(recording, "S205")) == 1


@pytest.mark.parametrize(
    "make",
    [lambda: functools.partial(pack), Shelf, lambda: pack],
    ids=["partial", "method", "function"],
)
def test_a_disconnect_of_another_object_of_the_same_function_is_told_for_information(make):
    one, other = make(), make()
    one, other = getattr(one, "fill", one), getattr(other, "fill", functools.partial(pack))
    connect(one)
    assert not ordered.disconnect(other)
    recording = recorded()
    [finding] = found(recording, "S206")
    assert finding["severity"] == "info"
    assert (
        f"as it was given another object than what was connected at {CONNECTED}."
        in (finding["message"])
    )
    assert finding["hint"].startswith("Keep the object that was connected")


def test_a_method_sender_is_told_as_any():
    fill = Shelf().fill
    connect(pack, sender=fill, dispatch_uid="a")
    ordered.connect(charge, sender=fill, dispatch_uid="a")
    assert not ordered.disconnect(pack, sender=fill)
    recording = recorded(fill)
    assert codes(recording) & IN_VAIN == IN_VAIN


def test_a_models_label_is_its_model(db):
    post_save.connect(pack, sender="app.Tag", dispatch_uid="a")
    post_save.connect(charge, sender="app.Tag", dispatch_uid="a")
    post_save.disconnect(pack, sender="app.Tag")
    at = line()
    with record() as recording:
        Tag.objects.create(name="a")
    messages = {each: message(recording, each) for each in IN_VAIN}
    post_save.disconnect(sender=Tag, dispatch_uid="a")
    assert f"connect() at {FILE}:{at - 2} did nothing" in messages["S205"]
    assert f"disconnect() at {FILE}:{at - 1} removed nothing" in messages["S206"]


def test_one_line_that_does_it_for_many_senders_is_one_finding():
    for sender in ("a", "b", "c"):
        ordered.connect(pack, sender=sender, dispatch_uid="a")
        ordered.connect(charge, sender=sender, dispatch_uid="a")
    with record() as recording:
        for sender in ("a", "b", "c"):
            ordered.send(sender)
    assert message(recording, "S205").endswith("; so did 2 more from that line.")


def test_what_a_dispatch_ran_before_is_not_told():
    connect(pack, dispatch_uid="a")
    with record() as recording:
        ordered.send(None)
        ordered.connect(charge, dispatch_uid="a")
        ordered.disconnect(pack)
    assert codes(recording).isdisjoint(IN_VAIN)


def test_what_each_request_does_at_its_end_is_told_from_the_next_one_on():
    def answered():
        with record() as recording:
            ordered.send(None)
            ordered.disconnect(pack)
        return codes(recording)

    connect(pack, dispatch_uid="a")
    assert "S206" not in answered()
    assert "S206" in answered()


def test_a_dispatch_by_another_sender_is_not_told():
    connect(pack, sender=Tag, dispatch_uid="a")
    connect(charge)
    ordered.connect(charge, sender=Tag, dispatch_uid="a")
    ordered.disconnect(pack)
    ordered.disconnect(charge, sender="shop")
    recording = recorded("blog")
    assert codes(recording).isdisjoint(IN_VAIN)


def test_senders_that_share_a_name_are_not_said_to_be_the_one_that_was_meant():
    connect(pack)
    shelf = Shelf()
    ordered.disconnect(pack, sender=shelf)
    assert "S206" not in codes(recorded(Shelf()))
    assert "S206" in codes(recorded(shelf))


def test_a_send_that_ended_before_is_not_told_of():
    connect(pack, dispatch_uid="a")
    connect(raises)
    ordered.connect(charge, dispatch_uid="a")
    with record() as recording, suppress(ValueError):
        ordered.send(None)
    assert "S205" not in codes(recording)


def test_where_the_signal_itself_chooses_who_receives_nothing_is_told(monkeypatch):
    connect(pack, dispatch_uid="a")
    ordered.connect(charge, dispatch_uid="a")
    found = ordered._live_receivers
    with monkeypatch.context() as patch:
        patch.setattr(ordered, "_live_receivers", lambda sender: tuple(found(sender)))
        assert "S205" not in codes(recorded())
    assert "S205" in codes(recorded())


def test_signals_that_share_a_name_are_not_taken_for_one_another():
    one, other = [Signal() for _ in range(2)]
    for signal in (one, other):
        signal.connect(pack, dispatch_uid="a")
    one.connect(charge, dispatch_uid="a")
    one.disconnect(pack)
    with record() as recording:
        other.send(None)
    assert codes(recording).isdisjoint(IN_VAIN)
    with record() as recording:
        one.send(None)
    assert codes(recording) & IN_VAIN == IN_VAIN


def test_the_same_receiver_again_is_no_fault():
    connect(pack, dispatch_uid="a")
    ordered.connect(pack, dispatch_uid="a")
    recording = recorded()
    assert codes(recording).isdisjoint(IN_VAIN)


def test_what_was_disconnected_later_is_over():
    ordered.connect(pack, sender=Tag)
    ordered.disconnect(pack)
    with record() as recording:
        ordered.send(Tag)
        ordered.disconnect(pack, sender=Tag)
    assert codes(recording).isdisjoint(IN_VAIN)


def test_what_packages_do_in_vain_is_not_the_users_to_mend():
    from django.core.cache import close_caches
    from django.db import reset_queries

    code = "def again(signal, one, other):\n  signal.connect(one, dispatch_uid='a')\n"
    code += "  signal.connect(other, dispatch_uid='a')\n  signal.disconnect(one)\n"
    names = {}
    exec(compile(code, "/x/site-packages/again.py", "exec"), names)
    names["again"](ordered, close_caches, reset_queries)
    assert codes(recorded()).isdisjoint(IN_VAIN)
    ordered.disconnect(dispatch_uid="a")
    names["again"](ordered, close_caches, pack)
    assert "S205" in codes(recorded())
