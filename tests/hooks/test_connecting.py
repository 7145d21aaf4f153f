"""``connect`` and ``disconnect`` do what Django's do, whatever they are given."""

from __future__ import annotations

import contextlib
import functools
import gc
import warnings
from unittest.mock import Mock, patch

import pytest
from django.apps.registry import Apps
from django.db.models.signals import ModelSignal
from django.dispatch import Signal
from django.test import override_settings
from django.utils import inspect
from hypothesis import given
from hypothesis import strategies as st

from signals_panel import record
from signals_panel.hooks.remembered import remembered_of
from signals_panel.registry.registry import registry_now
from tests.app.models import Tag

ran = []
"""What of the user's code has run."""

PATCHED = [(Signal, "connect"), (Signal, "disconnect"), (ModelSignal, "connect")]


def notes(name, result=None):
    def note(self, *args):
        ran.append(name)
        if result is None:
            raise AttributeError(name)
        return result

    return note


class Hostile:
    """What notes all that is asked of it."""

    __getattr__ = notes("getattr")
    __bool__ = notes("bool", True)
    __hash__ = notes("hash", 1)
    __repr__ = __str__ = notes("repr", "hostile")
    __call__ = notes("call", 1)
    __len__ = notes("len", 1)
    __class__ = property(notes("class", str))

    def __eq__(self, other):
        ran.append("eq")
        return True

    def receive(self, sender, **kwargs):
        return None


class Attributes(Hostile):
    """What looks like a bound method, for as long as it is asked."""

    __self__ = property(notes("self", Tag))
    __func__ = property(notes("func", Tag.save))


class Meta(type):
    """A class of classes that notes what is asked of them."""

    __getattr__ = notes("meta getattr")
    __mro__ = property(notes("mro", ()))
    __eq__ = notes("meta eq", True)
    __hash__ = notes("meta hash", 2)
    __instancecheck__ = notes("instancecheck", True)


class Metered(metaclass=Meta):
    def __call__(self, sender, **kwargs):
        return None


class Poser:
    """What poses as a bound method, and is made anew where a method would be."""

    def __init__(self, function, owner):
        ran.append("poser")
        self.__func__, self.__self__ = function, owner

    def __call__(self, sender, **kwargs):
        return None


class Text(str):
    """A text that notes what is asked of it."""

    __slots__ = ()

    __eq__ = notes("text eq", False)
    __hash__ = notes("text hash", 3)
    __bool__ = notes("text bool", True)
    split = notes("split", ["app", "Tag"])


class Receiver:
    def receive(self, sender, **kwargs):
        return None


async def awaits(sender, **kwargs):
    return None


def makes_receivers():
    """Return receivers of all kinds, the same each time."""

    def local(sender, **kwargs):
        return None

    one, other, hostile = Receiver(), Receiver(), Hostile()
    return [
        local,
        lambda sender, **kwargs: None,
        awaits,
        one.receive,
        other.receive,
        hostile.receive,
        hostile,
        Attributes(),
        Metered(),
        Poser(Receiver.receive, one),
        functools.partial(local, 1),
        Mock(),
        print,
        Receiver,
        5,
        None,
    ]


def makes_senders():
    return [None, Tag, Receiver(), Hostile(), Metered, Metered(), Mock(), Receiver().receive, "web"]


def makes_uids():
    return [None, None, "a", "b", "", 0, 1, ("a", 1), ["a"], Hostile(), Text("a"), 1.5, object]


LABELS = ["app.Tag", "app.Nothing", "app", "app.Tag.x", "", Text("app.Tag"), "self"]


class World:
    """A signal of its own, with receivers, senders and uids that nobody else has."""

    def __init__(self, kind):
        self.signal = kind()
        self.apps = Apps()
        self.receivers, self.senders, self.uids = makes_receivers(), makes_senders(), makes_uids()
        self.weak = [True, True, False, 1, "", Hostile()]
        if kind is ModelSignal:
            self.senders += LABELS

    def do(self, step):
        """Take a step; return what it returned or raised, and what it made run."""
        method, receiver, sender, uid, weak = step
        if method == "drop":
            self.receivers[receiver % len(self.receivers)] = Receiver().receive
            gc.collect()
            return None
        options = {
            "sender": self.senders[sender % len(self.senders)],
            "dispatch_uid": self.uids[uid],
        }
        if method == "connect":
            options["weak"] = self.weak[weak]
        if type(self.signal) is ModelSignal:
            options["apps"] = self.apps
        ran.clear()
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                found = getattr(self.signal, method)(self.receivers[receiver], **options)
            except Exception as error:
                found = type(error), str(error).partition(" object at ")[0]
        return found, list(ran), [str(each.message) for each in warned], self.rows()

    def rows(self):
        """Return what is connected, as numbers."""
        known = {}
        for number, each in enumerate((*self.receivers, *(r for r in self.receivers))):
            known.setdefault(id(each), number)
        return [(type(row[1]).__name__, row[-1]) for row in self.signal.receivers]


def forget_parameters():
    """Empty Django's caches of parameters, which take receivers that are equal for one."""
    for each in vars(inspect).values():
        if type(each) is type(functools.lru_cache(forget_parameters)):
            each.cache_clear()


@contextlib.contextmanager
def without_us():
    """Put Django's own methods back for a while."""
    ours = [vars(owner)[name] for owner, name in PATCHED]
    for owner, name in PATCHED:
        setattr(owner, name, getattr(owner, name).__wrapped__)
    try:
        yield
    finally:
        for (owner, name), each in zip(PATCHED, ours, strict=True):
            setattr(owner, name, each)


@pytest.fixture(autouse=True)
def _nothing_connected():
    """Let go of the signals, which refer to themselves by what waits for a model."""
    yield
    forget_parameters()
    ran.clear()
    gc.collect()


steps = st.tuples(
    st.sampled_from(["connect", "connect", "disconnect", "disconnect", "drop"]),
    st.integers(0, len(makes_receivers()) - 1),
    st.integers(0, len(makes_senders()) + len(LABELS) - 1),
    st.integers(0, len(makes_uids()) - 1),
    st.integers(0, 5),
)


@pytest.mark.parametrize("kind", [Signal, ModelSignal])
@given(program=st.lists(steps, max_size=25), debug=st.booleans(), recorded=st.booleans())
def test_any_program_of_them_returns_raises_and_runs_what_it_would_without_us(
    kind, program, debug, recorded
):
    with override_settings(DEBUG=debug):
        forget_parameters()
        with without_us():
            plain = World(kind)
            expected = [plain.do(step) for step in program]
        forget_parameters()
        ours = World(kind)
        with record() if recorded else contextlib.nullcontext():
            found = [ours.do(step) for step in program]
    assert found == expected
    assert len(plain.apps._pending_operations) == len(ours.apps._pending_operations)
    ran.clear()
    registry_now()
    assert ran == []
    for world in (plain, ours):  # Django keeps a signal while a receiver of its lives
        world.signal.receivers.clear()
        remembered_of(world.signal).keep(())


def test_a_test_that_replaces_weakrefs_own_ref_sees_djangos_uses_of_it_alone(signal):
    def receiver(sender, **kwargs): ...

    with patch("weakref.ref") as ref, record():
        signal.connect(receiver, weak=False)
        signal.send("shop")
        signal.disconnect(receiver)
    assert ref.mock_calls == []
