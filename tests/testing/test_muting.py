"""Muting signals: who does not hear, and that all is as it was afterwards."""

from __future__ import annotations

import asyncio
import functools
import inspect
import re
import unittest

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.db.models.signals import post_delete
from django.dispatch import Signal
from django.test.utils import CaptureQueriesContext

from signals_panel import record
from signals_panel.testing import mute_signals, record_signals

from ..app.models import Note, Post, Tag
from ..signals import ordered, packed

heard = []


def hears(sender, **kwargs):
    heard.append(sender)


def other(sender, **kwargs):
    heard.append("other")


async def later(sender, **kwargs):
    heard.append("later")


@pytest.fixture(autouse=True)
def _connected(connect):
    heard.clear()
    connect(packed, hears)
    yield
    assert "_live_receivers" not in vars(packed)


@pytest.fixture(params=["not recorded", "recorded"])
def recorded(request):
    """Run a test with a recording and without."""
    if request.param == "recorded":
        with record_signals():
            yield
    else:
        yield


def test_what_is_muted_nobody_hears_and_afterwards_all_do(recorded):
    with mute_signals(packed):
        assert packed.send("a") == []
        assert packed.send_robust("a") == []
    assert heard == []
    packed.send("b")
    assert heard == ["b"]


def test_other_signals_are_heard(recorded, connect):
    connect(ordered, hears)
    with mute_signals(packed):
        ordered.send("a")
    assert heard == ["a"]


def test_nobody_listens_to_what_is_muted(recorded):
    with mute_signals(packed):
        assert not packed.has_listeners()
    assert packed.has_listeners()


def test_what_one_sender_sends_may_be_muted(recorded):
    with mute_signals(packed, sender=Tag):
        packed.send(Tag)
        packed.send(Post)
    assert heard == [Post]


def test_one_receiver_may_be_muted(recorded, connect):
    connect(packed, other)
    with mute_signals(packed, receiver=hears):
        packed.send("a")
    assert heard == ["other"]


def test_a_method_may_be_muted(recorded, connect):
    class Till:
        def close(self, sender, **kwargs):
            heard.append("closed")

    till, same = Till(), Till()
    connect(packed, till.close)
    connect(packed, same.close)
    with mute_signals(packed, receiver=till.close):
        packed.send("a")
    assert heard == ["a", "closed"]


def test_mutes_nest_and_one_object_may_be_entered_again(recorded):
    muted = mute_signals(packed)
    with muted:
        with muted, mute_signals(packed, sender="b"):
            packed.send("a")
        packed.send("b")
    assert heard == []
    packed.send("c")
    assert heard == ["c"]


def test_an_exception_ends_it(recorded):
    with pytest.raises(KeyError), mute_signals(packed):
        raise KeyError
    packed.send("a")
    assert heard == ["a"]


def test_receivers_their_order_and_caches_are_as_they_were(connect):
    signal = Signal(use_caching=True)
    for each in (hears, other):
        signal.connect(each, weak=False, dispatch_uid=each.__name__)
    signal.send(Tag)
    receivers, rows = signal.receivers, list(signal.receivers)
    cached = dict(signal.sender_receivers_cache)
    heard.clear()
    with mute_signals(signal):
        signal.send(Tag)
        signal.send(Post)
        assert heard == []
    assert signal.receivers is receivers
    assert signal.receivers == rows
    assert cached.items() <= dict(signal.sender_receivers_cache).items()
    signal.send(Tag)
    signal.send(Post)
    assert heard == [Tag, "other", Post, "other"]


def test_what_is_connected_meanwhile_stays_and_runs_once(recorded):
    signal = Signal()
    signal.connect(hears)
    with mute_signals(signal):
        signal.connect(other)
        signal.connect(hears)
        signal.send("a")
        assert heard == []
    signal.send("b")
    assert heard == ["b", "other"]


def test_what_is_disconnected_meanwhile_stays_so(recorded):
    signal = Signal()
    signal.connect(hears)
    signal.connect(other)
    with mute_signals(signal):
        assert signal.disconnect(hears)
    signal.send("a")
    assert heard == ["other"]


