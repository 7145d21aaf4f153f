"""Senders as text, by the kind of object that sends."""

from __future__ import annotations

import enum
import functools

import pytest
from django.apps import AppConfig, apps

import tests
from signals_panel import record
from tests.app.models import Post, Tag
from tests.signals import packed


class Shop:
    """A sender people use: the class of what sends."""

    def open(self):
        pass

    @classmethod
    def found(cls):
        pass


class Named(AppConfig):
    """An app's configuration that says its label in its class."""

    label, path = "named", "."


class Word(str):
    """A string of another type."""

    __slots__ = ()


class Size(enum.Enum):
    LARGE = 1


def nothing(sender, **kwargs):
    pass


SENDERS = [
    (Shop, "tests.texts.test_senders.Shop"),
    (Post, "tests.app.models.Post"),
    (None, None),
    ("checkout", "checkout"),
    (Word("checkout"), "checkout"),
    (7, "7"),
    (2.5, "2.5"),
    (True, "True"),
    (Post(pk=3), "app.Post(pk=3)"),
    (Shop(), "instance of tests.texts.test_senders.Shop"),
    ((1, 2), "instance of tuple"),
    (Size.LARGE, "instance of tests.texts.test_senders.Size"),
    (nothing, "tests.texts.test_senders.nothing"),
    (Shop.open, "tests.texts.test_senders.Shop.open"),
    (Shop().open, "tests.texts.test_senders.Shop.open"),
    (Shop.found, "tests.texts.test_senders.Shop.found"),
    (len, "builtins.len"),
    (functools.partial(nothing), "instance of functools.partial"),
    (apps.get_app_config("auth"), "AppConfig(auth)"),
    (Named("tests", tests), "AppConfig(named)"),
    ("a\0b", "a\0b"),
]


@pytest.mark.parametrize(("sender", "text"), SENDERS)
def test_sender_of_a_received_dispatch_is_named_by_its_kind(sender, text, signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send(sender)
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["sender"] == text


@pytest.mark.parametrize(("sender", "text"), SENDERS)
@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_sender_nobody_listens_to_is_named_the_same(method, sender, text):
    with record() as recording:
        getattr(packed, method)(sender)
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["sender"] == text


def test_an_instance_without_a_key_that_nobody_listens_to_is_named_all_the_same():
    tag = Tag()
    with record() as recording:
        packed.send(tag)
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["sender"] == "app.Tag(pk=None)"


def test_an_instance_shows_the_key_it_had_when_it_sent(signal, connect):
    connect(signal, nothing)
    tag = Tag(pk=4)
    with record() as recording:
        signal.send(tag)
        tag.pk = 5
        signal.send(tag)
    senders = [each["sender"] for each in recording.as_dict()["dispatches"]]
    assert senders == ["app.Tag(pk=4)", "app.Tag(pk=5)"]
