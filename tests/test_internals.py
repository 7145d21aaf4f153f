"""Which rows are Django's and packages' own, and hidden at first."""

from __future__ import annotations

import pytest

from signals_panel.texts.whose import is_internal_bypass, is_internal_dispatch, is_nobodys

PACKAGE = {"file": "/env/lib/site-packages/kept/models.py", "line": 3, "function": "keep"}
PROJECT = {"file": __file__, "line": 3, "function": "keep"}
SAVED = "django.db.models.signals.post_save"
OURS = "tests.receivers.first"


def dispatch(caller=None, sender="tests.app.models.Tag", signal=SAVED):
    return {"signal": signal, "sender": sender, "caller": caller}


def test_what_a_packages_code_sends_is_hidden_whoever_its_sender_is():
    assert is_internal_dispatch(dispatch(PACKAGE), [{"receiver": "django.x.y"}])
    assert is_internal_dispatch(dispatch(PACKAGE, signal="tests.signals.ordered"), [])


def test_it_is_shown_where_a_receiver_of_the_project_ran():
    assert not is_internal_dispatch(dispatch(PACKAGE), [{"receiver": OURS}])


def test_what_the_projects_code_sends_is_shown():
    assert not is_internal_dispatch(dispatch(PROJECT), [{"receiver": "django.x.y"}])


def test_what_django_sends_by_a_sender_of_the_projects_is_shown():
    assert not is_internal_dispatch(dispatch(), [])
    assert is_internal_dispatch(dispatch(sender="django.contrib.auth.models.User"), [])


@pytest.mark.parametrize("sender", ["42", "4.5", "-1", "True", "tests", "tests.app.paid", "a b"])
def test_a_sender_that_is_a_number_or_a_string_belongs_to_nobody(sender):
    assert is_nobodys(sender)
    assert is_internal_dispatch(dispatch(sender=sender), [])


@pytest.mark.parametrize("sender", ["tests.app.models.Tag", "app.Tag(pk=3)", "AppConfig(app)"])
def test_a_class_or_an_object_as_a_sender_belongs_to_whose_it_is(sender):
    assert not is_nobodys(sender)


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