def test_async_sends_and_async_receivers_are_muted(recorded, connect):
    connect(packed, later)

    async def act():
        await packed.asend("a")
        await packed.asend_robust("a")

    with mute_signals(packed):
        packed.send("a")
        async_to_sync(act)()
    assert heard == []
    with mute_signals(packed, receiver=later):
        async_to_sync(act)()
    assert heard == ["a", "a"]


def test_a_function_is_muted_while_it_runs(recorded):
    @mute_signals(packed)
    def act(sender, *, twice):
        """Say what it does."""
        packed.send(sender)
        return sender, twice

    assert act("a", twice=True) == ("a", True)
    assert (act.__name__, act.__doc__) == ("act", "Say what it does.")
    assert list(inspect.signature(act).parameters) == ["sender", "twice"]
    packed.send("b")
    assert heard == ["b"]


def test_an_async_function_is_muted_while_it_is_awaited(recorded):
    @mute_signals(packed)
    async def act():
        await asyncio.sleep(0)
        packed.send("a")
        return 3

    assert inspect.iscoroutinefunction(act)
    made = act()
    packed.send("b")
    assert asyncio.run(asyncio.wait_for(made, 5)) == 3
    assert heard == ["b"]


def test_a_generator_is_muted_until_it_ends():
    @mute_signals(packed)
    def act():
        packed.send("a")
        yield 1
        packed.send("b")

    assert inspect.isgeneratorfunction(act)
    assert list(act()) == [1]
    packed.send("c")
    assert heard == ["c"]


def test_an_async_generator_is_muted_until_it_ends():
    @mute_signals(packed)
    async def act():
        packed.send("a")
        yield 1
        packed.send("b")

    async def run():
        return [each async for each in act()]

    assert inspect.isasyncgenfunction(act)
    assert asyncio.run(run()) == [1]
    assert heard == []


def test_a_case_is_muted_from_the_setup_of_its_class_on():
    @mute_signals(packed)
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            packed.send("class")

        def setUp(self):
            packed.send("set up")

        def test_one(self):
            packed.send("one")

        def test_two(self):
            packed.send("two")

    class Inherits(Case):
        pass

    for case in (Case, Inherits):
        assert isinstance(case, type)
        result = unittest.TestResult()
        unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
        assert (result.testsRun, result.errors, result.failures) == (2, [], [])
    assert heard == []
    packed.send("after")
    assert heard == ["after"]


def test_a_case_whose_setup_fails_leaves_nothing_muted():
    @mute_signals(packed)
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            raise KeyError

        def test_one(self):
            pass

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Case).run(result)
    assert len(result.errors) == 1
    packed.send("after")
    assert heard == ["after"]


def test_the_tests_of_any_other_class_are_muted():
    class Base:
        def test_inherited(self):
            packed.send("inherited")

    @mute_signals(packed)
    class Tests(Base):
        def test_one(self):
            packed.send("one")

        async def test_two(self):
            packed.send("two")

        @staticmethod
        def test_three():
            packed.send("three")

        @classmethod
        def test_four(cls):
            packed.send("four")
            return cls

        def helper(self):
            packed.send("helper")

    assert isinstance(Tests, type)
    tests = Tests()
    tests.test_one()
    tests.test_three()
    assert tests.test_four() is Tests
    asyncio.run(tests.test_two())
    tests.test_inherited()
    assert heard == []
    tests.helper()
    Base().test_inherited()
    assert heard == ["helper", "inherited"]


class Desk:
    @functools.wraps(hears)
    def hears(self, sender, **kwargs):
        hears(sender, **kwargs)


def test_a_method_that_wraps_a_receiver_is_muted_by_what_it_wraps(recorded):
    desk = Desk()
    packed.disconnect(hears)
    packed.connect(desk.hears)
    with mute_signals(packed, receiver=hears):
        packed.send("a")
    assert heard == []
    packed.send("b")
    assert heard == ["b"]


