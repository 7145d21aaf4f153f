"""Connections whose sender can never be what is sent: why, and what to connect to."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import AbstractUser, User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.signals import (
    class_prepared,
    m2m_changed,
    post_init,
    post_migrate,
    post_save,
    pre_delete,
)
from django.dispatch import Signal
from django.test import RequestFactory

from signals_panel import record
from signals_panel.checks.connections import connection_problems
from signals_panel.registry.registry import registry_now
from tests.app.models import Book, Labelling, Post, Tag

HERE = __name__


def hears(sender, **kwargs):
    return None


class Till:
    pass


class Drawer(Till):
    pass


def fate_of(recording, receiver=hears):
    """Return the fate of the one connection of a receiver that was not disconnected before."""
    name = f"{HERE}.{receiver.__qualname__}"
    fates = [e["fate"] for e in recording.as_dict()["connections"] if e["receiver"] == name]
    [found] = [each for each in fates if each["reason"] != "removed"]
    return found["reason"], found["text"]


def fate(signal, sender, connect, run=lambda: None):
    """Return the fate of a connection after *run*, with a receiver of ours."""
    connect(signal, hears, sender=sender)
    with record() as recording:
        run()
    return fate_of(recording)


POST = Post(pk=3)
TAGS = "connect to Post.tags.through"
CLASSES = "Django sends post_save by classes of models alone: this sender is none"
LOADED = 'connect to apps.get_app_config("app")'
NEVER = {
    "m2m by its model": (m2m_changed, Post, TAGS),
    "m2m by the other model": (m2m_changed, Tag, f"{TAGS}, Book.tags.through"),
    "m2m by its descriptor": (m2m_changed, Post.tags, TAGS),
    "m2m by the other descriptor": (m2m_changed, Tag.post_set, TAGS),
    "m2m by its field": (m2m_changed, Post._meta.get_field("tags"), TAGS),
    "m2m by its relation": (m2m_changed, Post.tags.rel, TAGS),
    "m2m by a manager": (m2m_changed, POST.tags, TAGS),
    "m2m by an instance": (m2m_changed, POST, TAGS),
    "m2m with a model between": (m2m_changed, Book.tags, "connect to Book.tags.through"),
    "m2m by a model without one": (m2m_changed, apps.get_model("sessions.Session"), "is none"),
    "a model's instance": (post_save, POST, "connect to tests.app.models.Post"),
    "a manager of a model": (post_save, Post.objects, CLASSES),
    "a function": (pre_delete, hears, "by classes of models alone"),
    "an automatic table, saved": (post_save, Post.tags.through, "connect to m2m_changed"),
    "a label for class_prepared": (class_prepared, "app.Post", "connect to tests.app.models.Post"),
    "a model that is prepared": (class_prepared, Post, "made before it was connected"),
    "a class of an app": (post_migrate, type(apps.get_app_config("app")), "by an app's AppConfig"),
    "a label of an app": (post_migrate, "app", LOADED),
    "a model for its app": (post_migrate, Post, LOADED),
    "an app without models": (
        post_migrate,
        apps.get_app_config("signals_panel"),
        "only by apps that have a models module",
    ),
    "a request's text": (request_started, "blog", "by the class of a handler alone"),
    "a request's object": (
        request_finished,
        RequestFactory().get("/"),
        "by the class of a handler",
    ),
    "a handler that is none": (request_started, Till, "by the class of a handler alone"),
    "a handler's instance": (request_finished, BaseHandler(), "by the class of a handler alone"),
    "whom nobody sends by": (got_request_exception, BaseHandler, "without a sender"),
    "a user who logged in": (
        user_logged_in,
        User(pk=1),
        "connect to django.contrib.auth.models.User",
    ),
    "a user who did not": (user_login_failed, User, 'by the text "django.contrib.auth"'),
}


@pytest.mark.parametrize("case", NEVER)
def test_a_sender_that_django_never_sends_by_says_what_to_connect_to(case, connect):
    signal, sender, said = NEVER[case]
    reason, text = fate(signal, sender, connect)
    assert (reason, text[:7]) == ("never_matches", "never: ")
    assert said in text


def test_of_a_text_where_classes_send_no_class_is_offered(connect):
    reason, text = fate(user_logged_in, "blog", connect)
    assert reason == "never_matches"
    assert text == (
        "never: Django sends user_logged_in by the class, never by a text: connect without a sender"
    )


def test_of_a_models_label_where_classes_send_the_model_is_offered(connect):
    reason, text = fate(user_logged_in, "auth.User", connect)
    assert reason == "never_matches"
    assert text == (
        "never: Django sends user_logged_in by the class, never by a text: connect to "
        "django.contrib.auth.models.User"
    )


def test_an_abstract_model_without_heirs_sent_names_them(connect):
    reason, text = fate(post_save, AbstractUser, connect)
    assert reason == "never_matches"
    assert text == (
        "never: an abstract model never sends post_save: connect to the models that inherit from "
        "it, such as django.contrib.auth.models.User"
    )


def test_a_swapped_model_names_the_one_that_is_used(connect, settings):
    class Swapped(models.Model):
        class Meta:
            app_label = "elsewhere"
            swappable = "AUTH_USER_MODEL"

    try:
        assert fate(post_save, Swapped, connect) == (
            "never_matches",
            (
                "never: this model is swapped for another, which sends post_save: connect to "
                "django.contrib.auth.models.User"
            ),
        )
    finally:
        apps.all_models.pop("elsewhere")
        apps.clear_cache()


def test_a_model_between_of_a_swapped_model_may_send(connect, settings):
    class Ticket(models.Model):
        class Meta:
            app_label = "app"

    class Swapped(models.Model):
        tags = models.ManyToManyField(Tag, through=Ticket)

        class Meta:
            app_label = "app"
            swappable = "AUTH_USER_MODEL"

    try:
        assert fate(m2m_changed, Ticket, connect) == ("not_sent", "not sent")
    finally:
        for name in ("ticket", "swapped"):
            apps.all_models["app"].pop(name)
        apps.clear_cache()


MAYBE = {
    "a through model": (m2m_changed, Post.tags.through),
    "a through model of one's own": (m2m_changed, Labelling),
    "a model": (post_save, Post),
    "an automatic table, made": (post_init, Post.tags.through),
    "an app": (post_migrate, apps.get_app_config("app")),
    "a handler": (request_started, WSGIHandler),
    "a class of users": (user_logged_in, User),
    "the text that Django sends by": (user_login_failed, "django.contrib.auth"),
    "no sender": (m2m_changed, None),
    "a signal of one's own": (Signal(), "app.Post"),
    "a signal of one's own with an instance": (Signal(), POST),
}


@pytest.mark.parametrize("case", MAYBE)
def test_a_sender_that_may_send_is_only_not_sent(case, connect):
    assert fate(*MAYBE[case], connect) == ("not_sent", "not sent")


def test_a_label_on_a_plain_signal_never_matches_the_model_that_sent(signal, connect):
    assert fate(signal, "app.Post", connect, lambda: signal.send(Post)) == (
        "never_matches",
        (
            "never: only Django's signals of models take a model's label for the model: connect to "
            "tests.app.models.Post"
        ),
    )


@pytest.mark.parametrize("sender", [Till, models.Model])
def test_a_class_that_is_no_model_hears_no_model(sender, connect):
    reason, text = fate(post_init, sender, connect, Tag)
    assert reason == "never_matches"
    assert text == f"never: {CLASSES.replace('post_save', 'post_init')}"


def test_what_was_sent_by_hand_all_the_same_was_called(connect):
    assert fate(post_save, POST, connect, lambda: post_save.send(POST))[0] == "called"


@pytest.mark.parametrize(
    ("sender", "sent", "name"),
    [
        (Till, Till(), f"instance of {HERE}.Till"),
        (Post, POST, "app.Post(pk=3)"),
        (type(apps.get_app_config("auth")), apps.get_app_config("auth"), "AppConfig(auth)"),
    ],
)
def test_a_class_does_not_hear_its_instances_nor_the_other_way_about(
    sender, sent, name, signal, connect
):
    reason, text = fate(signal, sender, connect, lambda: signal.send(sent))
    assert reason == "never_matches"
    assert text == (
        f"sent by {name}, by instances of this class and not by it: senders are told apart by "
        "identity"
    )
    signal.disconnect(hears, sender=sender)
    reason, text = fate(signal, sent, connect, lambda: signal.send(sender))
    assert reason == "never_matches"
    assert text.endswith(", the class of this instance: senders are told apart by identity")


def test_inheriting_holds_for_classes_that_are_no_models(signal, connect):
    assert fate(signal, Till, connect, lambda: signal.send(Drawer)) == (
        "child_sent",
        (
            f"sent by {HERE}.Drawer, which inherits from this sender: a connection hears its own "
            "sender alone"
        ),
    )
    signal.disconnect(hears, sender=Till)
    assert fate(signal, Drawer, connect, lambda: signal.send(Till))[0] == "parent_sent"


def past(name="post"):
    """Return a model as a migration has it."""
    state = ProjectState()
    state.add_model(ModelState("app", name, [("id", models.AutoField(primary_key=True))]))
    return state.apps.get_model("app", name)


def test_a_model_of_a_migrations_past_is_another_one_than_todays(connect):
    assert fate(post_init, Post, connect, past()) == (
        "other_sender",
        (
            "sent only by __fake__.post, a model as a migration's past had it: another class than "
            "this sender"
        ),
    )


def test_what_is_connected_to_a_model_of_the_past_does_not_hear_todays(connect):
    assert fate(post_init, past(), connect, Tag) == (
        "never_matches",
        (
            "never: only a migration sends by this model, which is as its past had it: connect to "
            "tests.app.models.Post"
        ),
    )


def test_what_is_known_without_a_request_is_a_check(connect):
    connect(m2m_changed, hears, sender=Post)
    connect(post_save, hears, sender=Post)
    [found] = [each for each in connection_problems() if each.id == "signals_panel.W008"]
    assert found.msg == (
        f"{HERE}.hears, connected to m2m_changed for tests.app.models.Post, never runs: Django "
        "sends m2m_changed by the through model of a many-to-many field alone: connect to "
        "Post.tags.through."
    )
    assert found.hint == "Connect it for a sender that sends this signal, or for every sender."


def test_while_models_are_still_to_come_no_sender_is_judged(connect, monkeypatch):
    connect(m2m_changed, hears, sender=Post)
    monkeypatch.setattr(apps, "models_ready", False)
    early = [each["never"] for each in registry_now()["connections"] if names(each)]
    monkeypatch.undo()
    later = [each["never"]["why"] for each in registry_now()["connections"] if names(each)]
    assert (early, later) == ([None], ["through"])


def names(connection):
    return connection["receiver"] == f"{HERE}.hears"


def test_a_senders_code_is_not_run(connect, collected):
    class Loud:
        def __getattr__(self, name):
            if name == "__func__":  # Django's own look
                raise AttributeError(name)
            raise AssertionError(name)

        @property
        def _meta(self):
            raise AssertionError

        rel = through = remote_field = _meta

    assert fate(m2m_changed, Loud(), connect)[0] == "never_matches"
