"""What was sent is kept for recordings that ask for it, and for no others."""

from __future__ import annotations

import gc
import weakref

import pytest

from signals_panel import record
from signals_panel.log import kept as kept_module
from signals_panel.log.kept import start_keeping, stop_keeping

from ..signals import packed


class Thing:
    """An object that can be referred to weakly."""


@pytest.fixture
def keeping():
    """Record, and keep what is sent; return what is kept."""
    with record() as recording:
        kept = start_keeping(recording.open_log)
        yield kept.sends
        stop_keeping(recording.open_log, kept)


def test_a_send_somebody_received_and_one_nobody_did_are_kept(signal, connect, keeping):
    connect(signal, lambda sender, **kwargs: None)
    thing = Thing()
    for _ in range(3):
        signal.send("received", thing=thing)
        packed.send("quiet", thing=thing)
    assert [(each.signal, each.sender, each.arguments) for each in keeping] == 3 * [
        (signal, "received", {"thing": thing}),
        (packed, "quiet", {"thing": thing}),
    ]
    assert {each.caller.file for each in keeping} == {__file__}


def test_every_way_to_send_is_kept(signal, keeping):
    from asgiref.sync import async_to_sync

    packed.send("a", by=1)
    packed.send_robust("a", by=2)
    async_to_sync(packed.asend)("a", by=3)
    async_to_sync(packed.asend_robust)("a", by=4)
    methods = ["send", "send_robust", "asend", "asend_robust"]
    assert [(each.method, each.arguments) for each in keeping] == [
        (method, {"by": by}) for by, method in enumerate(methods, 1)
    ]


def test_exact_dicts_lists_and_sets_are_kept_as_they_were_sent(keeping):
    class Own(dict):
        """Not copied: it is the user's."""

    mapping, items, own = {"a": 1}, [1], Own()
    packed.send("a", mapping=mapping, items=items, own=own)
    mapping["a"] = 2
    items.append(2)
    [sent] = keeping
    assert (sent.arguments["mapping"], sent.arguments["items"]) == ({"a": 1}, [1])
    assert sent.arguments["own"] is own


def test_enough_arguments_are_kept_and_no_more(keeping, monkeypatch):
    monkeypatch.setattr(kept_module, "MAX_ARGUMENTS", 2)
    for number in range(3):
        packed.send("a", number=number)
    assert [each.arguments for each in keeping] == [{"number": 0}, {"number": 1}, None]


def test_without_being_asked_for_nothing_is_kept(signal, connect):
    connect(signal, lambda sender, **kwargs: None)
    thing = Thing()
    reference = weakref.ref(thing)
    with record():
        signal.send("received", thing=thing)
        packed.send("quiet", thing=thing)
        del thing
        gc.collect()
        assert reference() is None


def test_counts_are_guessed_again_once_nothing_is_kept():
    with record() as recording:
        packed.send("a")
        kept = start_keeping(recording.open_log)
        packed.send("a")
        stop_keeping(recording.open_log, kept)
        packed.send("a")
        packed.send("a")
    assert len(kept.sends) == 1
    assert sum(each["count"] for each in recording.as_dict()["dispatches"]) == 4
