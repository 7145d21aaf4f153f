"""Which rows are Django's and packages' own, and hidden at first."""

from __future__ import annotations

import pytest

from signals_panel.whose import is_internal_dispatch, is_nobodys

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
