"""How many functions a send calls: what got slow shows in that, on whatever machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db.models.signals import post_init, post_save
from django.dispatch import Signal

import signals_panel
from signals_panel import record
from tests.app.models import Tag

OURS = str(Path(signals_panel.__file__).parent)
FIRST, TIMES = 3, 100

own_signal = Signal()
tag, user = Tag(pk=1), User(pk=1)


def receives(sender, **kwargs): ...


def calls_of(send):
    """Return how many functions of the package a send calls that was made before."""
    calls = 0

    def profile(frame, event, argument):
        nonlocal calls
        calls += event == "call" and frame.f_code.co_filename.startswith(OURS)

    before = sys.getprofile()
    for _ in range(FIRST):
        send()
    sys.setprofile(profile)
    for _ in range(TIMES):
        send()
    sys.setprofile(before)
    return calls / TIMES


def makes_an_instance():
    Tag(name="a")


def loads_an_instance():
    Tag.from_db("default", ["id", "name"], [7, "a"])


def sends_about_an_instance():
    post_save.send(Tag, instance=tag, created=False, raw=False, update_fields=None)


def sends_what_nobody_receives():
    post_save.send(User, instance=user)


def sends_its_own():
    own_signal.send(None, order=3, name="a", is_new=True)


@pytest.fixture(autouse=True)
def _connected():
    """Connect weakly, as most do."""
    connected = (post_init, Tag), (post_save, Tag), (own_signal, None)
    for signal, sender in connected:
        signal.connect(receives, sender)
    yield
    for signal, sender in connected:
        signal.disconnect(receives, sender)


SENDS = [
    (makes_an_instance, 2, 6),
    (loads_an_instance, 2, 6),
    (sends_about_an_instance, 1, 4),
    (sends_what_nobody_receives, 1, 1),
    (sends_its_own, 1, 23),
]
"""What sends, how many functions are called where nothing records, and where something does."""


@pytest.mark.parametrize(("send", "unrecorded", "recorded"), SENDS)
def test_a_send_like_those_before_calls_few_functions(send, unrecorded, recorded):
    assert calls_of(send) == unrecorded
    with record():
        assert calls_of(send) <= recorded