def test_a_receiver_that_another_package_wraps_at_each_send_is_muted(
    monkeypatch, recorded, connect
):
    """As Sentry's SDK does."""
    before = Signal._live_receivers

    def wraps(self, sender):
        sync, asynchronous = before(self, sender)

        def wrap(receiver):
            @functools.wraps(receiver)
            def wrapper(*args, **kwargs):
                return receiver(*args, **kwargs)

            return wrapper

        return [wrap(each) for each in sync], asynchronous

    monkeypatch.setattr(Signal, "_live_receivers", wraps)
    connect(packed, other)
    with mute_signals(packed, receiver=hears):
        packed.send("a")
    assert heard == ["other"]
    with mute_signals(packed):
        packed.send("a")
    assert heard == ["other"]


def test_a_signal_that_finds_receivers_in_a_way_of_its_own_is_muted_and_has_that_back(connect):
    class Own(Signal):
        def _live_receivers(self, sender):
            return [hears, other], []

    signal = Own()
    signal.connect(hears)
    with mute_signals(signal, receiver=hears):
        signal.send("a")
    assert heard == ["other"]
    finds = lambda sender: ([other], [])  # noqa: E731
    signal._live_receivers = finds
    with mute_signals(signal):
        signal.send("a")
    assert signal._live_receivers is finds
    assert heard == ["other"]


@pytest.mark.parametrize("given", [(), ("post_save",), (Tag,), (packed, hears)])
def test_what_is_no_signal_cannot_be_muted(given):
    with pytest.raises(TypeError, match=r"mute_signals\(\) takes"):
        mute_signals(*given)
    with pytest.raises(TypeError, match=r"mute_signals\(\) takes"):
        mute_signals(packed, receiver="hears")


@pytest.mark.django_db
def test_deleting_runs_the_queries_that_it_runs_if_nobody_listens(connect):
    def queries():
        Note.objects.create(pk=1, text="a", content_type_id=1, object_id=1)
        with CaptureQueriesContext(connection) as found:
            Note.objects.all().delete()
        return [each["sql"] for each in found.captured_queries]

    alone = queries()
    connect(post_delete, hears, sender=Note)
    assert queries() != alone
    with mute_signals(post_delete):
        assert queries() == alone
    assert heard == [Note]


@pytest.mark.parametrize("keeps", [record, record_signals])
def test_trees_show_what_was_muted(connect, keeps):
    connect(packed, other)
    with keeps() as recording:
        packed.send("before")
        with mute_signals(packed, receiver=hears):
            packed.send("part")
        with mute_signals(packed):
            packed.send("all")
    lines = [line.rpartition("  /")[0] or line for line in str(recording).splitlines()]
    lines = [re.sub(r"  \d+\.\d\dms$", "", line) for line in lines]  # a busy machine is slow
    here = __name__
    assert lines[1:9] == [
        "  tests.signals.packed from before",
        f"    → {here}.hears",
        f"    → {here}.other",
        "  tests.signals.packed from part",
        f"    · {here}.hears  muted",
        f"    → {here}.other",
        "  tests.signals.packed from all",
        f"    · {here}.hears  muted",
    ]
    assert lines[9] == f"    · {here}.other  muted"
    document = recording.as_dict()
    assert document["totals"]["sends"] == 3
    assert document["totals"]["calls"] == 3
    assert [each["sender"] for each in document["dispatches"]] == ["before", "part", "all"]


def test_why_a_muted_receiver_was_not_called_is_said():
    with record_signals() as recording, mute_signals(packed):
        packed.send("a")
    recording.assert_sent(packed, sender="a", times=1)
    with pytest.raises(AssertionError) as caught:
        recording.assert_received(hears)
    first, why, *_, sent, muted = str(caught.value).splitlines()
    assert first == f"{__name__}.hears was not called."
    assert why == "  connected to tests.signals.packed: muted by mute_signals()"
    assert sent.startswith("    tests.signals.packed from a  tests/testing/test_muting.py:")
    assert muted == f"      · {__name__}.hears  muted"


def test_a_muted_receiver_is_no_longer_muted_in_what_is_recorded_after(connect):
    with record_signals() as recording:
        with mute_signals(packed):
            packed.send("a")
        packed.send("b")
    recording.assert_received(hears, times=1)
    [call] = recording.received(hears)
    assert call.sender == "b"
