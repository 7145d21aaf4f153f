"""Which rows are Django's and packages' own, and hidden at first."""

from __future__ import annotations

import collections
import decimal
import sys
from functools import partial
from unittest.mock import Mock

import pytest
from django.apps import apps
from django.contrib.auth.models import User, update_last_login
from django.dispatch import Signal

from signals_panel import record
from signals_panel.exporters.document import expand_all
from signals_panel.fates.connected import Connected
from signals_panel.log.tables import tables_of
from signals_panel.page.listing import Listing
from signals_panel.page.rows import Rows
from signals_panel.registry.registry import NOTHING
from signals_panel.texts.senders import sender_name
from signals_panel.texts.whose import (
    is_internal,
    is_internal_bypass,
    is_internal_send,
    is_nobodys,
)
from signals_panel.timeline import Timeline
from tests.app.models import Tag

PACKAGE = {"file": "/env/lib/site-packages/kept/models.py", "line": 3, "function": "keep"}
PROJECT = {"file": __file__, "line": 3, "function": "keep"}
SAVED = "django.db.models.signals.post_save"
OURS = "tests.receivers.first"


def dispatched(caller=None, sender="tests.app.models.Tag", signal=SAVED):
    return is_internal_send(signal, sender, caller and caller["file"])


def are_internal(signal, caller):
    """Send a signal from a file; return which rows are hidden, of the send and of its calls."""
    sends = compile("signal.send('tests')", caller["file"], "exec")
    with record() as recording:
        exec(sends, {"signal": signal})
    timeline = Timeline([tables_of(recording)])
    document = expand_all(Connected(timeline, NOTHING), None).document
    rows = Rows(Listing(timeline, []), document, str).rows()
    return [bool(row["internal"]) for row in rows]


def test_what_a_packages_code_sends_is_hidden_whoever_its_sender_is(signal, connect):
    connect(signal, partial(update_last_login, user=Mock()))
    assert are_internal(signal, PACKAGE) == [True, True]
    assert dispatched(PACKAGE, signal="tests.signals.ordered")


def test_it_is_shown_where_a_receiver_of_the_project_ran(signal, connect):
    connect(signal, partial(update_last_login, user=Mock()))
    connect(signal, lambda sender, **kwargs: None)
    assert are_internal(signal, PACKAGE) == [False, True, False]


def test_what_the_projects_code_sends_is_shown(signal, connect):
    connect(signal, partial(update_last_login, user=Mock()))
    assert are_internal(signal, PROJECT) == [False, True]


def test_what_django_sends_by_a_sender_of_the_projects_is_shown():
    assert not dispatched()
    assert dispatched(sender="django.contrib.auth.models.User")


@pytest.mark.parametrize(
    "sender",
    ["42", "4.5", "-1", "True", "(1+2j)", "tests", "tests.app.paid", "a b", "paid (twice)"],
)
def test_a_sender_that_is_a_number_or_a_string_belongs_to_nobody(sender):
    assert is_nobodys(sender)
    assert dispatched(sender=sender)


@pytest.mark.parametrize("sender", ["tests.app.models.Tag", "app.Tag(pk=3)", "AppConfig(app)"])
def test_a_class_or_an_object_as_a_sender_belongs_to_whose_it_is(sender):
    assert not is_nobodys(sender)


class Till:
    pass


PYTHONS = [decimal.Decimal(3), b"x", (1, 2), 1 + 2j, object(), dict, collections.OrderedDict, len]


@pytest.mark.parametrize("sender", PYTHONS, ids=sender_name)
def test_so_does_what_is_pythons_own(sender):
    assert dispatched(sender=sender_name(sender))


@pytest.mark.parametrize("label", ["auth", "app"])
def test_an_app_and_an_instance_of_a_model_as_senders_belong_to_whose_app_it_is(label):
    config, instance = apps.get_app_config(label), {"auth": User, "app": Tag}[label](pk=3)
    for sender in (config, instance):
        assert dispatched(sender=sender_name(sender)) == (label == "auth")


@pytest.mark.parametrize("sender", [Till, Till(), partial(Till).func, lambda: None])
def test_what_is_the_projects_own_is_shown(sender):
    assert not dispatched(sender=sender_name(sender))


@pytest.mark.parametrize("package", ["django", "debug_toolbar", "asgiref"])
def test_django_and_the_toolbar_are_not_the_projects_wherever_their_files_lie(package, monkeypatch):
    monkeypatch.setattr(sys.modules[package], "__file__", __file__)
    assert is_internal(f"{package}.somewhere.receives")


def test_a_partial_is_whose_function_it_calls(signal, connect):
    connect(signal, partial(update_last_login, user=Mock()))
    connect(signal, partial(partial(lambda sender, **kwargs: None)))
    with record() as recording:
        signal.send(None)
    djangos, ours = recording.as_dict()["calls"]
    assert is_internal(djangos["receiver"])
    assert not is_internal(ours["receiver"])


def test_a_signal_without_a_name_is_whose_file_it_was_made_in():
    signal, package = Signal(), {}
    exec(
        compile("from django.dispatch import Signal\nit = Signal()", PACKAGE["file"], "exec"),
        package,
    )
    with record() as recording:
        for each in (signal, package["it"]):
            each.send(None)
    ours, theirs = (each["signal"] for each in recording.as_dict()["dispatches"])
    assert not dispatched(sender=None, signal=ours)
    assert dispatched(sender=None, signal=theirs)


@pytest.mark.parametrize("file", ["/usr/lib/python3/dist-packages/kept/models.py"])
def test_the_packages_of_debian_are_installed_ones(file):
    assert dispatched({**PACKAGE, "file": file})


def bypassed(caller, *receivers, model="tests.app.models.Tag", by_django=False):
    return is_internal_bypass(model, receivers, caller and caller["file"], by_django)


def test_what_a_packages_code_changes_without_signals_is_hidden_whatever_the_model():
    assert bypassed(PACKAGE)
    assert bypassed(PACKAGE, "django.x.y")


def test_it_is_shown_where_a_receiver_of_the_project_missed_it():
    assert not bypassed(PACKAGE, "django.x.y", OURS)


def test_what_the_projects_code_changes_without_signals_is_shown():
    assert not bypassed(PROJECT, "django.x.y")


def test_what_django_changes_is_hidden_and_what_nobody_known_does_goes_by_the_model():
    assert bypassed(PACKAGE, OURS, by_django=True)
    assert not bypassed(None)
    assert bypassed(None, model="django.contrib.auth.models.User")
