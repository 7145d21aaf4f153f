"""What a recording says of the sends themselves: order, nesting, method, names."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys

import pytest
from django.dispatch import Signal

from signals_panel import record
from tests.app.models import Tag
from tests.signals import ordered, packed


def returns_one(sender, **kwargs):
    return 1


async def returns_two(sender, **kwargs):
    return 2


def test_dispatches_are_listed_in_the_order_they_were_sent(connect):
    connect(ordered, returns_one)
    connect(packed, returns_one)
    with record() as recording:
        for signal in (ordered, packed, ordered):
            signal.send(None)
    assert [each["signal"] for each in recording.as_dict()["dispatches"]] == [
        "tests.signals.ordered",
        "tests.signals.packed",
        "tests.signals.ordered",
    ]


def test_receivers_are_listed_in_the_order_they_ran(signal, connect):
    connect(signal, lambda sender, **kwargs: "first")
    connect(signal, returns_one)
    with record() as recording:
        signal.send(None)
    assert [each["response"] for each in recording.as_dict()["calls"]] == ["'first'", "1"]


def test_a_send_inside_a_receiver_is_nested_under_its_call(signal, connect):
    connect(signal, returns_one)
    connect(signal, lambda sender, **kwargs: ordered.send(None))
    connect(ordered, lambda sender, **kwargs: packed.send(None))
    with record() as recording:
        signal.send(None)
    document = recording.as_dict()
    outer, middle, inner = document["dispatches"]
    first, second, nested = document["calls"]
    assert outer["parent_call"] is None
    assert middle["parent_call"] == second["id"]
    assert inner["parent_call"] == nested["id"]
    assert [first["dispatch"], second["dispatch"], nested["dispatch"]] == [
        outer["id"],
        outer["id"],
        middle["id"],
    ]


def test_sends_nobody_received_stand_under_the_call_they_were_made_in(signal, connect):
    connect(signal, lambda sender, **kwargs: packed.send(None))
    with record() as recording:
        packed.send(None)
        signal.send(None)
        packed.send(None)
    document = recording.as_dict()
    [call] = document["calls"]
    assert [each["parent_call"] for each in document["dispatches"]] == [
        None,
        None,
        call["id"],
        None,
    ]


@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
@pytest.mark.parametrize("receiver", [None, returns_one, returns_two])
def test_method_is_the_one_that_was_called(method, receiver, connect):
    signal = Signal()
    if receiver:
        connect(signal, receiver)
    with record() as recording:
        responses = getattr(signal, method)(None)
        if method.startswith("a"):
            asyncio.run(consumed(responses))
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["method"] == method


async def consumed(awaitable):
    return await awaitable


def test_signal_is_named_by_the_module_that_defines_it(connect):
    with record() as recording:
        ordered.send(None)
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["signal"] == "tests.signals.ordered"


def test_signal_no_module_holds_is_named_by_where_it_was_created():
    unnamed = Signal()
    with record() as recording:
        unnamed.send(None)
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["signal"].startswith(f"unnamed signal created at {__file__}:")


def test_signal_that_died_before_the_document_is_still_shown_as_created_somewhere(connect):
    with record() as recording:
        Signal().send(None)
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["signal"].startswith(f"unnamed signal created at {__file__}:")


MAKERS = """
from django.dispatch import Signal

class Documented(Signal):
    def __init__(self, text):
        super().__init__()
        self.text = text

def make():
    return Signal()
"""
HOLDERS = """
from makers import Documented, make

class Shop:
    opened = make()
    class Till:
        rung = Documented("by the till")
"""


@pytest.fixture
def shops(tmp_path, monkeypatch):
    """Return a module whose classes hold signals that another module makes for it."""
    monkeypatch.syspath_prepend(str(tmp_path))
    for name, source in (("makers", MAKERS), ("shops", HOLDERS)):
        (tmp_path / f"{name}.py").write_text(source)
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield importlib.import_module("shops")
    for name in ("makers", "shops"):
        del sys.modules[name]


def test_signal_that_a_class_holds_has_the_classs_name_whoever_made_it(shops):
    with record() as recording:
        shops.Shop.opened.send(None)
        shops.Shop.Till.rung.send(None)
    names = [each["signal"] for each in recording.as_dict()["dispatches"]]
    assert names == ["shops.Shop.opened", "shops.Shop.Till.rung"]


def test_signal_whose_class_has_a_constructor_was_created_where_that_is_called(shops):
    with record() as recording:
        shops.Documented("nobody's").send(None)
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["signal"].startswith(f"unnamed signal created at {__file__}:")


def test_every_id_is_an_integer_unique_in_the_document(signal, connect, db):
    from tests.app.models import Tag

    connect(signal, lambda sender, **kwargs: Tag.objects.create(name="a"))
    with record() as recording:
        signal.send(None)
        signal.send(None)
    document = recording.as_dict()
    kinds = ("dispatches", "calls", "queries", "bypasses", "transactions")
    ids = [each["id"] for kind in kinds for each in document[kind]]
    assert all(type(each) is int for each in ids)
    assert len(set(ids)) == len(ids) > 4


def test_document_has_all_keys_of_the_contract_when_nothing_was_sent():
    with record() as recording:
        pass
    document = recording.as_dict()
    assert list(document) == [
        *("schema", "request", "dispatches", "calls", "queries", "bypasses", "mails"),
        *("transactions", "connections", "on_commits", "findings", "totals", "dropped"),
    ]
    assert json.loads(json.dumps(document)) == document
    assert document["schema"] == 1
    assert document["request"] is None


def test_receivers_run_without_queries_have_none_and_totals_count_all(signal, connect):
    connect(signal, returns_one)
    connect(signal, lambda sender, **kwargs: None)
    with record() as recording:
        signal.send(None)
        for _ in range(5):
            packed.send(None)
    totals = recording.as_dict()["totals"]
    assert (totals["dispatches"], totals["sends"], totals["calls"]) == (2, 6, 2)
    assert (totals["queries"], totals["errors"]) == (0, 0)
    assert totals["receiver_ns"] > 0
    assert totals["overhead_ns"] > 0


@pytest.mark.django_db
def test_what_recording_is_estimated_to_cost_grows_with_all_that_is_recorded(signal, connect):
    def cost(*sends):
        with record() as recording:
            for each in sends:
                each.send(None)
        return recording.as_dict()["totals"]["overhead_ns"]

    queried, heard, unheard = Signal(), Signal(), packed
    connect(heard, returns_one)
    connect(queried, lambda sender, **kwargs: Tag.objects.count())
    connect(signal, returns_one)
    connect(signal, lambda sender, **kwargs: None)
    assert cost() == 0
    assert 0 < cost(unheard) < cost(heard) < cost(signal)
    assert cost(heard) < cost(queried) < cost(queried, queried)
    assert cost(heard, unheard) == cost(heard) + cost(unheard)
